"""A source → an Article: its text, cleaned, and what the source tells about it.

A kind of file is one reader in `READERS`, its suffixes in `kinds.py`, and its size in `LARGEST_OF`.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from ingest import dates
from ingest.article import Article, Origin
from ingest.errors import ArticleNotReadable
from ingest.read.apart import run_apart
from ingest.read.facts import Facts, Hints, Reader, filled, one_line
from ingest.read.files import file_bytes, is_address, source_name, sources, standard_input
from ingest.read.kinds import KINDS, kind_of
from ingest.read.language import recognised
from ingest.read.text import clean
from ingest.split import passages, sentences

__all__ = ["KINDS", "LARGEST", "READERS", "Given", "article_of", "given", "read", "read_bytes", "read_text", "sources"]

READERS = {
    "text": "ingest.read.text",
    "markdown": "ingest.read.markdown",
    "html": "ingest.read.html",
    "pdf": "ingest.read.pdf",
    "docx": "ingest.read.docx",
    "epub": "ingest.read.epub",
}
"""Kind → the module whose `read` turns the bytes of a source into its text and the facts it states."""
LARGEST = 5_000_000
"""Bytes of the text of one article: *War and Peace* has 3.3 million."""
LARGEST_OF = {"html": 20_000_000, "pdf": 100_000_000, "docx": 50_000_000, "epub": 100_000_000}
"""Bytes of a file of each kind that holds more than text."""
RELEASE = 2
"""Counts the changes of what readers make of the same bytes: after one, everything is read again."""
_TITLE_LENGTH = 80
"""Code points of a made title: what one line of a list shows."""
_OUR_OWN = frozenset(["text", "markdown"])
"""Kinds that are read in this process: their readers are small and bounded."""
_DATE_IN_NAME = re.compile(r"(?:.*[^0-9])?((?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?![0-9])")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What came in, before it is read."""

    data: bytes = field(repr=False)
    hints: Hints
    source: str
    identity: bytes | None
    """What the article's id is made from; None: its text."""
    origin: Origin
    title: str = ""
    """A title that stands before one that the text states."""


def read(source: str | Path, *, password: str = "", allow_hosts: Iterable[str] = ()) -> Article:
    """The article in the file *source*, at a web address, or on standard input if it is `-`.

    *password* opens a PDF that needs one. Only public addresses of the web are fetched, and those of *allow_hosts*.
    Raises ArticleNotReadable for what is missing, not a plain file, forbidden, empty, binary, damaged or too large.
    """
    return article_of(given(source, password=password, allow_hosts=allow_hosts))


def read_text(text: str, *, source: str = "pasted", title: str = "", kind: str = "text") -> Article:
    """The article in *text*; a given *title* stands before one that the text states.

    Raises ArticleNotReadable if it is empty or larger than LARGEST.
    """
    name = "The pasted text" if source == "pasted" else source
    data = clean(text).encode()
    hints = Hints(name=name)
    one = Given(data=data, hints=hints, source=source, identity=None, origin=Origin(), title=one_line(clean(title)))
    return _article(one, kind)


def read_bytes(data: bytes, *, name: str, password: str = "") -> Article:
    """The article in an uploaded file's *data*, of any kind; the same *name* again is a new version of the same article.

    Raises ArticleNotReadable if it is empty, binary, damaged, needs another *password*, or is too large.
    """
    name = one_line(clean(name))
    hints = Hints(name=name, password=password)
    return article_of(_given(data, hints, source=name, identity=f"upload:{name}".encode()))


