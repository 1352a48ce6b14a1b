import os
import shutil
from pathlib import Path

import pytest
from loopback import Reply, site

from ingest import Library, read_text
from ingest.doctor import Finding, examine


def found(home: Path | None = None) -> dict[str, Finding]:
    return {one.what: one for one in examine(home)}


@pytest.fixture
def kept(isolated: Path) -> Path:
    with Library.open(isolated) as library:
        library.add([read_text("It rained. The ferry did not sail.")])
    return isolated


def test_a_sound_library_is_sound_and_nothing_is_changed(kept: Path) -> None:
    before = (kept / "library.sqlite3").read_bytes()

    assert [one.what for one in found().values() if not one.sound] == []
    assert set(found()) == {
        "SQLite",
        "full-text search",
        "folder",
        "disk",
        "embedder",
        "writer",
        "library",
        "vector index",
        "model",
    }
    assert (kept / "library.sqlite3").read_bytes() == before


def test_a_home_without_a_library_is_sound(tmp_path: Path) -> None:
    assert all(one.sound for one in found(tmp_path / "new").values())
    assert not (tmp_path / "new").exists()


def test_an_index_that_disagrees_is_told_with_the_cure(kept: Path) -> None:
    shutil.rmtree(kept / "chroma")

    index = found()["vector index"]
    assert not index.sound
    assert "python -m ingest rebuild" in index.cure


def test_an_index_that_ends_its_process_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.vectors.Index.agrees", lambda *_: True)
    for path in (kept / "chroma").rglob("*.sqlite3"):
        path.write_bytes(b"x" * 5_000)

    assert not found()["vector index"].sound


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("delete from words", "full-text search has 0 of 1"),
        ("update version set text = 'Other.'", "has another text than it had"),
        ("pragma foreign_keys = off; delete from article", "without its article"),
    ],
)
def test_a_library_that_is_not_whole_is_told(kept: Path, statement: str, told: str) -> None:
    with Library.open(kept) as library:
        for one in statement.split(";"):
            library._database.run(one)

    assert told in found()["library"].found
    assert "restore" in found()["library"].cure


def test_a_file_that_is_no_library_is_told(isolated: Path) -> None:
    (isolated / "library.sqlite3").write_bytes(b"no database at all " * 500)

    assert not found()["library"].sound


def test_the_model_s_server_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as web:
        web.replies["/v1/models"] = Reply(b"{}")
        monkeypatch.setenv("OPENAI_BASE_URL", f"{web.url}/v1")
        assert found()["model"].sound
        assert [path for path, _ in web.asked] == ["/v1/models"]
    assert not found()["model"].sound
    assert "OPENAI_BASE_URL" in found()["model"].cure


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert not found(tmp_path / "home")["folder"].sound
