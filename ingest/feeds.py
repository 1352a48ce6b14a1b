"""A feed (RSS, Atom) or a sitemap → the addresses of its articles, newest first; only those that robots.txt allows."""

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from protego import Protego

from ingest.errors import ArticleNotReadable
from ingest.web import AGENT, Page, ServerFailed, fetch

LARGEST_FEED = 20_000_000
"""Bytes, unpacked: a sitemap may have 50 million, and 50,000 addresses take 8."""
MOST_SITEMAPS = 20
"""Of a sitemap of sitemaps, so many are fetched at most."""
_LARGEST_ROBOTS = 512_000
"""Bytes: of a longer robots.txt no more need be read (RFC 9309, 2.5)."""
_LONGEST_PAUSE = 10.0
"""Seconds that robots.txt can ask for between two pages."""
_FEED_KINDS = {"application/rss+xml", "application/atom+xml"}


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a feed or a sitemap names."""

    url: str
    when: str
    """What it says about its time, as it is written; empty if nothing."""


def links(url: str, limit: int, *, allow_hosts: Iterable[str] = ()) -> list[str]:
    """At most *limit* addresses that the feed or sitemap at *url* names, the newest first where it dates them.

    A page that points to its feed is followed there. Raises ArticleNotReadable if it is neither, or robots.txt forbids it.
    """
    hosts = tuple(allow_hosts)
    robots = Robots(hosts)
    robots.check(url)
    found: dict[str, Link] = {}
    waiting, seen = [url], 0
    while waiting and seen < MOST_SITEMAPS and (seen <= 1 or len(found) < limit):
        place = waiting.pop(0)
        seen += 1
        if not robots.allows(place):
            continue
        try:
            page = _page(place, hosts)
        except ArticleNotReadable:
            if seen == 1:
                raise
            continue  # one of many sitemaps: the others still name theirs
        inner, more = _read(page)
        if not inner and not more and seen == 1 and (feed := _named_feed(page)):
            robots.check(feed)
            inner, more = _read(_page(feed, hosts))
        waiting += [one.url for one in _newest_first(more)]
        for one in inner:
            found.setdefault(one.url, one)
    if not found:
        message = f"{url!r} is no feed and no sitemap that names an article. Give the address of one."
        raise ArticleNotReadable(message)
    newest = _newest_first(found.values()) if all(map(_iso, found.values())) else found.values()
    allowed = (one.url for one in newest if robots.allows(one.url))  # asked one by one: a feed may name many sites
    return list(islice(allowed, limit))


def _newest_first(found: Iterable[Link]) -> list[Link]:
    """Those without a date last, in the order they are named."""
    return sorted(found, key=lambda link: link.when[:25] if _iso(link) else "", reverse=True)


def _iso(link: Link) -> bool:
    """Whether its time can be put in order as it is written; RSS has another way, and is newest first by custom."""
    return link.when[:4].isdecimal() and link.when[4:5] == "-"


class Robots:
    """What the robots.txt of each site allows us; one that is missing allows everything, a server that fails nothing."""

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        self._hosts = tuple(allow_hosts)
        self._known: dict[str, Protego] = {}
        self._turns: dict[str, float] = {}
        """When the next page of each site may be fetched."""
        self._lock = Lock()

    def allows(self, url: str) -> bool:
        """Whether *url* may be fetched."""
        return bool(self._rules(url).can_fetch(url, AGENT))

    def check(self, url: str) -> None:
        """Raises ArticleNotReadable if *url* may not be fetched."""
        if not self.allows(url):
            message = f"{url!r} may not be fetched: the site's robots.txt forbids it, or the server fails to send it."
            raise ArticleNotReadable(message)

    def pause(self, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """Wait as long as the site wants between two pages, also where other threads fetch some."""
        asked = min(float(self._rules(url).crawl_delay(AGENT) or 0), _LONGEST_PAUSE)
        site = urlsplit(url).netloc
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._turns.get(site, now))
            self._turns[site] = turn + asked
        if turn > now:
            sleep(turn - now)

    def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._known:
            self._known[site] = Protego.parse(self._text(f"{site}/robots.txt"))
        return self._known[site]

    def _text(self, url: str) -> str:
        try:
            page = fetch(url, allow_hosts=self._hosts, largest=_LARGEST_ROBOTS, cut=True)
        except ServerFailed:  # it may forbid everything: RFC 9309, 2.3.1.4
            return "User-agent: *\nDisallow: /"
        except ArticleNotReadable:  # there is none, or no site
            return ""
        data = page.data if page else b""
        if len(data) == _LARGEST_ROBOTS:  # its last line may be a part of one, and forbid more than the whole
            data = data.rpartition(b"\n")[0]
        return data.decode("utf-8-sig", "replace")


def _page(url: str, hosts: tuple[str, ...]) -> Page:
    page = fetch(url, allow_hosts=hosts, largest=LARGEST_FEED)
    if page is None:  # only asked with conditions
        message = f"{url!r} answers that nothing has changed, which was not asked."
        raise ArticleNotReadable(message)
    return page


def _read(page: Page) -> tuple[list[Link], list[Link]]:
    """The articles that a feed or sitemap names, and further sitemaps."""
    root = _parsed(page.data)
    if root is None:
        return [], []
    kind = _name(root)
    if kind == "sitemapindex":
        return [], list(_located(root, page.url, "sitemap"))
    if kind == "urlset":
        return list(_located(root, page.url, "url")), []
    if kind in {"rss", "rdf", "feed"}:
        return [link for one in root.iter() if _name(one) in {"item", "entry"} for link in _entry(one, page.url)], []
    return [], []


def _parsed(data: bytes) -> etree._Element | None:
    """The root of an XML document, packed or not, as far as it can be read: nothing is expanded, nothing loaded."""
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        if data.startswith(b"\x1f\x8b"):  # sitemap.xml.gz
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, LARGEST_FEED)
        return etree.fromstring(data, safe)
    except (zlib.error, etree.XMLSyntaxError, ValueError):
        return None


def _name(element: etree._Element) -> str:
    """Its local name; of a prefix that nobody declared, lxml makes a part of the name."""
    return re.split("[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def _located(root: etree._Element, base: str, kind: str) -> Iterator[Link]:
    for one in root:
        if _name(one) == kind:
            stated = {_name(part): (part.text or "").strip() for part in one}
            yield from _link(base, stated.get("loc", ""), stated.get("lastmod", ""))


def _entry(entry: etree._Element, base: str) -> Iterator[Link]:
    """The address of one entry: its alternate link, its link's text, or a permanent id."""
    address, when = "", ""
    for part in entry:
        name, text = _name(part), (part.text or "").strip()
        if name == "link" and part.get("href"):
            if part.get("rel", "alternate") == "alternate" and not address:
                address = part.get("href", "")
        elif (name == "link" and text) or (name == "guid" and part.get("isPermaLink") != "false" and not address):
            address = text or address
        elif name in {"pubdate", "published", "date"} or (name == "updated" and not when):
            when = text
    yield from _link(base, address, when)


def _link(base: str, address: str, when: str) -> Iterator[Link]:
    try:
        url = urljoin(base, address) if address else ""
        if urlsplit(url).scheme in {"http", "https"}:
            yield Link(url.partition("#")[0], when[:40])
    except ValueError:  # "http://[" is no address
        return


def _named_feed(page: Page) -> str:
    """The feed that a web page says it has."""
    try:
        tree = html.document_fromstring(page.data)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for link in tree.iter("link"):
        if (link.get("type") or "").lower() in _FEED_KINDS and link.get("href"):
            with suppress(ValueError):  # "http://[" is no address
                return str(urljoin(page.url, link.get("href", "")))
    return ""
