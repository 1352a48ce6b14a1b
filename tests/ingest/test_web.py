"""Fetching, from a site on loopback that must be allowed by name; what must never be reached is never asked."""

import gzip
import socket
import zlib
from collections.abc import Iterator
from threading import Event

import pytest
from loopback import Reply, Site, site
from made_files import gzip_bomb, page

import ingest.web
from ingest import ArticleNotReadable, Origin, read
from ingest.web import checked, fetch

HERE = ("127.0.0.1",)
STORY = "<h1>A bridge is closed</h1><p>The council closed the old bridge on Monday after engineers had found cracks in it.</p>"


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


def test_a_page_becomes_an_article_with_its_address_and_when_it_was_fetched(web: Site) -> None:
    web.replies["/bridge"] = Reply(page(STORY).encode())
    article = read(f"{web.url}/bridge", allow_hosts=HERE)

    assert article.text == "The council closed the old bridge on Monday after engineers had found cracks in it."
    assert (article.title, article.url, article.site) == ("A bridge is closed", f"{web.url}/bridge", "127.0.0.1")
    assert article.origin.fetched is not None


NOWHERE = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://100.100.100.200/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://１２７.０.０.１/",
]


@pytest.mark.parametrize("url", NOWHERE)
def test_nothing_inside_is_connected_to_however_it_is_written(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(ArticleNotReadable, match=r"inside this machine or its network.*--allow-host|cannot be fetched"):
        fetch(url)


NO_ADDRESSES = [
    "ftp://example.org/a",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "http://user:secret@example.org/",
    "http://example.org@127.0.0.1/",
    "http://example.org\\@127.0.0.1/",
    "http:\\\\example.org/",
    "http://example.org:99999/",
    "http://exa mple.org/",
    "http://[::1/",
    "http://\u200b/",
    "http:///etc/passwd",
    "http://example.org/\udce9",
    "http://example.org/\r\nHost: inside",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(ArticleNotReadable) as caught:
        checked(url)
    assert len(str(caught.value).splitlines()) == 1


def test_a_redirect_inside_or_to_nowhere_is_not_followed(web: Site) -> None:
    for place, told in (
        (NOWHERE[13], "169.254.169.254"),
        ("file:///etc/passwd", "no http or https"),
        ("//10.0.0.1/", "10.0.0.1"),
        ("http://[", "no web address"),
    ):
        web.replies["/"] = Reply(status=302, headers={"Location": place})
        with pytest.raises(ArticleNotReadable, match=told):
            fetch(f"{web.url}/", allow_hosts=HERE)


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and inside when it is connected to: DNS rebinding."""
    port = int(web.url.rpartition(":")[2])
    asked: list[str] = []
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])

    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        asked.append(address[0])
        raise OSError(111, "refused")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(ArticleNotReadable, match="cannot be fetched"):
        fetch(f"http://rebind.example:{port}/")
    assert asked == ["93.184.215.14"]
    assert web.asked == []


def test_a_name_with_one_address_inside_is_not_fetched_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(ArticleNotReadable, match=r"10\.0\.0\.1, inside"):
        fetch("http://mixed.example/")


def test_redirects_are_followed_and_end(web: Site) -> None:
    web.replies |= {"/a": Reply(status=301, headers={"Location": "b"}), "/b": Reply(page(STORY).encode())}
    web.replies["/loop"] = Reply(status=302, headers={"Location": "/loop"})

    found = fetch(f"{web.url}/a", allow_hosts=HERE)
    assert found is not None
    assert found.url == f"{web.url}/b"
    with pytest.raises(ArticleNotReadable, match="without end"):
        fetch(f"{web.url}/loop", allow_hosts=HERE)


@pytest.mark.parametrize("place", ["/café", "/caf%C3%A9"])
def test_a_redirect_may_be_written_in_any_letters(web: Site, place: str) -> None:
    web.replies["/"] = Reply(status=302, headers={"Location": place.encode().decode("latin-1")})
    web.replies["/caf%C3%A9"] = Reply(page(STORY).encode())

    found = fetch(f"{web.url}/", allow_hosts=HERE)
    assert found is not None
    assert found.url == f"{web.url}/caf%C3%A9"


def test_a_page_that_has_not_changed_is_not_sent_again(web: Site) -> None:
    def reply(headers: dict[str, str]) -> Reply:
        known = (
            headers.get("if-none-match") == '"7"'
            and headers.get("if-modified-since") == "Tue, 26 Mar 2024 10:00:00 GMT"
        )
        stated = {"ETag": '"7"', "Last-Modified": "Tue, 26 Mar 2024 10:00:00 GMT"}
        return Reply(b"" if known else b"It rained.", 304 if known else 200, stated)

    web.replies["/a"] = reply
    first = fetch(f"{web.url}/a", allow_hosts=HERE)
    assert first is not None
    origin = Origin(etag=first.etag, last_modified=first.last_modified)
    assert fetch(f"{web.url}/a", allow_hosts=HERE, known=origin) is None


def test_an_etag_or_a_date_that_could_not_be_sent_back_is_not(web: Site) -> None:
    stated = {"ETag": '"é"', "Last-Modified": "Mardi, 26 Février", "Content-Type": "text/plain"}
    web.replies["/a"] = Reply(b"It rained.", headers=stated)
    first = fetch(f"{web.url}/a", allow_hosts=HERE)
    assert first is not None
    origin = Origin(etag=first.etag, last_modified=first.last_modified)
    again = fetch(f"{web.url}/a", allow_hosts=HERE, known=origin)

    assert again is not None
    assert again.data == b"It rained."
    assert all("if-none-match" not in headers and "if-modified-since" not in headers for _, headers in web.asked)


@pytest.mark.parametrize(
    ("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
def test_a_packed_page_is_unpacked(web: Site, packing: str, pack: object) -> None:
    assert callable(pack)
    web.replies["/"] = Reply(pack(b"It rained."), headers={"Content-Encoding": packing, "Content-Type": "text/plain"})

    found = fetch(f"{web.url}/", allow_hosts=HERE)
    assert found is not None
    assert (found.data, found.kind) == (b"It rained.", "text/plain")


def test_too_much_is_not_taken(web: Site) -> None:
    web.replies |= {
        "/bomb": Reply(gzip_bomb(30_000_000), headers={"Content-Encoding": "gzip"}),
        "/long": Reply(b"x" * 100_000, pieces=40),
        "/br": Reply(b"x", headers={"Content-Encoding": "br"}),
        "/damaged": Reply(b"x", headers={"Content-Encoding": "gzip"}),
    }
    for path, told in {
        "/bomb": "larger than",
        "/long": "larger than",
        "/br": "not asked for",
        "/damaged": "damaged data",
    }.items():
        with pytest.raises(ArticleNotReadable, match=told):
            fetch(f"{web.url}{path}", allow_hosts=HERE, largest=2_000_000)


def test_nothing_is_taken_after_the_end_of_a_packed_page(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.web, "SECONDS", 2.0)
    web.replies["/"] = Reply(gzip.compress(b"It rained."), headers={"Content-Encoding": "gzip"}, pieces=100, pause=0.05)
    found = fetch(f"{web.url}/", allow_hosts=HERE)

    assert found is not None
    assert found.data == b"It rained."


def test_a_page_that_drips_is_given_up(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.web, "SECONDS", 0.3)
    web.replies["/"] = Reply(b"x", pieces=100, pause=0.05)

    with pytest.raises(ArticleNotReadable, match="too long"):
        fetch(f"{web.url}/", allow_hosts=HERE)


def test_a_look_up_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()

    def look_up(*_: object, **__: object) -> None:
        ended.wait(10)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(ingest.web, "SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        with pytest.raises(ArticleNotReadable, match="takes too long to answer"):
            fetch("http://slow.example/")
    finally:
        ended.set()


@pytest.mark.parametrize(
    "before",
    [(b"HTTP/1.1 103 Early Hints\r\n\r\n",) * 20, (b"HTTP/1.1 404 Not Found\r\nX: ", *(b"x",) * 20)],
    ids=["early hints", "headers"],
)
def test_a_page_whose_beginning_drips_is_given_up(
    web: Site, monkeypatch: pytest.MonkeyPatch, before: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(ingest.web, "SECONDS", 0.3)
    web.replies["/"] = Reply(status=404, before=before, pause=0.05)

    with pytest.raises(ArticleNotReadable, match="too long"):
        fetch(f"{web.url}/", allow_hosts=HERE)


def test_a_server_that_refuses_or_is_not_there_is_told(web: Site) -> None:
    with pytest.raises(ArticleNotReadable, match="answers 404 Not Found"):
        fetch(f"{web.url}/none", allow_hosts=HERE)
    with pytest.raises(ArticleNotReadable, match="cannot be fetched"):
        fetch("http://127.0.0.1:1/", allow_hosts=HERE)


def test_what_the_server_says_of_the_charset_is_believed(web: Site) -> None:
    body = (
        page("<p>Сегодня в городе весь день шёл дождь.</p>")
        .replace('<meta charset="utf-8">', "")
        .encode("koi8-r", "replace")
    )
    web.replies["/"] = Reply(body, headers={"Content-Type": "text/html; charset=koi8-r"})

    assert "Сегодня в городе" in read(f"{web.url}/", allow_hosts=HERE).text


@pytest.mark.parametrize(
    ("stated", "charset"),
    [
        ("text/html; charset*0=a; charset*=b", ""),
        ("text/html; charset*=utf-8''koi8-r", ""),
        ('text/html; charset="KOI8-R"', "KOI8-R"),
        ("text/html", ""),
    ],
)
def test_a_charset_that_makes_no_sense_is_as_none(web: Site, stated: str, charset: str) -> None:
    web.replies["/"] = Reply(page(STORY).encode(), headers={"Content-Type": stated})

    found = fetch(f"{web.url}/", allow_hosts=HERE)
    assert found is not None
    assert (found.kind, found.charset) == ("text/html", charset)
