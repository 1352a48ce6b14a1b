"""Files, folders and standard input → bytes: plain files only, and never more than the largest article."""

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import ArticleNotReadable
from ingest.read.facts import one_line
from ingest.read.kinds import KINDS
from ingest.read.text import clean

LARGEST_FILE = 100_000_000
"""Bytes that are taken into memory; what a kind of file may have is less."""


def file_bytes(path: Path) -> bytes:
    """What *path* holds, cut after LARGEST_FILE. Raises ArticleNotReadable for all that is no plain file we may read."""
    shown = one_line(clean(str(path)))
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        message = f"{shown!r} is a folder. Name a file in it."
        raise ArticleNotReadable(message)
    if not stat.S_ISREG(mode):
        message = f"{shown!r} is not a plain file. Copy its text into one, or pipe it to standard input."
        raise ArticleNotReadable(message)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        message = f"{shown!r} cannot be read ({error.strerror}). Check the path and your permission to read it."
        raise ArticleNotReadable(message) from error


def standard_input() -> bytes:
    """What is piped in, cut after LARGEST_FILE."""
    return sys.stdin.buffer.read(LARGEST_FILE + 1)


def sources(paths: Sequence[str]) -> list[str]:
    """*paths* with each folder replaced by the readable files in and below it, sorted; hidden ones are left out.

    A link to a folder is not followed, so a loop of them is no loop. Addresses stay as they are. Raises
    ArticleNotReadable for a path that does not exist and a folder without a readable file.
    """
    return [found for path in paths for found in _expanded(path)]


def is_address(source: str) -> bool:
    """Whether *source* is on the web."""
    return source[:8].lower().startswith(("http://", "https://"))


def source_name(source: str | Path) -> str:
    """What the library calls *source*: a file by its whole path, two ways to it being one, a link being its own."""
    if source == "-" or is_address(str(source)):
        return str(source).encode(errors="replace").decode()  # of damaged characters: it is refused when it is fetched
    return one_line(clean(os.path.abspath(source)))  # noqa: PTH100 - Path.absolute() keeps `..`


def _expanded(path: str) -> list[str]:
    if path == "-" or is_address(path) or not stat.S_ISDIR(_mode(path)):
        return [path]
    found: list[str] = []
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        suffixes = ((name, os.path.splitext(name)[1].lower()) for name in names if not name.startswith("."))  # noqa: PTH122
        found += [os.path.join(folder, name) for name, suffix in suffixes if suffix in KINDS]  # noqa: PTH118 - as given
    if not found:
        message = f"{path!r} holds no article: none of its files ends in {', '.join(KINDS)}."
        raise ArticleNotReadable(message)
    return sorted(found)


def _refuse(error: OSError) -> None:
    message = f"{error.filename!r} cannot be read ({error.strerror}). Check the path and your permission to read it."
    raise ArticleNotReadable(message) from error


def _mode(path: str | Path) -> int:
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{str(path)!r} cannot be read ({reason}). Check the path and your permission to read it."
        raise ArticleNotReadable(message) from error
