from datetime import UTC, date, datetime, timedelta

import pytest
from loopback import Reply, site
from made_files import page

from ingest import read, read_bytes
from ingest.read import extracted
from ingest.read.facts import Hints
from ingest.read.html import decoded

STORY = (
    "<h1>A bridge is closed</h1><p>The council closed the old bridge on Monday after engineers had found fourteen cracks "
    "in its northern pier.</p><p>A ferry will carry up to 300 people a day until the work is done, said the mayor.</p>"
)
TEXT = (
    "The council closed the old bridge on Monday after engineers had found fourteen cracks in its northern pier.\n\n"
    "A ferry will carry up to 300 people a day until the work is done, said the mayor."
)


def test_a_page_is_its_article_without_what_stands_around_it() -> None:
    article = read_bytes(page(STORY).encode(), name="bridge.html")

    assert article.text == TEXT
    assert (article.title, article.title_is_made, article.language) == ("A bridge is closed", False, "en")


def test_the_tags_of_a_page_give_the_facts() -> None:
    head = (
        '<title>A bridge is closed | The Gazette</title><meta property="og:title" content="A bridge is closed">'
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-26T10:00:00+02:00">'
        '<meta property="og:site_name" content="The Gazette"><link rel="canonical" href="https://gazette.example/bridge">'
    )
    article = read_bytes(page(STORY, head=head, language="en-GB").encode(), name="bridge.html")

    assert (article.title, article.author, article.site) == ("A bridge is closed", "Ann Lee", "The Gazette")
    assert (article.published, article.published_evidence) == (date(2024, 3, 26), "meta tag")
    assert (article.url, article.language) == ("https://gazette.example/bridge", "en")


TOMORROW = (datetime.now(UTC) + timedelta(days=400)).date()
DATES = {
    "structured data": (
        '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2024-03-26T10:00"}]}</script>',
        date(2024, 3, 26),
    ),
    "page": ('<time datetime="2024-03-26">Tuesday</time>', date(2024, 3, 26)),
    "web address": ('<link rel="canonical" href="https://gazette.example/2024/03/26/bridge">', date(2024, 3, 26)),
    "": ('<script>var published = "2024-03-26"; dataLayer = [{"datePublished": "2024-03-26"}]</script>', None),
}


@pytest.mark.parametrize(("evidence", "head", "day"), [(name, *given) for name, given in DATES.items()])
def test_a_date_is_kept_with_where_it_stands_and_a_script_is_not_believed(
    evidence: str, head: str, day: date | None
) -> None:
    body = STORY + (head if head.startswith("<time") else "")
    article = read_bytes(page(body, head="" if head.startswith("<time") else head).encode(), name="bridge.html")

    assert (article.published, article.published_evidence) == (day, evidence)


def test_a_date_to_come_is_not_believed() -> None:
    head = f'<meta property="article:published_time" content="{TOMORROW}"><meta name="date" content="2024-03-26">'

    assert read_bytes(page(STORY, head=head).encode(), name="b.html").published == date(2024, 3, 26)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "file:///etc/passwd", "data:text/html,x"])
def test_an_address_that_is_none_is_dropped(url: str) -> None:
    article = read_bytes(page(STORY, head=f'<link rel="canonical" href="{url}">').encode(), name="b.html")

    assert article.url == ""


@pytest.mark.parametrize(
    ("fetched", "stated", "kept"),
    [
        ("https://gazette.example/b?from=feed", "https://www.gazette.example/b", "https://www.gazette.example/b"),
        ("https://www.gazette.example/b", "http://Gazette.example/b", "http://Gazette.example/b"),
        ("https://amp.gazette.example/b/amp", "/b", "https://amp.gazette.example/b"),
        ("https://evil.co.uk/x", "https://www.bbc.co.uk/news/1", "https://evil.co.uk/x"),
        ("https://evil.github.io/x", "https://victim.github.io/a", "https://evil.github.io/x"),
        ("https://github.io/x", "https://victim.github.io/a", "https://github.io/x"),
        ("https://evil.gazette.example/x", "https://gazette.example/b", "https://evil.gazette.example/x"),
    ],
)
def test_a_page_names_an_address_of_its_own_host_only(fetched: str, stated: str, kept: str) -> None:
    data = page(STORY, head=f'<link rel="canonical" href="{stated}">').encode()
    text, facts = extracted("html", data, Hints(name=fetched, url=fetched))

    assert (text, facts.url) == (TEXT, kept)


