from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
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


@pytest.fixture
def library(isolated: Path, letters: Letters) -> Iterator[Library]:
    with Library.open(isolated, embedder=letters) as opened:
        yield opened
