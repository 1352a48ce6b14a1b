"""What a stranger might send: refused in one line, or read, within the limits of time and memory."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import docx, epub, gzip_bomb, page, paragraph, pdf

from ingest import ArticleNotReadable, read, read_bytes
from ingest.read import extracted, sources
from ingest.read.apart import run_apart
from ingest.read.facts import Hints

apart = import_module("ingest.read.apart")
Result = TypeVar("Result")

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
DEEP = 10_000


HOSTILE = {
    "a bomb as .docx": ("a.docx", lambda: docx("", more={"word/numbering.xml": " " * 150_000_000})),
    "a bomb as .epub": ("a.epub", lambda: epub(["<p>x</p>" + " " * 150_000_000])),
    "laughs as .docx": ("a.docx", lambda: docx("", more={"word/document.xml": f"{LAUGHS}<a>&lol9;</a>"})),
    "laughs as .epub": ("a.epub", lambda: epub(["x"], more={"OEBPS/book.opf": f"{LAUGHS}<package>&lol9;</package>"})),
    "laughs as a page": ("a.html", f"{LAUGHS}<html><body><p>&lol9;</p></body></html>".encode),
    "a page 10,000 deep": ("a.html", lambda: page("<div>" * DEEP + "text" + "</div>" * DEEP).encode()),
    "a page 10,000 deep in tags nobody knows": ("a.html", lambda: page("<x-a>" * DEEP + "text").encode()),
    "a page of 50 MB": ("a.html", lambda: b"<!doctype html>" + b"<p>All work and no play.</p>" * 2_000_000),
    "a page of one long attribute": ("a.html", lambda: page(f"<p class='{'x ' * 500_000}'>text</p>").encode()),
    "a page of comments": ("a.html", lambda: b"<!---->" * 1_000 + b"<p>text"),
    "a text of comments": ("a.txt", lambda: b"<!---->" * 1_000 + b"text"),
    "a page of unclosed tags": ("a.html", lambda: page("<b><i>" * 50_000 + "text").encode()),
    "gz that unpacks for ever": ("a.txt", lambda: gzip_bomb(200_000_000)),
    "a Word document 10,000 deep": ("a.docx", lambda: docx("<w:sdt><w:sdtContent>" * DEEP + "</w:sdtContent></w:sdt>" * DEEP)),
    "no zip after its first bytes": ("a.docx", lambda: b"PK\x03\x04" + bytes(10_000)),
    "a pdf of noise": ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 2_000),
    "a name that climbs": ("../../etc/passwd.docx", lambda: docx(paragraph(""))),
}  # fmt: skip


def read_or_refused(reading: Callable[[], Result]) -> tuple[Result | None, str]:
    """What was read, or why it was not."""
    try:
        return reading(), ""
    except ArticleNotReadable as error:
        return None, str(error)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_or_read(kind: str) -> None:
    name, make = HOSTILE[kind]
    article, refusal = read_or_refused(lambda: read_bytes(make(), name=name))

    assert (article is None) == bool(refusal)
    assert len(refusal.splitlines()) <= 1
    assert len(refusal) < 400
    assert article is None or len(article.text) < 10_000


def test_a_loop_of_links_ends_and_a_pipe_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    os.mkfifo(tmp_path / "pipe.txt")

    assert [Path(one).name for one in sources([str(tmp_path)])] == ["a.txt", "pipe.txt", "self.txt"]
    for name, told in (("pipe.txt", "is not a plain file"), ("self.txt", "cannot be read")):
        with pytest.raises(ArticleNotReadable, match=told):
            read(tmp_path / name)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("hang", "takes more than 1 s"),
        ("crash", "brings its reader down"),
        ("fill", "more memory"),
        ("stumble", "exit code 1"),
    ],
)
def test_a_reader_that_fails_ends_only_its_own_process(work: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if work == "hang":
        monkeypatch.setattr(apart, "SECONDS", 1.0)
    with pytest.raises(ArticleNotReadable, match=told):
        run_apart(f"misbehaving:{work}")
    monkeypatch.setattr(apart, "SECONDS", 60.0)
    assert read_bytes(page("<p>It rained.</p>").encode(), name="a.html").text == "It rained."


def test_no_secret_reaches_the_process_of_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    apart.close()

    assert run_apart("os:getenv", "OPENAI_API_KEY") is None
    assert run_apart("os:getenv", "PATH")


def test_the_same_process_reads_the_next_file() -> None:
    assert run_apart("os:getpid") == run_apart("os:getpid") != os.getpid()


SOUND = {
    "html": page("<h1>Rain</h1><p>It rained in the old town for days.</p>").encode(),
    "pdf": pdf([[(60, 700, 11, "It rained in the old town for days.")]]),
    "docx": docx(paragraph("It rained in the old town for days.")),
    "epub": epub(["<p>It rained in the old town for days.</p>"]),
}


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """*data* with pieces changed, cut out and doubled."""
    found = bytearray(data)
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, max(0, len(found) - 1)))
        end = min(len(found), start + draw(st.integers(0, 40)))
        found[start:end] = draw(st.binary(max_size=40) | st.just(bytes(found[start:end]) * 3))
    return bytes(found)


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    given_bytes = data.draw(damaged(SOUND[kind]) | st.binary(max_size=300))
    read_, refusal = read_or_refused(
        lambda: run_apart("ingest.read:extracted", kind, given_bytes, Hints(name=f"a.{kind}"))
    )

    assert (read_ is None) == bool(refusal)
    assert "exit code" not in refusal
    assert "\n" not in refusal


def test_sound_files_are_read_here_as_apart() -> None:
    for kind, data in SOUND.items():
        here = extracted(kind, data, Hints(name="a"))

        assert here == run_apart("ingest.read:extracted", kind, data, Hints(name="a"))
        assert here[0] == "It rained in the old town for days."