@pytest.mark.parametrize(
    ("encoding", "declared", "said"),
    [
        ("utf-8", "", "Café déjà vu 日本"),
        ("utf-16", "utf-8", "Café déjà vu 日本"),
        ("cp1252", "iso-8859-1", "Café “déjà vu”"),
        ("shift_jis", "shift_jis", "日本語の記事です"),
        ("gb18030", "gb2312", "这是一篇文章"),
        ("koi8-r", "koi8-r", "Сегодня шёл дождь"),
        ("utf-8", "iso-8859-1", "Café déjà vu"),
        ("utf-8", "no-such-charset", "Café déjà vu"),
        ("iso2022_jp", "iso-2022-jp", "東京で地震がありました。"),
        ("utf-8", "iso-2022-jp", "東京で地震がありました。"),
        ("cp874", "windows-874", "ภาษาไทย"),
        ("cp874", "DOS-874", "ภาษาไทย"),
        ("iso8859_8", "iso-8859-8-i", "שלום עולם"),
        ("iso8859_8", "logical", "שלום עולם"),
        ("cp949", "windows-949", "똠방각하"),
        ("mac_cyrillic", "x-mac-cyrillic", "Сегодня шёл дождь"),
        ("gb18030", "x-gbk", "这是一篇文章"),
        ("cp1250", "x-cp1250", "Žluťoučký kůň"),
        ("cp1258", "x-cp1258", "Đông Dương"),
        ("windows-1251", "", "Сегодня в городе весь день шёл сильный дождь, и улицы были пусты до самого вечера"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(encoding: str, declared: str, said: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""

    assert said in decoded(f"<html><head>{head}</head><body><p>{said}</p></body></html>".encode(encoding))


def test_what_the_server_says_stands_before_what_the_page_says() -> None:
    data = '<meta charset="koi8-r"><p>Это текст</p>'.encode("windows-1251")

    assert "Это текст" in decoded(data, "windows-1251")


def test_japanese_in_seven_bits_is_read_where_the_server_says_so() -> None:
    assert (
        decoded("<p>東京で地震がありました。</p>".encode("iso2022_jp"), "ISO-2022-JP")
        == "<p>東京で地震がありました。</p>"
    )


def test_a_page_without_an_article_is_read_whole() -> None:
    article = read_bytes(b"<!doctype html><title>x</title><body><p>Short note.<p>Another one.", name="note.html")

    assert article.text == "Short note.\n\nAnother one."


def test_a_page_with_another_ending_is_read_as_a_page_and_a_text_with_tags_as_text() -> None:
    assert read_bytes(page(STORY).encode(), name="bridge.txt").text == TEXT
    assert read_bytes(b"In HTML, <p> begins a paragraph.", name="about.txt").text == "In HTML, <p> begins a paragraph."


NEWSREADERS = "Newsreaders said on Monday that they had left the town."


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"<nav><h3>News</h3></nav><p>{NEWSREADERS}</p>", NEWSREADERS),
        ("<nav><h3>News</h3></nav><p>News: it rained.</p>", "News: it rained."),
        ("<h3>News</h3><p>It rained.</p>", "It rained."),
        ("<h3>News</h3>", "News"),
    ],
)
def test_a_heading_that_becomes_the_title_is_cut_only_where_it_is_a_line_of_the_text(body: str, kept: str) -> None:
    article = read_bytes(f"<html><body>{body}</body></html>".encode(), name="b.html")

    assert (article.title, article.text) == ("News", kept)


BEGINNINGS = {
    "a title": "<title>T</title>\n<meta charset=utf-8>",
    "a script": "<script>var secret = 1;</script><!DOCTYPE html><html><body>",
    "a style": "<style>p { color: red }</style>",
    "a notice": "<br />\n<b>Notice</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n<!DOCTYPE html><html><body>",
    "a long comment": f"<!--{'#' * 2_500}-->\n<!DOCTYPE html><html><body>",
    "a heading": '<h1 class="large">T</h1>',
    "a paragraph": "",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_page_is_known_by_its_tags_however_it_begins(beginning: str, encoding: str) -> None:
    data = f"{beginning}<p>It was <b>opened</b> in 1998 &amp; is long.</p>\n".encode(encoding)

    assert read_bytes(data, name="bridge").text.endswith("It was opened in 1998 & is long.")


@pytest.mark.parametrize(
    "text",
    [
        "In HTML, <p> begins a paragraph, and </p> ends it.",
        "<p> begins a paragraph, and </p> ends it.",
        "<title> is what a tab shows, <h1> what a reader sees.",
        "A paragraph ends with </p>",
        "<Ann> Is it done? <Bob> It is. </Bob>",
        "<p> is a tag, and so is </div>",
    ],
)
def test_a_text_that_mentions_tags_is_text(text: str) -> None:
    assert read_bytes(text.encode(), name="about.txt").text == text


def test_a_markdown_file_may_hold_tags() -> None:
    article = read_bytes(b"<h1>The *bridge*</h1>\n\nIt is *old*.\n\n<p>And long.</p>", name="bridge.md")

    assert "It is old." in article.text


def test_what_a_server_calls_a_page_is_one_if_it_has_a_tag() -> None:
    with site() as web:
        web.replies = {
            "/note": Reply(b"Warning: no session<p>It was opened in 1998 &amp; is long."),
            "/words": Reply(b"It was opened in 1998, said A & B."),
        }
        texts = [read(f"{web.url}/{name}", allow_hosts=["127.0.0.1"]).text for name in ("note", "words")]

    assert texts == ["Warning: no session\n\nIt was opened in 1998 & is long.", "It was opened in 1998, said A & B."]


def test_a_text_that_speaks_of_pdf_is_text() -> None:
    assert read_bytes(b"A PDF begins with %PDF-1.7 and a number.", name="about.txt").text.startswith("A PDF begins")
