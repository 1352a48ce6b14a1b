"""SQLite for several threads of one process, and what it refuses in words that help."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import LibraryUnusable

_WAIT = 10.0
"""Seconds that a statement waits for another process."""


class Database:
    """One SQLite file; statements run one at a time. What is read, and a transaction as a whole, raises LibraryUnusable."""

    def __init__(self, path: Path) -> None:
        self._home = path.parent
        self._path = path
        self.lock = threading.RLock()
        self._connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False, isolation_level=None)
        try:
            self._keep_a_journal()
            self._connection.execute("pragma foreign_keys = on")
            self._file = self._file_there()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._connection.close()

    def run(self, statement: str, *values: object) -> int | None:
        """Run one statement; returns the rowid of what it inserted."""
        with self.lock:
            return self._connection.execute(statement, values).lastrowid

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of *rows*."""
        with self.lock:
            self._connection.executemany(statement, rows)

    def all(self, statement: str, *values: object) -> list[Any]:
        """Every row."""
        with self.lock, explained(self._home):
            self._see_that_it_is_there()
            return self._connection.execute(statement, values).fetchall()

    def maybe_one(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - a row is what its statement selects
        """The first row, or None."""
        with self.lock, explained(self._home):
            self._see_that_it_is_there()
            return self._connection.execute(statement, values).fetchone()

    def one(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - likewise
        """The first row of a statement that always has one."""
        return self.maybe_one(statement, *values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self.lock, explained(self._home):
            self._see_that_it_is_there()
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def _keep_a_journal(self) -> None:
        """Let others read while one writes; of several that open a new file at once, SQLite would let only one wait."""
        until = time.monotonic() + _WAIT
        while True:
            try:
                self._connection.execute("pragma journal_mode = wal")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return

    def _see_that_it_is_there(self) -> None:
        """A restore puts another file in this one's place: what is still written here would be lost. Raises LibraryUnusable."""
        if self._file_there() != self._file:
            message = (
                f"The library in {self._home} was restored or moved meanwhile. Start again to use the one there now."
            )
            raise LibraryUnusable(message)

    def _file_there(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Say what SQLite or the file system refuses in words that help."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        message = f"The library in {home} cannot be used: {said}. {_cure(said)}"
        raise LibraryUnusable(message) from error
    except OSError as error:
        said = error.strerror or str(error)
        message = f"The library in {home} cannot be used: {said}. {_cure(said)}"
        raise LibraryUnusable(message) from error


def _cure(said: str) -> str:
    cures = {
        "full": "Free some disk space and try again; what was there before is safe.",
        "No space": "Free some disk space and try again; what was there before is safe.",
        "not a database": "Move library.sqlite3 away, or restore it from a backup.",
        "malformed": "Move library.sqlite3 away, or restore it from a backup.",
        "fts5": "This Python's SQLite lacks full-text search (FTS5): install another build of Python.",
        "locked": "Another program holds it: try again when that is done.",
    }
    default = "See that the folder can be written, or set ASSISTANT_HOME to another."
    return next((cure for part, cure in cures.items() if part in said), default)
