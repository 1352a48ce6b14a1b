"""The same library with its vector index on a real Chroma server, started here on loopback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_run import ChromaServer

from ingest import IndexUnreachable, Library, LibraryUnusable, read_bytes, read_text
from ingest.chroma_server import BATCH, ServedIndex, place

from .conftest import Letters

TEXTS = [f"{word.title()} are described in this article about {word}." for word in ("zebras", "kayaks", "ferries")]


@pytest.fixture
def served(server: ChromaServer, isolated: Path, letters: Letters) -> Iterator[Library]:
    assert server
    with Library.open(isolated, embedder=letters) as library:
        assert isinstance(library._indexing.index, ServedIndex)
        yield library


def nearest(library: Library, query: str) -> str:
    hits = library.search_vectors(library.embedder.embed([query])[0], 1)
    return library.article(hits[0].article_id).text


def test_what_is_added_is_found_on_the_server_and_what_is_removed_is_not(served: Library, isolated: Path) -> None:
    added = served.add(read_text(text) for text in TEXTS)

    assert nearest(served, "zebras zebras") == TEXTS[0]
    assert served._indexing.agrees(3)
    assert not (isolated / "chroma").exists()
    removed = served.remove(added[0].article.id)
    assert nearest(served, "zebras zebras") != TEXTS[0]
    served.put_back(removed)
    assert nearest(served, "zebras zebras") == TEXTS[0]
    assert served.index_faults() == []


def test_a_new_version_takes_the_place_of_the_old_one(served: Library) -> None:
    long = " ".join(f"Zebra sentence number {n} goes on and on for a good while." for n in range(60))
    served.add([read_bytes(long.encode(), name="a.txt")])
    served.add([read_bytes(TEXTS[1].encode(), name="a.txt")])

    assert nearest(served, "zebra") == TEXTS[1]
    assert len(served._indexing.index.keys()) == 1


def test_more_passages_than_one_call_takes_are_written(served: Library) -> None:
    sentences = [f"Sentence number {n} {'is long ' * 60} and ends." for n in range(BATCH + 50)]
    article = served.add([read_text(" ".join(sentences))])[0].article

    assert len(article.passages) > BATCH
    assert len(served._indexing.index.keys()) == len(article.passages)


def test_two_libraries_on_one_server_do_not_meet(served: Library, tmp_path: Path, letters: Letters) -> None:
    served.add([read_text(TEXTS[0])])
    with Library.open(tmp_path / "other", embedder=letters) as other:
        other.add([read_text(TEXTS[1])])

        assert nearest(other, "zebras") == TEXTS[1]
    assert nearest(served, "kayaks") == TEXTS[0]


def test_a_stale_collection_is_made_again_without_embedding(served: Library, letters: Letters) -> None:
    served.add(read_text(text) for text in TEXTS[:2])
    assert isinstance(served._indexing.index, ServedIndex)
    served._indexing.index._mark(0)
    letters.embedded.clear()

    assert nearest(served, "kayaks") == TEXTS[1]
    assert letters.embedded == ["kayaks"]
    assert served.rebuild() == 2


def test_a_server_that_goes_away_is_told_and_the_index_catches_up(
    tmp_path: Path, isolated: Path, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ChromaServer(tmp_path)
    monkeypatch.setenv("CHROMA_URL", own.url)
    own.start()
    try:
        with Library.open(isolated, embedder=letters) as library:
            library.add([read_text(TEXTS[0])])
            own.stop()
            with pytest.raises(
                IndexUnreachable, match=r"What was given is kept, but the Chroma server at .* does not answer"
            ):
                library.add([read_text(TEXTS[1])])
            assert len(library.listings()) == 2
            assert nearest(library, "kayaks") == TEXTS[1], "answered from the library itself"
            with pytest.raises(IndexUnreachable):
                library.rebuild()
            with pytest.raises(IndexUnreachable):
                library.index_faults()
            own.start()
            assert nearest(library, "kayaks") == TEXTS[1]
            assert library.index_faults() == []
            assert library._indexing.agrees(2)
    finally:
        own.stop()


def test_a_killed_writer_leaves_no_stamp(server: ChromaServer, isolated: Path) -> None:
    assert server
    script = """
import os
from ingest import Library, read_text
library = Library.open()
library.add([read_text("The first article is about a bridge.")])
library._indexing.index.stamp = lambda _: os._exit(9)
library.add([read_text("The second article is about a ferry.")])
"""
    assert subprocess.run([sys.executable, "-c", script], env=os.environ, check=False).returncode == 9
    with Library.open(isolated) as library:
        assert not library._indexing.agrees(2)
        assert library.search_vectors(library.embedder.embed(["ferry"])[0], 1)[0].score > 0.3
        assert library._indexing.agrees(2)


def test_the_environment_says_where_the_index_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place() is None
    monkeypatch.setenv("CHROMA_API_KEY", "ck-1")
    monkeypatch.setenv("CHROMA_TENANT", "t")
    monkeypatch.setenv("CHROMA_DATABASE", "d")
    cloud = place()
    assert cloud is not None
    assert (cloud.shown, cloud.headers) == ("https://api.trychroma.com:443", {"x-chroma-token": "ck-1"})
    assert (cloud.tenant, cloud.database) == ("t", "d")
    assert "ck-1" not in repr(cloud)
    monkeypatch.delenv("CHROMA_API_KEY")
    monkeypatch.setenv("CHROMA_URL", "https://chroma.example.org")
    monkeypatch.setenv("CHROMA_TOKEN", "secret")
    monkeypatch.setenv("CHROMA_HEADERS", "X-One: 1; X-Two: a:b")
    own = place()
    assert own is not None
    assert (own.shown, own.headers) == (
        "https://chroma.example.org:443",
        {"X-One": "1", "X-Two": "a:b", "Authorization": "Bearer secret"},
    )


@pytest.mark.parametrize(("name", "value"), [("CHROMA_URL", "127.0.0.1:8000"), ("CHROMA_URL", "http://[")])
def test_a_setting_that_is_none_is_told(name: str, value: str, isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(LibraryUnusable, match="CHROMA_URL"):
        Library.open(isolated)


def test_headers_that_are_none_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_HEADERS", "X-One: 1; Authorization Bearer sk-1;")

    with pytest.raises(LibraryUnusable) as caught:
        place()
    assert (
        str(caught.value)
        == "Pair 2 of CHROMA_HEADERS has no name or no colon. Write it as `Name: value; Other: value`."
    )


def test_a_password_in_the_address_of_the_server_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_URL", "http://ann:secret@127.0.0.1:8000/x")

    with pytest.raises(LibraryUnusable, match=r"CHROMA_URL is 'http://127\.0\.0\.1:8000/x', which"):
        place()


def test_the_headers_reach_the_server(isolated: Path, letters: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    from loopback import Reply, site

    with site() as web:
        seen: list[dict[str, str]] = []

        def reply(headers: dict[str, str]) -> Reply:
            seen.append(headers)
            return Reply(b"{}", 401, {"Content-Type": "application/json"})

        web.replies["/api/v2/auth/identity"] = reply
        monkeypatch.setenv("CHROMA_URL", web.url)
        monkeypatch.setenv("CHROMA_TOKEN", "secret")
        with Library.open(isolated, embedder=letters) as library:
            with pytest.raises(IndexUnreachable, match="refuses"):
                library.add([read_text(TEXTS[0])])
            assert len(library.listings()) == 1
        asked = seen or [headers for _, headers in web.asked]
        assert asked
        assert asked[0]["authorization"] == "Bearer secret"
