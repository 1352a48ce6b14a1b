from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from chroma_run import ChromaServer
from numpy.typing import NDArray

from ingest import Library, Vectors


class Letters:
    """An embedder that counts letters: quick, and different texts differ."""

    id = "letters"
    dimensions = 26

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = list(self.stream(texts))
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        for text in texts:
            self.embedded.append(text)
            row = np.array([1e-3 + text.lower().count(chr(97 + n)) for n in range(26)], np.float32)
            yield row / np.linalg.norm(row)


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running: ChromaServer, monkeypatch: pytest.MonkeyPatch) -> ChromaServer:
    monkeypatch.setenv("CHROMA_URL", running.url)
    return running


@pytest.fixture(params=["in its folder", "on a server"])
def library(request: pytest.FixtureRequest, isolated: Path, letters: Letters) -> Iterator[Library]:
    """A library with its vector index in either place: whatever holds of one holds of the other."""
    if request.param == "on a server":
        request.getfixturevalue("server")
    with Library.open(isolated, embedder=letters) as opened:
        yield opened
