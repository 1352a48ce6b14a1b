"""Chroma's files are broken on purpose: the index is never the truth, and a question is answered all the same."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import Library, read_text

from .conftest import Letters

TEXTS = [f"{word.title()} are described in this article about {word}." for word in ("zebras", "kayaks", "ferries")]


def index(home: Path) -> Path:
    return next(path for path in (home / "chroma").iterdir() if path.is_dir())


def database(home: Path) -> Path:
    return index(home) / "chroma.sqlite3"


def largest(home: Path) -> Path:
    """The file of the vectors, or the database where they are not written out yet."""
    return max((path for path in index(home).rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 4096] = b"\xff" * 4096
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "the folder is gone": lambda home: shutil.rmtree(home / "chroma"),
    "the index is gone": lambda home: shutil.rmtree(index(home)),
    "the manifest is gone": lambda home: (home / "chroma" / "manifest.json").unlink(),
    "the manifest is not JSON": lambda home: (home / "chroma" / "manifest.json").write_text("{", encoding="utf-8"),
    "the database is gone": lambda home: database(home).unlink(),
    "the database is cut off": lambda home: shorten(database(home)),
    "the database is no database": lambda home: database(home).write_bytes(b"x" * 9999),
    "the database is scribbled over": lambda home: scribble(database(home)),
    "a file is cut off": lambda home: shorten(largest(home)),
    "a folder stands in a file's place": lambda home: (database(home).unlink(), database(home).mkdir())[0],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_made_again_unasked(
    isolated: Path, letters: Letters, damage: Callable[[Path], None]
) -> None:
    with Library.open(isolated, embedder=letters) as library:
        library.add(read_text(text) for text in TEXTS)
    damage(isolated)
    letters.embedded.clear()
    with Library.open(isolated, embedder=letters) as library:
        vector = library.embedder.embed(["zebras zebras"])[0]
        nearest = library.search_vectors(vector, 1)[0]

        assert library.article(nearest.article_id).text == TEXTS[0]
        assert library._indexing.agrees(3)
        assert letters.embedded == ["zebras zebras"], "nothing was embedded twice"


def test_an_index_that_missed_a_change_is_made_again(isolated: Path, letters: Letters) -> None:
    with Library.open(isolated, embedder=letters) as library:
        library.add([read_text(TEXTS[0])])
        shutil.copytree(isolated / "chroma", isolated / "older")
        library.add([read_text(TEXTS[1])])
    shutil.rmtree(isolated / "chroma")
    (isolated / "older").rename(isolated / "chroma")
    with Library.open(isolated, embedder=letters) as library:
        vector = library.embedder.embed(["kayaks"])[0]

        assert library.article(library.search_vectors(vector, 1)[0].article_id).text == TEXTS[1]


def test_rebuild_counts_the_passages(library: Library) -> None:
    library.add(read_text(text) for text in TEXTS)

    assert library.rebuild() == 3


def test_an_index_that_cannot_be_written_does_not_stop_the_answer(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(read_text(text) for text in TEXTS)
    monkeypatch.setattr(library._indexing.index, "agrees", lambda *_: False)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library._indexing.index, "rebuild", full)
    vector = library.embedder.embed(["zebras"])[0]
    assert library.article(library.search_vectors(vector, 1)[0].article_id).text == TEXTS[0]
