"""The vector index on a Chroma server or in Chroma Cloud, where the environment names one.

What the manifest is beside files, the collection's metadata is here: the generation that it holds, stamped when a write
is whole. Each library has a collection of its own. A server that is away loses nothing: the library is the truth, and
the index is made again when it is back.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from ingest.embed import Vectors
from ingest.errors import LibraryUnusable
from ingest.settings import without_password
from ingest.vectors import COLLECTION, HNSW, IndexDamagedError, chroma_errors, client, nearest

if TYPE_CHECKING:
    import httpx

    from ingest.vectors import Client, Collection

BATCH = 300
"""Vectors a call: what Chroma Cloud takes; 500 of ours have 2 MB, and a server refuses more than 40."""
_CLOUD = "api.trychroma.com"
_WAIT = 3.0
"""Seconds to see whether the server is there: Chroma's client would wait for ever."""
_SILENCE = 60.0
"""Seconds without a word that are an answer too: the server is away."""
_WRITING = -1


class IndexAwayError(IndexDamagedError):
    """The server does not answer, or refuses."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server is, and what it is told of us."""

    host: str
    port: int
    tls: bool
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    tenant: str = ""
    database: str = ""

    @property
    def shown(self) -> str:
        """Its address."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"


def place() -> Place | None:
    """What the environment says: a server by `CHROMA_URL`, Chroma Cloud by `CHROMA_API_KEY`, or None.

    Raises LibraryUnusable for an address or headers that are none.
    """
    url = os.environ.get("CHROMA_URL", "").strip()
    key = os.environ.get("CHROMA_API_KEY", "").strip()
    token = os.environ.get("CHROMA_TOKEN", "").strip()
    tenant = os.environ.get("CHROMA_TENANT", "").strip()
    database = os.environ.get("CHROMA_DATABASE", "").strip()
    headers = _headers(os.environ.get("CHROMA_HEADERS", ""))
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["x-chroma-token"] = key
    if not url:
        return Place(_CLOUD, 443, tls=True, headers=headers, tenant=tenant, database=database) if key else None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or parts.path.strip("/"):
        message = f"CHROMA_URL is {without_password(url)!r}, which is no address of a server. Write it as http://127.0.0.1:8000."
        raise LibraryUnusable(message)
    return Place(host, port, tls=parts.scheme == "https", headers=headers, tenant=tenant, database=database)


def _headers(stated: str) -> dict[str, str]:
    """`Name: value` pairs between semicolons."""
    found: dict[str, str] = {}
    for number, pair in enumerate(filter(str.strip, stated.split(";")), 1):
        name, colon, value = pair.partition(":")
        if not colon or not name.strip():  # not shown: it may be a secret
            message = (
                f"Pair {number} of CHROMA_HEADERS has no name or no colon. Write it as `Name: value; Other: value`."
            )
            raise LibraryUnusable(message)
        found[name.strip()] = value.strip()
    return found


class ServedIndex:
    """The vectors of the *library* of that name on a server; the same as `Index` to who uses it."""

    def __init__(self, place: Place, library: str) -> None:
        self._place = place
        self._name = f"{COLLECTION}-{library}"
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._agreed: tuple[int, int] | None = None

    def agrees(self, generation: int, count: int) -> bool:
        """Whether the server's index is whole and holds *count* vectors of this *generation*."""
        if self._agreed == (generation, count):
            return True
        with self._errors():
            self._collection = None  # its metadata as they are now
            found = self._open()
            agrees = (found.metadata or {}).get("generation") == generation and found.count() == count
        self._agreed = (generation, count) if agrees else None
        return agrees

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """The ids nearest to *vector* (shape (dimensions,)) with their cosine, nearest first."""
        with self._errors():
            return nearest(self._open(), vector, limit)

    def write(self, gone: Sequence[str], keys: Sequence[str], vectors: Vectors) -> None:
        """Take *gone* out and put *vectors* (one row for each of *keys*) in; `stamp()` makes it count."""
        with self._errors():
            collection = self._open()
            self._mark(_WRITING)
            for start in range(0, len(gone), BATCH):
                collection.delete(ids=list(gone[start : start + BATCH]))
            for start in range(0, len(keys), BATCH):
                part = slice(start, start + BATCH)
                collection.upsert(ids=list(keys[part]), embeddings=vectors[part])

    def stamp(self, generation: int) -> None:
        """Declare the index whole, as of *generation*."""
        with self._errors():
            self._mark(generation)
            self._agreed = (generation, self._open().count())

    def rebuild(self, batches: Iterable[tuple[Sequence[str], Vectors]], generation: int) -> None:
        """Make the index anew from *batches* of ids and their vectors; what was there before is deleted."""
        self.delete()
        for keys, vectors in batches:
            self.write([], keys, vectors)
        self.stamp(generation)

    def delete(self) -> None:
        """Take the index off the server."""
        with self._errors():
            self._open()
            if self._client:
                self._client.delete_collection(self._name)
            self._collection = self._agreed = None

    def keys(self) -> list[str]:
        """The ids of all vectors, as the server has them."""
        found: list[str] = []
        with self._errors():
            while page := self._open().get(include=[], limit=BATCH, offset=len(found))["ids"]:
                found += page
        return found

    def close(self) -> None:
        """Let go of the connection; the next use opens it again."""
        if self._client is not None:
            self._client.close()
            for session in _sessions(self._client):
                session.close()
        self._client = self._collection = self._agreed = None

    def _mark(self, generation: int) -> None:
        self._agreed = None
        self._open().modify(metadata={"generation": generation})

    def _open(self) -> "Collection":
        if self._collection is None:
            self._reach()
            if self._client is None:
                self._client = self._connected()
            # Chroma Cloud has an index of its own kind.
            kind: Any = {"spann": {"space": "cosine"}} if self._place.host == _CLOUD else {"hnsw": HNSW}
            self._collection = self._client.get_or_create_collection(
                self._name, configuration=kind, embedding_function=None
            )
        return self._collection

    def _connected(self) -> "Client":
        place = self._place
        settings: dict[str, Any] = {
            "chroma_api_impl": "chromadb.api.fastapi.FastAPI",
            "chroma_server_host": place.host,
            "chroma_server_http_port": place.port,
            "chroma_server_ssl_enabled": place.tls,
            "chroma_server_headers": dict(place.headers),
        }
        connected = client(place.tenant, place.database, **settings)
        for session in _sessions(connected):
            session.timeout = _SILENCE
        return connected

    def _reach(self) -> None:
        """See that somebody answers there, without waiting for ever."""
        try:
            socket.create_connection((self._place.host, self._place.port), timeout=_WAIT).close()
        except OSError as error:
            self._away("does not answer", error)

    def _away(self, how: str, why: BaseException) -> NoReturn:
        self.close()
        message = f"the Chroma server at {self._place.shown} {how} ({why})"
        raise IndexAwayError(message) from why

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import httpx

        try:
            with chroma_errors():
                yield
        except IndexAwayError:
            raise
        except httpx.HTTPError as error:
            self._away("does not answer", error)
        except IndexDamagedError as error:  # a key that is wrong, a collection that somebody else has deleted
            self._away("refuses what it is asked", error.__cause__ or error)


def _sessions(client: "Client") -> "list[httpx.Client]":
    """What Chroma's *client* and the one within it speak through; it closes neither, and neither ever gives up waiting."""
    return [vars(vars(each)["_server"])["_session"] for each in (client, vars(client)["_admin_client"])]
