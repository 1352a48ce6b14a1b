"""A source → an Article: its text, cleaned, and what the source tells about it.

A kind of file is one reader in `READERS` and its suffixes in `KINDS`.
"""

import os
import stat
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from ingest.article import Article
from ingest.errors import ArticleNotReadable
from ingest.read import markdown, text
from ingest.read.facts import Facts, one_line
from ingest.read.text import clean
from ingest.split import passages, sentences

__all__ = ["KINDS", "LARGEST", "READERS", "read", "read_bytes", "read_text", "sources"]

READERS: dict[str, Callable[[bytes], tuple[str, Facts]]] = {
    "text": text.read,
    "markdown": markdown.read,
}
"""Kind → reader: the bytes of a source to its text and the facts it states."""
KINDS = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
"""Suffix → kind. A folder is searched for these; a file named in person with any other is read as plain text."""
LARGEST = 5_000_000
"""Bytes of one article: *War and Peace* has 3.3 million."""
_TITLE_LENGTH = 80
"""Code points of a made title: what one line of a list shows."""


def read(source: str | Path) -> Article:
    """The article in the file *source*, or on standard input if it is `-`.

    Raises ArticleNotReadable for what is missing, not a plain file, forbidden, empty, binary or larger than LARGEST.
    """
    if str(source) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        return _article(data, "text", name="standard input", source="standard input", identity=None)
    path = Path(os.path.abspath(source))  # noqa: PTH100 - two ways to one file are one source, a link is its own
    shown = one_line(clean(str(path)))
    kind = KINDS.get(path.suffix.lower(), "text")
    return _article(_bytes(path, shown), kind, name=shown, source=shown, identity=os.fsencode(path))


def read_text(text: str, *, source: str = "pasted", title: str = "", kind: str = "text") -> Article:
    """The article in *text*; a given *title* stands before one that the text states.

    Raises ArticleNotReadable if it is empty or larger than LARGEST.
    """
    name = "The pasted text" if source == "pasted" else source
    return _article(clean(text).encode(), kind, name=name, source=source, identity=None, title=one_line(clean(title)))


def read_bytes(data: bytes, *, name: str) -> Article:
    """The article in an uploaded file's *data*; the same *name* again is a new version of the same article.

    Raises ArticleNotReadable if it is empty, binary or larger than LARGEST.
    """
    name = one_line(clean(name))
    kind = KINDS.get(Path(name).suffix.lower(), "text")
    return _article(data, kind, name=name, source=name, identity=f"upload:{name}".encode())


def sources(paths: Sequence[str]) -> list[str]:
    """*paths* with each folder replaced by the readable files in and below it, sorted; hidden ones are left out.

    Raises ArticleNotReadable for a path that does not exist and a folder without a readable file.
    """
    return [found for path in paths for found in _expanded(path)]


def _expanded(path: str) -> list[str]:
    if path == "-" or not stat.S_ISDIR(_mode(path)):
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


def _bytes(path: Path, shown: str) -> bytes:
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        message = f"{shown!r} is a folder. Name a file in it."
        raise ArticleNotReadable(message)
    if not stat.S_ISREG(mode):
        message = f"{shown!r} is not a plain file. Copy its text into one, or pipe it to standard input."
        raise ArticleNotReadable(message)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        message = f"{shown!r} cannot be read ({error.strerror}). Check the path and your permission to read it."
        raise ArticleNotReadable(message) from error


def _article(  # noqa: PLR0913 - what the three ways in differ by
    data: bytes, kind: str, *, name: str, source: str, identity: bytes | None, title: str = ""
) -> Article:
    if len(data) > LARGEST:
        message = f"{name!r} is larger than {LARGEST // 1_000_000} MB. Split it into several articles."
        raise ArticleNotReadable(message)
    try:
        text, facts = READERS[kind](data)
    except ArticleNotReadable as error:
        message = f"{name!r} {error}"
        raise ArticleNotReadable(message) from error
    if not any(character.isalnum() for character in text):
        message = f"{name!r} holds no text. Check that it is the article you meant."
        raise ArticleNotReadable(message)
    found = sentences(text)
    title = title or facts.title
    return Article(
        id=sha256(text.encode() if identity is None else identity).hexdigest()[:12],
        text=text,
        title=title or _made(text[found[0].start : found[0].end]),
        title_is_made=not title,
        author=facts.author,
        published=facts.published,
        url=facts.url,
        source=source,
        sentences=found,
        passages=passages(text, found),
    )


def _made(sentence: str) -> str:
    line = one_line(sentence[: _TITLE_LENGTH * 10])
    if len(line) <= _TITLE_LENGTH:
        return line
    cut = line[:_TITLE_LENGTH]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:–—-") + "…"
