"""Opens a library, reads all of it and searches it: in a process of its own, which a damaged file may end."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest import ArticleAssistantError, Library, Vectors, read_text

WORDS = ("zebras", "kayaks", "ferries", "quartz", "jumbos", "bridges")


class Letters:
    """An embedder that counts letters."""

    id = "letters"
    dimensions = 26

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack(list(self.stream(texts)))

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        for text in texts:
            row = np.array([1e-3 + text.lower().count(chr(97 + n)) for n in range(26)], np.float32)
            yield row / np.linalg.norm(row)


def build(home: Path) -> None:
    """A library with some articles."""
    with Library.open(home, embedder=Letters()) as library:
        library.add(read_text(f"{word.title()} are described here. {f'All about {word}. ' * 30}") for word in WORDS)


def probe(home: str) -> str:
    """What the library holds and finds, or `said: ` and what it says is wrong."""
    try:
        with Library.open(Path(home), embedder=Letters()) as library:
            if faults := library.faults():
                return f"said: {faults[0]}"
            texts = [library.article(one.id).text for one in library.listings()]
            found = [
                library.article(
                    library.search_vectors(library.embedder.embed([f"{word} {word}"])[0], 1)[0].article_id
                ).text
                for word in WORDS
            ]
            words = [library.search_words(word, 1)[0].article_id for word in WORDS]
            return repr((sorted(texts), found, words))
    except ArticleAssistantError as error:
        return f"said: {error}"
