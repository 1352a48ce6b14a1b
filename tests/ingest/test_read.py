import io
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.errors import ArticleNotReadable
from ingest.read import LARGEST, read, read_bytes, read_text, sources

REPORT = " date 2024-03-26 Israel has called off a visit.\n\nThe council voted on Monday.\n"


def test_a_date_before_the_first_paragraph_is_the_publication_date(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    article = read(path)
    assert article.text == "Israel has called off a visit.\n\nThe council voted on Monday."
    assert article.published == date(2024, 3, 26)
    assert (article.title, article.title_is_made) == ("Israel has called off a visit.", True)
    assert [article.quote(sentence) for sentence in article.sentences] == article.text.split("\n\n")
    assert article.source == str(path)


@pytest.mark.parametrize(
    "text", ["Date palms grow. They do.", "date 2024-02-30 Israel left.", "date 2024-03-26 was hot."]
)
def test_what_only_resembles_a_date_stays_text(text: str) -> None:
    article = read_text(text)
    assert (article.text, article.published) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        "Title: Rain\nBy: Ann Lee\nDate: 26 March 2024\nURL: https://example.org/rain\n\nIt rained.",
        "Rain\n\nBy Ann Lee\nTuesday, 26 March 2024\nSource: https://example.org/rain\n\nIt rained.",
    ],
)
def test_the_lines_above_a_plain_text_state_its_facts(text: str) -> None:
    article = read_text(text)
    assert article.text == "It rained."
    assert (article.title, article.title_is_made, article.author) == ("Rain", False, "Ann Lee")
    assert (article.published, article.url) == (date(2024, 3, 26), "https://example.org/rain")


def test_a_long_first_sentence_is_cut_at_a_word_to_make_a_title() -> None:
    article = read_text("The quick brown fox jumps over the lazy dog, " * 4 + "and sleeps.")
    assert article.title == "The quick brown fox jumps over the lazy dog, The quick brown fox jumps over the…"
    assert article.title_is_made


def test_front_matter_gives_the_facts_of_a_markdown_article() -> None:
    article = read_bytes(
        b"---\ntitle: 'Rain: a story'\ndate: 2024-03-26 10:00:00 +02:00\nauthor: [Ann Lee, {name: Bo}]\n"
        b"url: https://example.org/rain\ntags: [x]\n---\nIt *rained*.\n",
        name="rain.md",
    )
    assert article.text == "It rained."
    assert (article.title, article.author) == ("Rain: a story", "Ann Lee, Bo")
    assert (article.published, article.url) == (date(2024, 3, 26), "https://example.org/rain")


def test_a_line_break_in_html_parts_two_words_of_markdown() -> None:
    article = read_text("Rain<br>snow<BR />and CO<sub>2</sub>.\n\n| a |\n|---|\n| one<br/>two |", kind="markdown")

    assert [line for line in article.text.split("\n") if line] == ["Rain snow and CO2.", "a", "one two"]


def test_the_first_heading_is_the_title_and_markup_goes() -> None:
    article = read_text(
        "# A *wet* day\n\nBy Ann Lee\n\nIt **rained** [all day](http://x), ![a cloud](c.png)\nand `more`. <b>Yes</b> &amp; no.\n\n"
        "- one\n- two\n\n<!-- hidden -->\n<div>shown<script>alert(1)</script></div>\n\n## Later\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```py\nx = 1\n```\n",
        kind="markdown",
    )
    assert (article.title, article.title_is_made, article.author) == ("A wet day", False, "Ann Lee")
    assert [article.quote(sentence) for sentence in article.sentences] == [
        "It rained all day, a cloud and more.",
        "Yes & no.",
        "one",
        "two",
        "shown",
        "Later",
        "a | b",
        "1 | 2",
        "x = 1",
    ]


@pytest.mark.parametrize(
    "head",
    [
        "[" * 5000,
        "a: &a [*b]",
        "- just\n- a list",
        "!!python/object/apply:os.system [ls]",
        '"\\UFFFFFFFF": 1',
        "? [a]\n: b",
    ],
)
def test_hostile_front_matter_is_text(head: str) -> None:
    article = read_text(f"---\n{head}\n---\nIt rained.", kind="markdown")
    assert article.text.endswith("It rained.")
    assert article.published is None


@pytest.mark.parametrize("first", ["", "a "])
def test_a_paragraph_too_long_to_parse_is_taken_as_written_and_the_others_are_parsed(first: str) -> None:
    long = first + "<!-- " * 50_000 + "end."
    article = read_text(f"It *rained*.\n\n{long} -->\n\nIt **stopped**.", kind="markdown")
    assert article.text == f"It rained.\n\n{long} -->\n\nIt stopped."


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    article = read_text("---\nurl: javascript:alert(1)\ndate: 2024-02-31\n---\nIt rained.", kind="markdown")
    assert (article.url, article.published, article.text) == ("", None, "It rained.")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_an_encoding_is_told_from_the_bytes(encoding: str) -> None:
    text = "The café in Besançon was déjà vu, and the façade stayed."
    assert read_bytes(text.encode(encoding), name="a.txt").text == text


