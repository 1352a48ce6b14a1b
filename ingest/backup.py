"""The library kept in one file, and brought back. The vector index is not in it: it is made again from the vectors."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest import schema
from ingest.database import explained
from ingest.errors import LibraryBusy, LibraryUnusable
from ingest.library import PATIENCE, Library, default_home


def backup(file: Path, home: Path | None = None) -> int:
    """Write all of the library in *home* to *file*, as of one moment, whoever uses it; returns how many articles it has.

    Raises LibraryUnusable if *file* is there already or cannot be written.
    """
    with Library.open(home) as library:
        path = library.home / "library.sqlite3"
    if file.exists():
        message = f"{str(file)!r} is there already. Choose another name, or move it away."
        raise LibraryUnusable(message)
    draft = file.with_name(f"{file.name}.part")
    with explained(file.absolute().parent):
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

    Raises LibraryUnusable if *file* is no sound backup, LibraryBusy while another process writes to the library.
    """
    home = (home or default_home()).expanduser().absolute()
    count = _checked(file)
    with explained(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(home / "write.lock", timeout=PATIENCE):
                aside = _put_aside(home)
                draft = home / "library.sqlite3.part"
                kept = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
                with closing(kept) as source, closing(sqlite3.connect(draft)) as copy:
                    source.backup(copy)
                draft.replace(home / "library.sqlite3")
        except Timeout as error:
            message = f"Another process is writing to the library in {home}. Try again when it is done."
            raise LibraryBusy(message) from error
    return count, aside


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


def _put_aside(home: Path) -> Path | None:
    """Give the library that is there another name, its journal folded in where it is sound."""
    path = home / "library.sqlite3"
    if not path.exists():
        return None
    aside = home / f"library.{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite3"
    try:
        with closing(sqlite3.connect(path)) as old:
            old.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.Error:
        aside = aside.with_suffix(".damaged")
    for suffix in ("", "-wal", "-shm"):
        part = home / f"library.sqlite3{suffix}"
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside
