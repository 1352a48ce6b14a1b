import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from loopback import Reply, Site, site

from ingest import ArticleNotReadable
from ingest.feeds import Robots, links

HERE = ("127.0.0.1",)
RSS = (
    "<rss><channel><link>{0}/</link><item><link>{0}/new</link><pubDate>Tue, 26 Mar 2024 10:00:00 GMT</pubDate></item>"
    '<item><guid>{0}/old</guid></item><item><guid isPermaLink="false">id</guid><link>/secret/a</link></item></channel></rss>'
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/self"/><link href="/old"/>'
    "<updated>2024-03-01T00:00:00Z</updated></entry><entry><link rel='alternate' href='/new'/>"
    "<published>2024-03-26T00:00:00Z</published></entry></feed>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{0}/old</loc><lastmod>2024-03-01</lastmod></url>'
    "<url><loc>{0}/new</loc><lastmod>2024-03-26</lastmod></url></urlset>"
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{0}/map.xml.gz</loc></sitemap></sitemapindex>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><item><link>&b;</link></item></rss>'


UNDECLARED = (
    "<rss><channel><item><link>{0}/old</link><dc:date>2024-03-01</dc:date></item><item><media:thumbnail url='x'/>"
    "<link>{0}/new</link><dc:date>2024-03-26</dc:date></item></channel></rss>"
)


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.mark.parametrize("feed", [RSS, ATOM, SITEMAP, UNDECLARED])
def test_a_feed_gives_the_addresses_of_its_articles_the_newest_first(web: Site, feed: str) -> None:
    web.replies["/feed"] = Reply(feed.format(web.url).encode())
    web.replies["/robots.txt"] = Reply("\ufeffUser-agent: *\nDisallow: /secret/".encode())

    assert links(f"{web.url}/feed", 10, allow_hosts=HERE) == [f"{web.url}/new", f"{web.url}/old"]
    assert links(f"{web.url}/feed", 1, allow_hosts=HERE) == [f"{web.url}/new"]


def test_a_sitemap_of_packed_sitemaps_is_followed(web: Site) -> None:
    web.replies["/index.xml"] = Reply(INDEX.format(web.url).encode())
    web.replies["/map.xml.gz"] = Reply(gzip.compress(SITEMAP.format(web.url).encode()))

    assert links(f"{web.url}/index.xml", 10, allow_hosts=HERE) == [f"{web.url}/new", f"{web.url}/old"]


def test_of_a_sitemap_of_sitemaps_the_newest_is_read_first(web: Site) -> None:
    dated = {"undated": "", "2022": "<lastmod>2022-05-01</lastmod>", "2024": "<lastmod>2024-05-01T10:00:00Z</lastmod>"}
    inner = "".join(f"<sitemap><loc>{web.url}/{name}</loc>{when}</sitemap>" for name, when in dated.items())
    web.replies["/index"] = Reply(f"<sitemapindex>{inner}</sitemapindex>".encode())
    for name, when in dated.items():
        urls = "".join(f"<url><loc>{web.url}/{name}/{letter}</loc>{when}</url>" for letter in "ab")
        web.replies[f"/{name}"] = Reply(f"<urlset>{urls}</urlset>".encode())

    assert links(f"{web.url}/index", 2, allow_hosts=HERE) == [f"{web.url}/2024/a", f"{web.url}/2024/b"]
    assert [path for path, _ in web.asked] == ["/robots.txt", "/index", "/2024"]
    web.asked.clear()
    assert len(links(f"{web.url}/index", 9, allow_hosts=HERE)) == 6
    assert [path for path, _ in web.asked] == ["/robots.txt", "/index", "/2024", "/2022", "/undated"]


def test_a_sitemap_that_is_gone_keeps_no_other_from_being_read(web: Site) -> None:
    inner = "".join(f"<sitemap><loc>{web.url}/{name}</loc></sitemap>" for name in ("gone", "map"))
    web.replies["/index"] = Reply(f"<sitemapindex>{inner}</sitemapindex>".encode())
    web.replies["/map"] = Reply(SITEMAP.format(web.url).encode())

    assert links(f"{web.url}/index", 9, allow_hosts=HERE) == [f"{web.url}/new", f"{web.url}/old"]


def test_a_page_that_names_its_feed_is_followed_there(web: Site) -> None:
    web.replies["/"] = Reply(
        b'<html><link rel="alternate" type="application/rss+xml" href="/feed"><p>Hello.</p></html>'
    )
    web.replies["/feed"] = Reply(RSS.format(web.url).encode())

    assert links(f"{web.url}/", 1, allow_hosts=HERE) == [f"{web.url}/new"]


def test_robots_are_respected(web: Site) -> None:
    web.replies["/robots.txt"] = Reply(b"User-agent: ArticleAssistant\nDisallow: /feed\nCrawl-delay: 2")
    with pytest.raises(ArticleNotReadable, match=r"robots\.txt forbids"):
        links(f"{web.url}/feed", 1, allow_hosts=HERE)
    slept: list[float] = []
    robots = Robots(HERE)
    for _ in range(2):
        robots.pause(f"{web.url}/a", slept.append)
    assert len(slept) == 1
    assert 1 < slept[0] <= 2


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_that_cannot_be_had_allow_everything_unless_the_server_has_failed(
    web: Site, status: int, *, allowed: bool
) -> None:
    web.replies["/robots.txt"] = Reply(b"", status)

    assert Robots(HERE).allows(f"{web.url}/a") is allowed


@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_of_a_very_long_robots_txt_the_beginning_is_kept_to(web: Site, packing: str) -> None:
    lines = b"User-agent: *\nDisallow: /secret/\n" + b"Disallow: /x/long\n" * 40_000
    packed = gzip.compress(lines) if packing == "gzip" else lines
    web.replies["/robots.txt"] = Reply(packed, headers={"Content-Encoding": packing})
    robots = Robots(HERE)

    assert not robots.allows(f"{web.url}/secret/a")
    assert robots.allows(f"{web.url}/x/short")


def test_a_site_is_asked_for_its_robots_only_when_its_turn_comes(web: Site) -> None:
    with site() as other:
        feed = f"<rss><item><link>{web.url}/a</link></item><item><link>{other.url}/b</link></item></rss>"
        inner = f"<sitemap><loc>{web.url}/feed</loc></sitemap><sitemap><loc>{other.url}/map</loc></sitemap>"
        web.replies |= {
            "/feed": Reply(feed.encode()),
            "/index": Reply(f"<sitemapindex>{inner}</sitemapindex>".encode()),
        }

        for path in ("/feed", "/index"):
            assert links(f"{web.url}{path}", 1, allow_hosts=HERE) == [f"{web.url}/a"]
        assert other.asked == []
        assert links(f"{web.url}/feed", 2, allow_hosts=HERE) == [f"{web.url}/a", f"{other.url}/b"]
        assert [path for path, _ in other.asked] == ["/robots.txt"]


def test_the_pause_that_a_site_wants_is_kept_between_threads_too(web: Site) -> None:
    web.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 3")
    slept: list[float] = []
    robots = Robots(HERE)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda path: robots.pause(f"{web.url}/{path}", slept.append), "abcdef"))

    assert [round(seconds) for seconds in sorted(slept)] == [3, 6, 9, 12, 15]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"It rained.",
        b"<rss/>",
        b"\x1f\x8bnot packed",
        LAUGHS.encode(),
        b"<" * 100_000,
        b"<html><link rel=alternate type='application/rss+xml' href='http://['>",
    ],
)
def test_what_is_no_feed_is_told(web: Site, body: bytes) -> None:
    web.replies["/feed"] = Reply(body)

    with pytest.raises(ArticleNotReadable, match="is no feed and no sitemap"):
        links(f"{web.url}/feed", 1, allow_hosts=HERE)
