import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from loopback import Reply, site

from ingest import Library, read_text
from ingest.doctor import Finding, examine
from ingest.embed import bundled


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


@pytest.mark.parametrize(
    "url", ["http://[::1/v1", "http://127.0.0.1:abc/v1", "http://münchen.example/v1", "ftp://a/v1"]
)
def test_an_address_of_the_model_that_is_none_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url)

    assert found()["model"] == Finding(
        "model",
        sound=False,
        found=f"{url} is no address that can be asked",
        cure="Write OPENAI_BASE_URL as http://127.0.0.1:8080/v1, or take it out.",
    )


@pytest.mark.parametrize("rest", ["127.0.0.1:1/v1", "127.0.0.1:abc/v1"])
def test_a_password_in_an_address_is_not_shown(rest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://ann:se/cr@et@{rest}")

    assert found()["model"].found.startswith(f"http://{rest} ")


def test_an_embedder_on_a_server_is_looked_for_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "openai:small")
    with site() as web:
        web.replies["/v1/models"] = Reply(b"{}")
        monkeypatch.setenv("OPENAI_BASE_URL", f"{web.url}/v1")
        assert found()["embedder"] == Finding(
            "embedder", sound=True, found=f"openai:small: {web.url}/v1 answers 200", cure=found()["embedder"].cure
        )
    assert not found()["embedder"].sound
    assert "ASSISTANT_EMBEDDINGS" in found()["embedder"].cure


def test_an_embedder_on_a_server_without_an_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "openai:small")
    assert (found()["embedder"].sound, found()["embedder"].found) == (False, "openai:small needs OPENAI_API_KEY")

    for name, key in (("openai:small", "sk-1"), ("cohere:embed", "")):
        monkeypatch.setenv("ASSISTANT_EMBEDDINGS", name)
        monkeypatch.setenv("OPENAI_API_KEY", key)
        assert (found()["embedder"].sound, found()["embedder"].found) == (
            True,
            f"{name}, by a server that is not asked now",
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """What is in *folder* is for nobody; root, who may read everything, is somebody else meanwhile."""
    bundled()  # its files may be for root alone
    root = os.geteuid() == 0
    folder.chmod(0)
    if root:
        os.setresuid(65_534, 65_534, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o700)


@pytest.mark.parametrize("home", [".", "home"])
def test_a_folder_that_cannot_be_looked_into_is_told(home: str, kept: Path) -> None:
    with locked(kept):
        findings = found(kept / home)

    assert [one.what for one in findings.values() if not one.sound] == ["folder", "writer", "library"]
    assert all("ASSISTANT_HOME" in findings[what].cure for what in ("folder", "writer", "library"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert not found(tmp_path / "home")["folder"].sound
