"""The library kept in one file, and brought back. The vector index is not in it: it is made again from the vectors."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest import chroma_server, schema
from ingest.chroma_server import ServedIndex
from ingest.database import explained
from ingest.errors import LibraryBusy, LibraryUnusable
from ingest.home import home_folder
from ingest.indexing import FOLDER
from ingest.library import PATIENCE, Library
from ingest.vectors import MANIFEST, IndexDamagedError


def backup(file: Path, home: Path | None = None) -> int:
    """Write all of the library in *home* to *file*, as of one moment, whoever uses it; returns how many articles it has.

    Raises LibraryUnusable if *file* is there already or cannot be written.
    """
    with Library.open(home) as library:
        path = library.home / "library.sqlite3"
    with explained(file.absolute().parent):
        if file.exists():
            message = f"{str(file)!r} is there already. Choose another name, or move it away."
            raise LibraryUnusable(message)
        draft = file.with_name(f"{file.name}.part")
        try:
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
                source.backup(copy)
                # One file, that anything can open: without a journal beside it.
                copy.execute("pragma journal_mode = delete")
                count = int(copy.execute("select count(*) from article").fetchone()[0])
            with draft.open("rb+") as written:
                os.fsync(written.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    return count


def restore(file: Path, home: Path | None = None) -> tuple[int, Path | None]:
    """Make *file* the library in *home*; returns how many articles it has, and where the library is that was there.

    Whoever has that one open is told to start again; its vectors on a server are deleted there. Raises LibraryUnusable
    if *file* is no sound backup or there is no room for it, the library that was there being still in its place, and
    LibraryBusy while another process writes to it.
    """
    home = home_folder(home)
    server = chroma_server.place()
    count = _checked(file)
    path, draft = home / "library.sqlite3", home / "library.sqlite3.part"
    with explained(home):
        if path.exists() and path.samefile(file):
            message = f"{str(file)!r} is the library itself. Name a backup of it."
            raise LibraryUnusable(message)
        home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(home / "write.lock", timeout=PATIENCE):
                before = _index_of(path, server) if server else None
                try:
                    _copy(file, draft)
                    # The index that is there may seem to agree by its numbers: without a manifest it is made again.
                    (home / FOLDER / MANIFEST).unlink(missing_ok=True)
                    aside = _exchange(path, draft)
                finally:
                    draft.unlink(missing_ok=True)
                if before:
                    _delete(before)
        except Timeout as error:
            message = f"Another process is writing to the library in {home}. Try again when it is done."
            raise LibraryBusy(message) from error
    return count, aside


def _index_of(path: Path, server: chroma_server.Place) -> ServedIndex | None:
    """The index on *server* of the library in *path*, if there is one that can be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as old:
            found = old.execute("select value from meta where key = 'library'").fetchone()
    except sqlite3.Error:
        return None
    return ServedIndex(server, found[0]) if found else None


def _delete(index: ServedIndex) -> None:
    """Take *index* off its server, if that answers: no library will ask for it again."""
    with suppress(IndexDamagedError):
        index.delete()
    index.close()


def _copy(file: Path, draft: Path) -> None:
    """Write the backup *file* to *draft*, safe on the disk, as a library of its own."""
    kept = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    with closing(kept) as source, closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        source.backup(copy)
        # Two homes with the same backup may use one Chroma server: each needs a collection of its own.
        copy.execute("update meta set value = lower(hex(randomblob(8))) where key = 'library'")
    with draft.open("rb+") as written:
        os.fsync(written.fileno())


def _checked(file: Path) -> int:
    """How many articles a backup has. Raises LibraryUnusable if it is none, or not sound."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            version = source.execute("pragma user_version").fetchone()[0]
            sound = source.execute("pragma integrity_check(1)").fetchone()[0]
            count = int(source.execute("select count(*) from article").fetchone()[0])
    except sqlite3.Error as error:
        message = f"{str(file)!r} is no backup of a library ({error}). Check the path."
        raise LibraryUnusable(message) from error
    if sound != "ok":
        message = f"{str(file)!r} is damaged ({sound}). Use another backup."
        raise LibraryUnusable(message)
    if version > schema.NEWEST:
        message = f"{str(file)!r} was made by a newer release. Update Article Assistant."
        raise LibraryUnusable(message)
    return count


def _exchange(path: Path, draft: Path) -> Path | None:
    """Make *draft* the library, and give the one that is there another name; where that fails, all is as it was."""
    aside = _name_aside(path) if path.exists() else None
    suffixes = ("", "-wal", "-shm") if aside else ()
    parts = [(Path(f"{path}{suffix}"), Path(f"{aside}{suffix}")) for suffix in suffixes]
    try:
        for here, there in parts:
            if here.exists():
                here.replace(there)
        draft.replace(path)
    except BaseException:
        for here, there in parts:
            if there.exists():
                there.replace(here)
        raise
    return aside


def _name_aside(path: Path) -> Path:
    """Another name for the library, its journal folded in where it is sound."""
    aside = path.with_name(f"library.{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3")
    try:
        with closing(sqlite3.connect(path)) as old:
            old.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.Error:
        aside = aside.with_suffix(".damaged")
    return aside
