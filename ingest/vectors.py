"""Chroma, the vector index of all newest passages: the only module that names it. An index on a server: chroma_server.py.

The index is never the truth. Each write ends with a manifest (the library's generation, the number of vectors, the
bytes of every file), so an index that is missing, stale, cut off or altered is seen before Chroma opens it — a damaged
file can end the whole process — and is made again from the library's vectors.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from ingest.embed import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client as Client  # noqa: PLC0414 - others take the type from here
    from chromadb.api.models.Collection import Collection as Collection  # noqa: PLC0414 - likewise

MANIFEST = "manifest.json"
COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
BATCH = 500
"""Vectors a call: larger ones are no faster, and a killed process loses less."""
EF_SEARCH = 100
"""Found 997 of 1,000 true neighbours among 100,000 clustered vectors; cannot be changed later."""


HNSW: Any = {"space": "cosine", "ef_construction": 100, "ef_search": EF_SEARCH}


class IndexDamagedError(Exception):
    """Chroma cannot work with what is on disk; the library makes the index again."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a whole index holds; kept beside it as JSON."""

    folder: str
    generation: int
    count: int
    files: dict[str, str]
    """Path below the index's folder → fingerprint."""


class Index:
    """The vectors of one library in *folder*, searched by likeness. Writing is for the holder of the writer lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._opened: tuple[str, int] | None = None

    def agrees(self, generation: int, count: int) -> bool:
        """Whether the index on disk is whole and holds *count* vectors of this *generation*."""
        manifest = self._manifest()
        if manifest is None or (manifest.generation, manifest.count) != (generation, count):
            return False
        if self._opened == (manifest.folder, generation):
            return True  # checked before it was opened, or written by us
        self.close()  # what another process has written since is seen only by a client that opens anew
        return self._fingerprints(manifest.folder) == manifest.files

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The ids nearest to *vector* (shape (dimensions,)) with their cosine, nearest first."""
        with chroma_errors():
            return nearest(self._open(), vector, limit)

    def write(self, gone: Sequence[str], keys: Sequence[str], vectors: Vectors) -> None:
        """Take *gone* out and put *vectors* (one row for each of *keys*) in; `stamp()` makes it count."""
        with chroma_errors():
            collection = self._open()
            self._unstamp()
            for start in range(0, len(gone), BATCH):
                collection.delete(ids=list(gone[start : start + BATCH]))
            for start in range(0, len(keys), BATCH):
                part = slice(start, start + BATCH)
                collection.upsert(ids=list(keys[part]), embeddings=vectors[part])

    def stamp(self, generation: int) -> None:
        """Declare the index whole, as of *generation*."""
        with chroma_errors():
            count = self._open().count()
        folder = self._opened[0] if self._opened else ""
        manifest = Manifest(folder, generation, count, self._fingerprints(folder))
        draft = self._folder / f"{MANIFEST}.new"
        draft.write_text(json.dumps(asdict(manifest), indent=2), encoding="utf-8")
        draft.replace(self._folder / MANIFEST)
        self._opened = (folder, generation)

    def rebuild(self, batches: Iterable[tuple[Sequence[str], Vectors]], generation: int) -> None:
        """Make the index anew from *batches* of ids and their vectors; what was there before is deleted."""
        self.close()
        self._unstamp()
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.iterdir():
            if old.is_dir():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink(missing_ok=True)
        with chroma_errors():
            self._start(uuid4().hex[:12], generation)
        for keys, vectors in batches:
            self.write([], keys, vectors)
        self.stamp(generation)

    def keys(self) -> list[str]:
        """The ids of all vectors, as Chroma has them."""
        with chroma_errors():
            return list(self._open().get(include=[])["ids"])

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = self._opened = None

    def _open(self) -> "Collection":
        manifest = self._manifest()
        if self._collection is None and manifest is not None:
            self._start(manifest.folder, manifest.generation)
        if self._collection is None:
            message = f"There is no vector index in {self._folder}."
            raise IndexDamagedError(message)
        return self._collection

    def _start(self, folder: str, generation: int) -> None:
        self._client = client(is_persistent=True, persist_directory=str(self._folder / folder))
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            configuration={"hnsw": HNSW},
            embedding_function=None,
        )
        self._opened = (folder, generation)

    def _manifest(self) -> Manifest | None:
        try:
            return Manifest(**json.loads((self._folder / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _unstamp(self) -> None:
        (self._folder / MANIFEST).unlink(missing_ok=True)

    def _fingerprints(self, folder: str) -> dict[str, str]:
        files = sorted(path for path in (self._folder / folder).rglob("*") if path.is_file())
        kept = (path for path in files if not path.name.startswith(f"{DATABASE}-"))  # its journal comes and goes
        return {path.relative_to(self._folder).as_posix(): _fingerprint(path) for path in kept}


def client(tenant: str = "", database: str = "", **settings: Any) -> "Client":  # noqa: ANN401 - what Chroma's settings take
    """A client of Chroma with these settings, of its usual tenant and database unless named; nothing is sent home."""
    from chromadb.api.client import Client
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

    return Client(
        tenant=tenant or DEFAULT_TENANT,
        database=database or DEFAULT_DATABASE,
        settings=Settings(anonymized_telemetry=False, **settings),
    )


def nearest(collection: "Collection", vector: Vectors, limit: int) -> list[tuple[str, float]]:
    """The ids nearest to *vector* (shape (dimensions,)) with their cosine, nearest first."""
    found = collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"])
    distances = found["distances"] or [[]]
    return [(key, 1 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]


def keys_in(folder: str) -> list[str]:
    """The ids of all vectors of the index in *folder*: for a process of its own, which a damaged file may end."""
    index = Index(Path(folder))
    try:
        return index.keys()
    finally:
        index.close()


@contextmanager
def chroma_errors() -> Iterator[None]:
    """Say what Chroma refuses as IndexDamagedError."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError) as error:  # a damaged store also shows as ValueError
        message = f"The vector index cannot be used: {error}"
        raise IndexDamagedError(message) from error


def _fingerprint(path: Path) -> str:
    """What a file holds. Chroma's database changes a counter at each opening: its size and soundness stand for it."""
    if path.name == DATABASE:
        return f"{path.stat().st_size} bytes, {'sound' if _sound(path) else 'damaged'}"
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("pragma quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False
