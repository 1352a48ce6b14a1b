"""Brings the changes of one write to the vector index."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article
from ingest.chroma_server import IndexAwayError, ServedIndex
from ingest.embed import Vectors
from ingest.errors import IndexUnreachable
from ingest.keys import passage_key
from ingest.vectors import Index, IndexDamagedError

FOLLOWED_AT_ONCE = 500
"""Changes that are made in one call."""


class Follower:
    """Brings changes to the vector index many at once: a call of its own for each article would take a third longer.

    Where that fails the index stays unstamped, and is made again before it is next used.
    """

    def __init__(self, index: Index | ServedIndex, vectors: Callable[[Article], Vectors], *, away: str = "") -> None:
        self._index = index
        self._vectors = vectors
        self._gone: set[str] = set()
        self._new: dict[str, NDArray[np.float32]] = {}
        self._changed = False
        self._failed = bool(away)
        self._away = away

    def change(self, gone: Sequence[str], article: Article | None) -> None:
        """Note what a change takes out and puts in."""
        self._changed = True
        if self._failed:
            return
        for key in gone:
            self._new.pop(key, None)
        self._gone.update(gone)
        if article:
            keys = [passage_key(article.id, passage.number) for passage in article.passages]
            self._gone.difference_update(keys)
            self._new.update(zip(keys, self._vectors(article), strict=True))
        if len(self._gone) + len(self._new) >= FOLLOWED_AT_ONCE:
            self._flush()

    def finish(self, generation: int) -> None:
        """Write what is left, and declare the index whole as of *generation*."""
        if self._changed:
            self._flush()
        if self._changed and not self._failed:
            with self._noted():
                self._index.stamp(generation)

    def tell(self) -> None:
        """Raises IndexUnreachable if there was something to write and the server of the index is away."""
        if self._away and self._changed:
            message = f"What was given is kept, but {self._away}. See CHROMA_URL: the index catches up when it answers."
            raise IndexUnreachable(message)

    def _flush(self) -> None:
        if not self._failed and (self._gone or self._new):
            rows = np.stack(list(self._new.values())) if self._new else np.empty((0, 0), np.float32)
            with self._noted():
                self._index.write(sorted(self._gone), list(self._new), rows)
        self._gone.clear()
        self._new.clear()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except (IndexDamagedError, OSError) as error:
            self._failed = True
            self._away = str(error) if isinstance(error, IndexAwayError) else ""
            self._index.close()
