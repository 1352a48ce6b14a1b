"""The vector index beside the library: whether it is in step with it, and what brings it back when it is not."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.article import Article
from ingest.chroma_server import IndexAwayError, ServedIndex
from ingest.database import Database, explained
from ingest.embed import Vectors
from ingest.entries import Hit
from ingest.errors import ArticleNotReadable, IndexUnreachable, LibraryUnusable
from ingest.following import Follower
from ingest.keys import passage_key
from ingest.read.apart import run_apart
from ingest.rows import vectors_of
from ingest.vectors import Index, IndexDamagedError

FOLDER = "chroma"
"""Below the home folder."""
REBUILT_AT_ONCE = 2_000
"""Passages."""


class Indexing:
    """The index of the newest passages of the library in *home*. All but searching is for the holder of the writer lock."""

    def __init__(self, home: Path, database: Database, embedder: str) -> None:
        self.index: Index | ServedIndex = Index(home / FOLDER)
        """In the home folder, unless another is put here before the first use."""
        self._home = home
        self._database = database
        self._embedder = embedder

    @property
    def generation(self) -> int:
        """Of the last change to passages: what the index should be of."""
        return int(self._database.one("select value from meta where key = 'indexed'")[0])

    def agrees(self, count: int) -> bool:
        """Whether the index is in step with the library, which has *count* newest passages."""
        with explained(self._home):
            return self.index.agrees(self.generation, count)

    def mend(self, count: int) -> None:
        """Make the index again if it does not agree. Raises as `rebuild`."""
        if not self.agrees(count):
            self.rebuild()

    def rebuild(self) -> None:
        """Make the index again, embedding nothing. Raises IndexAwayError, and LibraryUnusable where it cannot be written."""
        try:
            self.index.rebuild(self._batches(), self.generation)
        except IndexAwayError:
            raise
        except (IndexDamagedError, OSError) as error:
            message = (
                f"The vector index in {self._home} cannot be made: {error}. Free some space or use another folder."
            )
            raise LibraryUnusable(message) from error

    def follower(self, count: int, vectors: Callable[[Article], Vectors]) -> Follower:
        """What brings the changes of one write to the index, made again first if it does not agree."""
        try:
            self.mend(count)
        except IndexAwayError as error:
            return Follower(self.index, vectors, away=str(error))
        return Follower(self.index, vectors)

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The passages most like *vector*, found by the index. Raises IndexDamagedError."""
        return [_hit(key, score) for key, score in self.index.search(vector, limit)]

    def search_exactly(self, vector: Vectors, limit: int) -> list[Hit]:
        """The same, found in the library itself, which takes longer."""
        scored = [
            (float(score), key)
            for keys, rows in self._batches()
            for key, score in zip(keys, rows @ vector, strict=True)
        ]
        return [_hit(key, score) for score, key in sorted(scored, key=lambda pair: -pair[0])[:limit]]

    def faults(self, count: int) -> list[str]:
        """How the index disagrees with the library, in words. Raises IndexUnreachable if its server is away."""
        try:
            if not self.agrees(count):
                return ["it is missing, damaged or older than the library"]
            # A file that is damaged in spite of its checksum would end this process.
            apart = isinstance(self.index, Index) and count > 0
            keys = run_apart("ingest.vectors:keys_in", str(self._home / FOLDER)) if apart else self.index.keys()
        except IndexAwayError as error:
            message = f"It cannot be checked: {error}."
            raise IndexUnreachable(message) from error
        except (IndexDamagedError, ArticleNotReadable) as error:
            return [f"Chroma cannot read it ({error})"]
        wanted = {key for keys_, _ in self._batches() for key in keys_}
        return [] if set(keys) == wanted else [f"{len(set(keys) ^ wanted)} passages differ"]

    def _batches(self) -> Iterator[tuple[list[str], Vectors]]:
        """The key and vector of every newest passage."""
        last = 0
        while rows := self._database.all(
            """select p.rowid, p.article, p.number, v.value from passage p
               join article a on a.id = p.article and a.version = p.version
               join vector v on v.sha256 = p.sha256 and v.embedder = ?
               where p.rowid > ? order by p.rowid limit ?""",
            *(self._embedder, last, REBUILT_AT_ONCE),
        ):
            last = rows[-1][0]
            keys = [passage_key(article, number) for _, article, number, _ in rows]
            yield keys, vectors_of(value for *_, value in rows)


def _hit(key: str, score: float) -> Hit:
    article, _, number = key.partition(":")
    return Hit(article, int(number), score)
