import sqlite3
from pathlib import Path

import pytest

from ingest import Library, LibraryUnusable, read_bytes, read_text
from ingest.backup import backup, restore

from .conftest import Letters


@pytest.fixture(autouse=True)
def by_letters(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    """Every library of these tests is one of letters."""
    monkeypatch.setattr("ingest.library.chosen_id", lambda: letters.id)
    monkeypatch.setattr("ingest.library.embedder", lambda _: letters)


def test_a_backup_made_while_others_write_is_whole_and_comes_back(
    isolated: Path, tmp_path: Path, letters: Letters
) -> None:
    with Library.open(isolated) as library:
        id_ = library.add([read_bytes(b"It rained.", name="a.txt")])[0].article.id
        library.add([read_bytes(b"It rained twice.", name="a.txt")])
        library.edit(id_, title="Rain")
        before = [library.article(id_, 1), library.article(id_), library.listings()]
        with library._database.transaction():
            library._database.run("delete from article")
            assert backup(tmp_path / "kept") == 1, "as of a moment when all was whole"
            library._database.run("rollback")
            library._database.run("begin")
        library.remove(id_)
    letters.embedded.clear()
    count, aside = restore(tmp_path / "kept")

    assert (count, list(tmp_path.iterdir())) == (1, [tmp_path / "kept"])
    assert aside is not None
    assert aside.exists()
    with Library.open(isolated) as library:
        assert [library.article(id_, 1), library.article(id_), library.listings()] == before
        assert library.search_vectors(letters.embed(["rained twice"])[0], 1)[0].article_id == id_
    assert letters.embedded == ["rained twice"]


def test_a_file_that_is_there_is_not_written_over(isolated: Path, tmp_path: Path) -> None:
    assert isolated
    (tmp_path / "kept").write_text("mine", encoding="utf-8")

    with pytest.raises(LibraryUnusable, match="is there already"):
        backup(tmp_path / "kept")
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "mine"


def test_what_is_no_backup_is_refused_and_the_library_stays(isolated: Path, tmp_path: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.")])
    backup(tmp_path / "kept")
    data = (tmp_path / "kept").read_bytes()
    (tmp_path / "other").touch()
    (tmp_path / "short").write_bytes(data[: len(data) // 2])
    (tmp_path / "noise").write_bytes(data[:5_000] + b"\xff" * 8_000 + data[13_000:])
    newer = sqlite3.connect(tmp_path / "newer")
    newer.executescript("create table article (id); pragma user_version = 99")
    newer.close()
    for name in ("none", "other", "short", "noise", "newer"):
        with pytest.raises(LibraryUnusable):
            restore(tmp_path / name)
    with Library.open(isolated) as library:
        assert len(library.listings()) == 1


def test_a_damaged_library_is_put_aside_by_a_restore(isolated: Path, tmp_path: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.")])
    backup(tmp_path / "kept")
    (isolated / "library.sqlite3").write_bytes(b"no database at all " * 500)
    _, aside = restore(tmp_path / "kept")

    assert aside is not None
    assert aside.suffix == ".damaged"
    with Library.open(isolated) as library:
        assert len(library.listings()) == 1
