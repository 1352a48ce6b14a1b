"""Many sources at once: what is known is not read again, one that fails stops nothing, and a signal leaves all whole."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from loopback import Reply, Site, site
from made_files import docx, epub, page, paragraph, pdf

import ingest.batch
from ingest import Article, Library, LibraryUnusable
from ingest.batch import Outcome, add_all
from ingest.read import Given, article_of

from .conftest import Letters

HERE = ("127.0.0.1",)


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


def added(library: Library, *sources: object, **more: object) -> list[Outcome]:
    outcomes: list[Outcome] = []
    add_all(library, [str(source) for source in sources], outcomes.append, **more)  # type: ignore[arg-type]
    return outcomes


def test_every_kind_of_file_is_added_and_one_that_fails_stops_nothing(library: Library, tmp_path: Path) -> None:
    kinds = {
        "a.txt": b"It rained in the text.",
        "b.md": b"# Rain\n\nIt rained in *Markdown*.",
        "c.html": page("<p>It rained on the page, all day long, and nobody went out.</p>").encode(),
        "d.pdf": pdf([[(60, 700, 11, "It rained in the PDF.")]]),
        "e.docx": docx(paragraph("It rained in the document.")),
        "f.epub": epub(["<p>It rained in the book.</p>"]),
        "g.pdf": b"%PDF-1.7 nothing",
        "h.txt": b"",
    }
    for name, data in kinds.items():
        (tmp_path / name).write_bytes(data)
    outcomes = added(library, *(tmp_path / name for name in kinds))

    assert [Path(one.source).name for one in sorted(outcomes, key=lambda one: one.source)] == list(kinds)
    assert {Path(one.source).name for one in outcomes if one.status == "failed"} == {"g.pdf", "h.txt"}
    assert all(one.reason for one in outcomes if one.status == "failed")
    assert len(library.listings()) == 6


def test_a_fault_of_ours_with_one_source_is_told_and_stops_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / name).write_text(f"It rained in {name}.", encoding="utf-8")

    def unforeseen(one: Given) -> Article:
        if one.source.endswith("b"):
            message = "unforeseen,\nin two lines"
            raise TypeError(message)
        return article_of(one)

    monkeypatch.setattr(ingest.batch, "article_of", unforeseen)
    outcomes = added(library, *(tmp_path / name for name in "abc"))

    assert sorted((Path(one.source).name, one.status, one.reason) for one in outcomes) == [
        ("a", "added", ""),
        (
            "b",
            "failed",
            f"'{tmp_path / 'b'}' could not be added, by a fault of ours (TypeError: unforeseen, in two lines). Please report it.",
        ),
        ("c", "added", ""),
    ]


@pytest.mark.parametrize("step", ["ingest.library.twin_of", "ingest.library.near_to"])
def test_a_fault_of_ours_in_writing_one_article_is_told_in_its_turn_and_stops_nothing(
    step: str, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcd":
        (tmp_path / name).write_text(f"It rained in {name}.", encoding="utf-8")

    def unforeseen(_: object, article: Article) -> tuple[()]:
        if article.source.endswith(("b", "d")):
            raise IndexError(article.source[-1])
        return ()

    monkeypatch.setattr(step, unforeseen)
    outcomes = added(library, *(tmp_path / name for name in "abcd"))

    assert [(Path(one.source).name, one.status) for one in outcomes] == [
        ("a", "added"),
        ("b", "failed"),
        ("c", "added"),
        ("d", "failed"),
    ]
    assert [one.reason for one in outcomes if one.reason] == [
        f"'{tmp_path / name}' could not be added, by a fault of ours (IndexError: {name}). Please report it."
        for name in "bd"
    ]
    assert [one.title for one in library.listings()] == ["It rained in a.", "It rained in c."]
    assert library._indexing.agrees(2)


def test_a_library_that_cannot_be_written_ends_the_batch(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        (tmp_path / name).write_text(f"It rained in {name}.", encoding="utf-8")

    def full(*_: object) -> None:
        message = "database or disk is full"
        raise LibraryUnusable(message)

    monkeypatch.setattr("ingest.library.near_to", full)
    with pytest.raises(LibraryUnusable, match="full"):
        added(library, tmp_path / "a", tmp_path / "b")


def test_an_address_of_damaged_characters_stops_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    outcomes = added(library, "http://example.org/\udce9", tmp_path / "a.txt")

    assert [one.status for one in outcomes] == ["failed", "added"]


def test_what_has_not_changed_is_not_read_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    added(library, tmp_path / "a.txt")
    generation = library.generation
    monkeypatch.setattr(ingest.batch, "article_of", None)
    (again,) = added(library, tmp_path / "a.txt")

    assert (again.status, library.generation) == ("unchanged", generation)
    assert again.listing is not None
    assert again.listing.version == 1


def test_what_another_removes_before_our_turn_is_added_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    (first,) = added(library, tmp_path / "a.txt")
    assert first.listing is not None
    id_, add_each = first.listing.id, library.add_each

    def after_another(*given: object) -> None:
        library.remove(id_)
        add_each(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "add_each", after_another)

    assert [one.status for one in added(library, tmp_path / "a.txt")] == ["added"]


def test_a_page_that_the_server_says_is_unchanged_is_not_sent_again(library: Library, web: Site) -> None:
    def reply(headers: dict[str, str]) -> Reply:
        known = headers.get("if-none-match") == '"1"'
        return Reply(
            b"" if known else b"It rained.", 304 if known else 200, {"ETag": '"1"', "Content-Type": "text/plain"}
        )

    web.replies["/a"] = reply
    (first,) = added(library, f"{web.url}/a", allow_hosts=HERE)
    (second,) = added(library, f"{web.url}/a", allow_hosts=HERE)
    web.replies["/a"] = Reply(b"It snowed.", headers={"Content-Type": "text/plain"})
    (third,) = added(library, f"{web.url}/a", allow_hosts=HERE)

    assert [one.status for one in (first, second, third)] == ["added", "unchanged", "updated"]
    assert third.listing is not None
    assert (third.listing.version, third.listing.source) == (2, f"{web.url}/a")
    assert third.listing.fetched is not None


def test_a_stop_keeps_what_is_in_hand_and_begins_nothing_new(library: Library, tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(f"Article number {number}.", encoding="utf-8")
    sources = [str(path) for path in sorted(tmp_path.glob("*.txt"))]
    outcomes: list[Outcome] = []
    add_all(library, sources, outcomes.append, stopped=lambda: len(outcomes) >= 3)

    assert 3 <= len(outcomes) < 60
    assert len(library.listings()) == len(outcomes)
    assert library._indexing.agrees(len(outcomes))
    rest = added(library, *sources)
    assert sum(one.status == "added" for one in rest) == 60 - len(outcomes)


def test_a_stop_ends_the_wait_for_a_source(library: Library, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"It rained in {name}.", encoding="utf-8")
    stop = Event()

    def before(source: str, wait: Callable[[float], None]) -> None:
        if source.endswith("b.txt"):
            stop.set()
            wait(3600)

    outcomes = added(library, tmp_path / "a.txt", tmp_path / "b.txt", stopped=stop.is_set, before=before)

    assert [(Path(one.source).name, one.status) for one in outcomes] == [("a.txt", "added")]


def test_two_copies_in_one_batch_are_one_article(library: Library, tmp_path: Path, letters: Letters) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("It rained on both.", encoding="utf-8")
    assert [one.status for one in added(library, tmp_path / "a.txt", tmp_path / "b.txt")] == ["added", "unchanged"]
    assert letters.embedded.count("It rained on both.") <= 2


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_command_with_a_whole_library(isolated: Path, tmp_path: Path, sent: int, code: int) -> None:
    for number in range(400):
        text = " ".join(f"Sentence {n} of article {number} is about rain." for n in range(12))
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", str(tmp_path)], env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(sent)
    out, err = process.communicate()

    assert line.startswith(b"added ")
    assert process.returncode == code
    assert b"the same command goes on there" in err
    acknowledged = [line, *(one for one in out.splitlines() if b"(version" in one)]
    with Library.open(isolated) as library:
        assert {one.id for one in library.listings()} >= {one.split()[1].decode() for one in acknowledged}
        assert library._indexing.agrees(library._passage_count())
        assert len(library.listings()) < 400


def test_the_processes_of_readers_end_with_ours() -> None:
    script = (
        "from ingest import read_bytes; import ingest.read, sys\n"
        "read_bytes(b'<!doctype html><p>It rained.', name='a.html')\n"
        "print(sys.modules['ingest.read.apart']._idle[0].pid)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for _ in range(100):
        if not Path(f"/proc/{ran.stdout.strip()}").exists():
            return
        time.sleep(0.05)
    raise AssertionError


def test_standard_input_may_be_of_any_kind(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(docx(paragraph("It rained.")))))

    assert [one.status for one in added(library, "-")] == ["added"]