def given(
    source: str | Path, *, password: str = "", allow_hosts: Iterable[str] = (), known: Origin | None = None
) -> Given:
    """The bytes of *source* and what is known of them; of a page that is still as *known*, only that.

    Raises ArticleNotReadable if they cannot be had.
    """
    if str(source) == "-":
        hints = Hints(name="standard input", password=password)
        return _given(standard_input(), hints, source="standard input", identity=None)
    if is_address(str(source)):
        from ingest.web import fetch

        page = fetch(str(source), allow_hosts=allow_hosts, known=known)
        if page is None:  # as it was
            name = str(source)
            return Given(
                data=b"", hints=Hints(name=name), source=name, identity=name.encode(), origin=known or Origin()
            )
        hints = Hints(name=page.url, url=page.url, charset=page.charset, media=page.kind, password=password)
        one = _given(page.data, hints, source=str(source), identity=str(source).encode())
        origin = replace(one.origin, fetched=page.fetched, etag=page.etag, last_modified=page.last_modified)
        return replace(one, origin=origin)
    path = Path(os.path.abspath(source))  # noqa: PTH100 - two ways to one file are one source, a link is its own
    shown = source_name(path)
    return _given(file_bytes(path), Hints(name=shown, password=password), source=shown, identity=os.fsencode(path))


def _given(data: bytes, hints: Hints, *, source: str, identity: bytes | None) -> Given:
    how = f"{RELEASE} {Path(hints.name).suffix} {hints.charset} {hints.media}\n".encode(errors="replace")
    origin = Origin(fingerprint=sha256(how + data).hexdigest())
    return Given(data=data, hints=hints, source=source, identity=identity, origin=origin)


def article_of(one: Given) -> Article:
    """The article that *one* holds. Raises ArticleNotReadable."""
    try:
        kind = kind_of(one.data, one.hints)
    except ArticleNotReadable as error:
        message = f"{one.hints.name!r} {error}"
        raise ArticleNotReadable(message) from error
    return _article(one, kind)


def _article(one: Given, kind: str) -> Article:
    name = one.hints.name
    if len(one.data) > LARGEST_OF.get(kind, LARGEST):
        message = (
            f"{name!r} is larger than {LARGEST_OF.get(kind, LARGEST) // 1_000_000} MB. Split it into several articles."
        )
        raise ArticleNotReadable(message)
    try:
        if kind in _OUR_OWN:
            text, facts = extracted(kind, one.data, one.hints)
        else:
            text, facts = run_apart("ingest.read:extracted", kind, one.data, one.hints)
    except ArticleNotReadable as error:
        message = f"{name!r} {error}"
        raise ArticleNotReadable(message) from error
    if not any(character.isalnum() for character in text):
        message = f"{name!r} holds no text. Check that it is the article you meant."
        raise ArticleNotReadable(message)
    if len(text) > LARGEST:
        message = f"{name!r} holds more than {LARGEST // 1_000_000} MB of text. Split it into several articles."
        raise ArticleNotReadable(message)
    found = sentences(text)
    title = one.title or facts.title
    facts = filled(facts, _of_name(one))
    return Article(
        id=sha256(text.encode() if one.identity is None else one.identity).hexdigest()[:12],
        text=text,
        title=title or _made(text[found[0].start : found[0].end]),
        title_is_made=not title,
        author=facts.author,
        published=facts.published,
        published_evidence=facts.evidence,
        site=facts.site,
        url=facts.url,
        language=facts.language or recognised(text),
        source=one.source,
        origin=one.origin,
        sentences=found,
        passages=passages(text, found),
    )


def extracted(kind: str, data: bytes, hints: Hints) -> tuple[str, Facts]:
    """What the reader of *kind* makes of *data*. Raises ArticleNotReadable."""
    reader: Reader = import_module(READERS[kind]).read
    return reader(data, hints)


def _of_name(one: Given) -> Facts:
    """What the name of a file says: many keep the day an article came out in it."""
    found = _DATE_IN_NAME.match(Path(one.hints.name).name) if not one.hints.url else None
    day = dates.parse(found[1]) if found else None
    return Facts(published=day, evidence="file name" if day else "")


def _made(sentence: str) -> str:
    line = one_line(sentence[: _TITLE_LENGTH * 10])
    if len(line) <= _TITLE_LENGTH:
        return line
    cut = line[:_TITLE_LENGTH]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:–—-") + "…"
