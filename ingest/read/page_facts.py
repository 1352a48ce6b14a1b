"""What a page states about its article outside the text: meta tags, structured data, links, its address.

Scripts are never read, but for the structured data (JSON-LD), which is no program.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from ingest import dates
from ingest.read.facts import Facts, Hints, address, one_line
from ingest.read.language import language_code
from ingest.read.text import clean

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "publication-date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "date",
)
"""Names of meta tags, the surest first."""
_AUTHOR = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")
_SITE = ("og:site_name", "application-name", "dc.publisher", "publisher")
_TITLE = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
_IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})[/-]([01]?[0-9])[/-]([0-3]?[0-9])(?![0-9])")
_ARTICLES = frozenset(
    ["article", "newsarticle", "reportagenewsarticle", "blogposting", "opinionnewsarticle", "analysisnewsarticle",
     "liveblogposting", "report", "scholarlyarticle", "techarticle", "webpage"]
)  # fmt: skip
_LARGEST_DATA = 500_000
"""Characters of one piece of structured data."""
_MOST_NODES = 2_000
FAULTS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
"""What trafilatura raises over pages that are made to do harm; the page is then read without it."""


def page_facts(tree: HtmlElement, page: str, hints: Hints) -> Facts:
    """What *tree*, the parsed *page*, states; a title, byline and site that no tag gives are trafilatura's finding."""
    meta = _meta(tree)
    data = _structured(tree)
    found = _found(page, hints)
    url = _canonical(tree, meta, hints)
    published, evidence = _published(tree, meta, data, url or hints.url)
    site = _line(_first(meta, _SITE)) or _line(_named(data.get("publisher"))) or _host(url or hints.url)
    titles = (_line(_first(meta, _TITLE)), _line(_named(data.get("headline"))), _headline(tree), found.title)
    return Facts(
        title=next((title for title in titles if title and title.casefold() != site.casefold()), found.title),
        author=_person(_first(meta, _AUTHOR)) or _line(_named(data.get("author"))) or found.author,
        published=published,
        evidence=evidence,
        site=site,
        url=url,
        language=language_code(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
        or language_code(_first(meta, ("content-language", "og:locale", "dc.language"))),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first content of each meta tag, by its name in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        if (content := tag.get("content")) and name:
            found.setdefault(name.lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _line(value: str) -> str:
    return one_line(clean(value))


def _person(value: str) -> str:
    """A byline; the address of somebody's page is none."""
    return "" if re.match(r"https?://|@", value.strip()) else _line(value)


def _canonical(tree: HtmlElement, meta: dict[str, str], hints: Hints) -> str:
    """The address the page gives itself; a page that was fetched may name another of its own host only."""
    stated = [
        link.get("href", "") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for href in (*stated, meta.get("og:url", "")):
        try:
            url = address(urljoin(hints.url, href.strip()) if href.strip() else "")
            if url and (not hints.url or _host(url) == _host(hints.url)):
                return url
        except ValueError:  # "http://[" is no address
            continue
    return address(hints.url)


def _host(url: str) -> str:
    """Whose page it is, with or without `www.`: other hosts that end alike may be strangers, as below co.uk."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _structured(tree: HtmlElement) -> dict[str, Any]:
    """The first article that the page's structured data (JSON-LD) describes."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(text) > _LARGEST_DATA:
            continue
        try:
            stated = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(stated):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and name.lower() in _ARTICLES for name in names) and node.get("datePublished"):
                return node
    return {}


def _nodes(stated: object) -> Iterator[dict[str, Any]]:
    waiting, seen = [stated], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        one = waiting.pop(0)
        if isinstance(one, dict):
            yield one
            waiting += [one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one]
        elif isinstance(one, list):
            waiting += one[:200]


def _headline(tree: HtmlElement) -> str:
    """The text of the only first-rank heading."""
    first = list(tree.iter("h1"))
    return _line(first[0].text_content()) if len(first) == 1 else ""


def _named(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_named, value[:20])))
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _published(tree: HtmlElement, meta: dict[str, str], data: dict[str, Any], url: str) -> tuple[date | None, str]:
    """The date and where it stands: what is stated for machines first, then what the page shows, then its address."""
    stated = data.get("datePublished")
    found = _IN_ADDRESS.search(urlsplit(url).path)
    ways = {
        "meta tag": (meta.get(name, "") for name in _PUBLISHED),
        "structured data": [stated] if isinstance(stated, str) else [],
        "page": _shown_times(tree),
        "web address": ["-".join(found.groups())] if found else [],
    }
    believed = (
        (day, evidence) for evidence, texts in ways.items() for text in texts if (day := dates.parse(text[:100]))
    )
    return next(believed, (None, ""))


def _shown_times(tree: HtmlElement) -> Iterator[str]:
    """What the page marks as a time of its article, that of the publication first."""
    times = [*tree.xpath("//*[@itemprop='datePublished']")[:5], *tree.xpath("//time[@pubdate]")[:5], *tree.iter("time")]
    for time in times[:30]:
        if not _within(time, {"aside", "footer", "nav"}):
            yield time.get("datetime") or time.get("content") or time.text_content()


def _within(element: HtmlElement, tags: set[str]) -> bool:
    return any(one.tag in tags for one in element.iterancestors())


def _found(page: str, hints: Hints) -> Facts:
    """Title and byline as trafilatura finds them; dates are our own matter, because it does not say where they stand."""
    from trafilatura.metadata import extract_metadata

    try:
        document = extract_metadata(
            page, default_url=hints.url or None, date_config={"extensive_search": False}, extensive=False
        )
    except FAULTS:
        document = None
    if document is None:
        return Facts()
    return replace(Facts(), title=_line(document.title or ""), author=_person(document.author or ""))
