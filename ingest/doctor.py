"""Is everything as it should be? Each finding is said, and where it is bad, the cure."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.embed import BundledEmbedder, bundled
from ingest.errors import ArticleAssistantError, IndexUnreachable
from ingest.home import home_folder
from ingest.library import Library
from ingest.served import chosen_id
from ingest.settings import without_password

_OLDEST_SQLITE = (3, 35, 0)
"""`upsert` and `returning`, and what Chroma asks for."""
_ROOM = 200_000_000
"""Bytes: about 7,000 passages with their vectors."""
_RIGHT = "Give yourself the right to write there, or set ASSISTANT_HOME to another folder."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    what: str
    sound: bool
    found: str
    cure: str = ""


def examine(home: Path | None = None) -> Iterator[Finding]:
    """All checks, the ones that others rest on first."""
    home = home_folder(home)
    yield _sqlite()
    yield _full_text_search()
    yield _folder(home)
    yield _room(home)
    yield _embedder()
    yield _writer(home)
    yield from _library(home)
    yield from _model_server()


def _sqlite() -> Finding:
    sound = sqlite3.sqlite_version_info >= _OLDEST_SQLITE
    return Finding("SQLite", sound, sqlite3.sqlite_version, "Install a build of Python with SQLite 3.35 or newer.")


def _full_text_search() -> Finding:
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("create virtual table words using fts5 (text)")
        except sqlite3.OperationalError as error:
            return Finding(
                "full-text search", sound=False, found=str(error), cure="Install a build of Python with FTS5."
            )
    return Finding("full-text search", sound=True, found="FTS5")


def _folder(home: Path) -> Finding:
    here = _there(home)
    sound = here.is_dir() and os.access(here, os.R_OK | os.W_OK | os.X_OK)
    found = f"{home} {'can be written' if sound else 'cannot be written'}"
    return Finding("folder", sound, found, _RIGHT)


def _there(home: Path) -> Path:
    """*home*, or the nearest folder above that is there and seen."""
    return next(folder for folder in (home, *home.parents) if os.path.exists(folder))  # noqa: PTH110 - Path.exists() raises


def _room(home: Path) -> Finding:
    free = shutil.disk_usage(_there(home)).free
    return Finding("disk", free > _ROOM, f"{free / 1e9:.1f} GB free", "Free some space: a passage takes about 30 KB.")


def _embedder() -> Finding:
    id_ = chosen_id()
    if id_ != BundledEmbedder.id:
        return _served_embedder(id_)
    try:
        vectors = bundled().embed(["A sentence.", "Another."])
    except ArticleAssistantError as error:
        return Finding("embedder", sound=False, found=str(error), cure="Install the project again.")
    return Finding("embedder", vectors.shape == (2, bundled().dimensions), f"{bundled().id}, checksum as expected")


def _served_embedder(id_: str) -> Finding:
    """Whether the server of an embedding model can be reached, as far as it is known; no text is sent."""
    cure = "See OPENAI_API_KEY, OPENAI_BASE_URL and ASSISTANT_EMBEDDINGS, and that the server runs."
    openai = id_.startswith("openai:")
    if openai and (base := os.environ.get("OPENAI_BASE_URL", "").strip()):
        reached = _reached("embedder", base, cure)
        return replace(reached, found=f"{id_}: {reached.found}")
    if openai and not os.environ.get("OPENAI_API_KEY", "").strip():
        return Finding("embedder", sound=False, found=f"{id_} needs OPENAI_API_KEY", cure=cure)
    return Finding("embedder", sound=True, found=f"{id_}, by a server that is not asked now")


def _writer(home: Path) -> Finding:
    try:
        if not home.exists():
            return Finding("writer", sound=True, found="nobody writes")
        with FileLock(home / "write.lock", timeout=0):
            return Finding("writer", sound=True, found="nobody writes")
    except Timeout:
        return Finding("writer", sound=True, found="another process is writing now")
    except OSError as error:
        return Finding("writer", sound=False, found=str(error), cure=_RIGHT)


def _library(home: Path) -> Iterator[Finding]:
    try:
        if not (home / "library.sqlite3").exists():
            yield Finding("library", sound=True, found="there is none yet")
            return
    except OSError as error:
        yield Finding("library", sound=False, found=str(error), cure=_RIGHT)
        return
    try:
        with Library.open(home) as library:
            wrong = library.faults()
            count = len(library.listings())
            yield Finding(
                "library",
                not wrong,
                "; ".join(wrong[:3]) or f"{count} articles, sound",
                "Bring back a backup: python -m ingest restore FILE.",
            )
            yield _index(library)
    except ArticleAssistantError as error:
        yield Finding(
            "library", sound=False, found=str(error), cure="Bring back a backup: python -m ingest restore FILE."
        )


def _index(library: Library) -> Finding:
    cure = "It is made again at the next question, or now: python -m ingest rebuild."
    try:
        wrong = library.index_faults()
    except IndexUnreachable as error:
        there = "See CHROMA_URL; without it the index is on this machine."
        return Finding("vector index", sound=False, found=str(error), cure=there)
    return Finding("vector index", not wrong, "; ".join(wrong) or "agrees with the library", cure)


def _model_server() -> Iterator[Finding]:
    """Whether the server of a language model that is set can be reached; no question is sent."""
    base = os.environ.get("OPENAI_BASE_URL", "").strip()
    if not base:
        key = bool(os.environ.get("OPENAI_API_KEY", "").strip())
        yield Finding("model", sound=True, found="OpenAI, by key" if key else "none is set: the offline reader answers")
        return
    yield _reached("model", base, "Start the server, or take OPENAI_BASE_URL out to use the offline reader.")


def _reached(what: str, url: str, cure: str) -> Finding:
    import httpcore

    shown = without_password(url)
    try:
        with httpcore.ConnectionPool() as pool:
            answer = pool.request("GET", f"{url.rstrip('/')}/models", extensions={"timeout": {"connect": 5, "read": 5}})
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        return Finding(what, sound=False, found=f"{shown} does not answer ({error or type(error).__name__})", cure=cure)
    except (httpcore.UnsupportedProtocol, ValueError, TypeError):  # what the last two say may name a part of a password
        right = "Write OPENAI_BASE_URL as http://127.0.0.1:8080/v1, or take it out."
        return Finding(what, sound=False, found=f"{shown} is no address that can be asked", cure=right)
    return Finding(what, answer.status < 500, f"{shown} answers {answer.status}", cure)  # noqa: PLR2004 - its own fault