def test_curly_quotes_of_windows_are_read() -> None:
    assert read_bytes(b"He said \x93no\x94 \x96 twice.", name="a.txt").text == "He said “no” – twice."


def test_one_damaged_byte_does_not_spoil_the_rest() -> None:
    assert read_bytes("“Zoë” left\xa0— ".encode() + b"\xff again.", name="a").text == "“Zoë” left\xa0— \ufffd again."


def test_line_breaks_become_one_and_control_characters_go() -> None:
    assert (
        read_text("One\x00 \ud800two.\r\nThree\x1b.\r\r\r\nFour.\x0cFive\ufeff.").text
        == "One two.\nThree.\n\nFour.\nFive."
    )


def test_a_text_wrapped_as_in_mail_is_joined() -> None:
    wrapped = (
        "Headline\n\nThe council met on Monday and voted on the\nresolution, which passed with fourteen votes\n"
        "while one member, the United States, chose\nto abstain.\n\nShort"
    )
    text = read_text(wrapped).text
    assert text.startswith("Headline\n\nThe council met on Monday and voted on the resolution, which passed with")
    assert read_text("One line\nand another\nand a third\nand a fourth, the end").text.count("\n") == 3


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7 text", "is a damaged PDF"),
        (b"PK\x03\x04rest", "is a damaged archive"),
        (b"\x89PNG\r\n\x1a\n", "looks like a PNG image"),
        (bytes(range(256)) * 8, "looks like a binary file"),
        ("Сегодня в городе шёл дождь.".encode("koi8-r"), "is in an encoding we cannot tell"),
        (b"", "holds no text"),
        (b" \r\n\t\0\n", "holds no text"),
        (b"a" * (LARGEST + 1), "is larger than 5 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(ArticleNotReadable) as caught:
        read_bytes(data, name="odd\nname")
    assert str(caught.value).startswith(f"'odd name' {told}")
    assert "\n" not in str(caught.value)


def test_a_path_that_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    cases: list[tuple[str | Path, str]] = [
        (tmp_path / "none.txt", "cannot be read"),
        (tmp_path, "is a folder"),
        ("a\0b", "cannot be read"),
    ]
    for path, told in cases:
        with pytest.raises(ArticleNotReadable, match=told):
            read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_a_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(ArticleNotReadable, match="is not a plain file"):
            read(path)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions work otherwise here")
def test_a_forbidden_file_is_refused(request: pytest.FixtureRequest) -> None:
    folder = tempfile.TemporaryDirectory()  # not tmp_path, which is closed to everybody else
    request.addfinalizer(folder.cleanup)
    path = Path(folder.name, "secret.txt")
    path.write_text("Hidden words.", encoding="utf-8")
    path.chmod(0)
    path.parent.chmod(0o755)
    # Root reads everything: another process becomes somebody else first.
    program = (
        "import os, sys\nfrom ingest.errors import ArticleNotReadable\nfrom ingest.read import read\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "try: read(sys.argv[1])\nexcept ArticleNotReadable as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert "cannot be read (Permission denied)" in done.stdout


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    article = read("-")
    assert (article.source, article.published) == ("standard input", date(2024, 3, 26))


def test_an_article_keeps_its_id_when_its_text_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.", encoding="utf-8")
    first = read(path)
    path.write_text("Two.", encoding="utf-8")
    assert read(str(tmp_path / "." / "a.txt")).id == first.id
    assert read_bytes(b"One.", name="a.txt").id == read_bytes(b"Two.", name="a.txt").id != first.id
    assert read_text("One.").id == read_text(" One.\r\n").id != read_text("Two.").id


def test_a_folder_stands_for_the_readable_files_below_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "c.png", ".hidden.txt", "deep/d.markdown", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [str(tmp_path / name) for name in ("a.MD", "b.txt", "deep/d.markdown")]
    assert sources([str(tmp_path), "-", found[0]]) == [*found, "-", found[0]]
    with pytest.raises(ArticleNotReadable, match="cannot be read"):
        sources([str(tmp_path / "none")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArticleNotReadable, match="holds no article"):
        sources([str(tmp_path / "empty")])


WORDS = st.text(st.characters(codec="utf-16")).flatmap(
    lambda text: st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32"]).map(text.encode)
)


@settings(deadline=None)
@given(st.binary() | WORDS | st.binary().map(b"---\n".__add__), st.sampled_from(["a.txt", "a.md", "\ud800"]))
@example(b"---\n\n---\n# a", "a.md")
def test_any_bytes_become_an_article_with_exact_offsets_or_are_refused(data: bytes, name: str) -> None:
    try:
        article = read_bytes(data, name=name)
    except ArticleNotReadable as error:
        refusal = str(error)
    else:
        refusal = ""
    assert len(refusal.splitlines()) <= 1
    if refusal:
        return
    assert article.text == article.text.strip()
    assert "\r" not in article.text
    assert article.title
    assert article.sha256
    assert "".join("".join(map(article.quote, article.sentences)).split()) == "".join(article.text.split())
