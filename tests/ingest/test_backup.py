import sqlite3
from pathlib import Path

import pytest

from ingest import Library, LibraryUnusable, read_bytes, read_text
from ingest.backup import backup, restore
from ingest.chroma_server import ServedIndex

from .conftest import Letters


@pytest.fixture(autouse=True)
def by_letters(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    """Every library of these tests is one of letters."""
    monkeypatch.setattr("ingest.library.chosen_id", lambda: letters.id)
    monkeypatch.setattr("ingest.library.embedder", lambda *_: letters)


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


def test_a_name_that_no_file_can_have_is_refused(isolated: Path, tmp_path: Path) -> None:
    assert isolated
    with pytest.raises(LibraryUnusable, match="File name too long"):
        backup(tmp_path / ("kept" * 100))


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


def titles(home: Path) -> list[str]:
    with Library.open(home) as library:
        return [one.title for one in library.listings()]


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def full_for_a_draft(path: Path, target: Path) -> Path:
    """As `Path.replace`, on a disk that takes no more of a restore's copy."""
    if path.suffix == ".part":
        full()
    return path.rename(target)


@pytest.mark.parametrize(("name", "refusal"), [("os.fsync", full), ("pathlib.Path.replace", full_for_a_draft)])
def test_a_restore_that_fails_half_way_leaves_the_library_in_its_place(
    name: str, refusal: object, isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.", title="Rain")])
        backup(tmp_path / "kept")
        library.add([read_text("It snowed.", title="Snow")])
        with monkeypatch.context() as patched:
            patched.setattr(name, refusal)
            with pytest.raises(LibraryUnusable, match="Free some disk space"):
                restore(tmp_path / "kept")
        assert [one.title for one in library.listings()] == ["Rain", "Snow"], "it can still be read where it was open"
    assert titles(isolated) == ["Rain", "Snow"]
    assert sorted(path.name for path in isolated.iterdir() if path.is_file()) == ["library.sqlite3", "write.lock"]


def test_the_library_s_own_file_is_no_backup_of_it(isolated: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.", title="Rain")])

    with pytest.raises(LibraryUnusable, match=r"library\.sqlite3' is the library itself"):
        restore(isolated / "library.sqlite3")
    assert titles(isolated) == ["Rain"]


def test_two_restores_in_a_row_keep_both_libraries(isolated: Path, tmp_path: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.")])
    backup(tmp_path / "kept")
    asides = [restore(tmp_path / "kept")[1] for _ in range(2)]

    assert all(aside is not None and aside.exists() for aside in asides)
    assert len(set(asides)) == 2


def test_who_has_the_library_open_during_a_restore_is_told_and_writes_nothing(isolated: Path, tmp_path: Path) -> None:
    with Library.open(isolated) as library:
        id_ = library.add([read_text("It rained.", title="Rain")])[0].article.id
        backup(tmp_path / "kept")
        restore(tmp_path / "kept")

        for use in (
            lambda: library.add([read_text("It snowed.")]),
            lambda: library.remove(id_),
            library.listings,
            lambda: library.search_vectors(library.embedder.embed(["rain"])[0], 1),
        ):
            with pytest.raises(LibraryUnusable, match=r"was restored or moved meanwhile\. Start again"):
                use()
    assert titles(isolated) == ["Rain"]


def test_a_restored_library_does_not_trust_the_index_of_the_one_before(tmp_path: Path, letters: Letters) -> None:
    for name, text in (("one", "Zebras zigzag."), ("other", "Kayaks float.")):
        with Library.open(tmp_path / name) as library:
            id_ = library.add([read_text(text)])[0].article.id
    backup(tmp_path / "kept", tmp_path / "other")
    restore(tmp_path / "kept", tmp_path / "one")

    with Library.open(tmp_path / "one") as library:
        assert [hit.article_id for hit in library.search_vectors(letters.embed(["kayaks"])[0], 2)] == [id_]


def test_two_homes_of_one_backup_share_no_collection_on_a_server(isolated: Path, tmp_path: Path) -> None:
    with Library.open(isolated):
        pass
    backup(tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "other")
    ids = []
    for home in (isolated, tmp_path / "other"):
        with sqlite3.connect(home / "library.sqlite3") as opened:
            ids += opened.execute("select value from meta where key = 'library'").fetchall()
        opened.close()

    assert len(set(ids)) == 2


def collections(home: Path) -> set[str]:
    """The names of all collections on the server that the library in *home* uses, after it has used it."""
    with Library.open(home) as library:
        library.rebuild()
        index = library._indexing.index
        assert isinstance(index, ServedIndex)
        assert index._client is not None
        return {one.name for one in index._client.list_collections()}


@pytest.mark.usefixtures("server")
def test_a_restore_takes_the_collection_of_the_library_before_off_its_server(isolated: Path, tmp_path: Path) -> None:
    before = collections(tmp_path / "other")
    old = collections(isolated) - before
    backup(tmp_path / "kept")
    restore(tmp_path / "kept")
    now = collections(isolated)

    assert len(old) == len(now - before) == 1
    assert not old & now


def test_a_server_that_is_away_keeps_no_library_from_being_restored(
    isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("It rained.", title="Rain")])
    backup(tmp_path / "kept")
    monkeypatch.setenv("CHROMA_URL", "http://127.0.0.1:1")
    restore(tmp_path / "kept")

    assert titles(isolated) == ["Rain"]
