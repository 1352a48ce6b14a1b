"""The values: an article, its sentences and its passages.

Offsets count code points of `Article.text`, so `article.text[start:end]` is the thing itself.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a headline or list item that stands for one, without the space around it."""

    number: int
    """Its place in the article, from 0."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A few whole neighbouring sentences: what is embedded and searched."""

    number: int
    """Its place in the article, from 0."""
    start: int
    end: int
    first: int
    """The number of its first sentence."""
    last: int
    """The number of its last sentence; a part of an overlong sentence has `first == last`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How the bytes of an article came in: what tells, next time, that nothing has changed."""

    fingerprint: str = ""
    """The hexadecimal SHA-256 of the bytes and of how they were read; empty where there were none."""
    fetched: datetime | None = None
    """When a web page was fetched, in UTC."""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, kw_only=True)
class Article:
    """One version of an article: its text, what is known about it, and where its sentences and passages lie."""

    id: str
    """Twelve hexadecimal digits that stay the same over all versions of one source."""
    version: int = 1
    """Counts from 1; a changed text or changed facts make the next one."""
    text: str
    title: str
    title_is_made: bool = False
    """Whether the title was made from the first sentence, because the source gives none."""
    author: str = ""
    published: date | None = None
    published_evidence: str = ""
    """Where the date stands: `meta tag`, `structured data`, `page`, `web address`, `front matter`, `text`, `file name`,
    `document properties`, or `by hand` after a correction."""
    site: str = ""
    """The name or the host of the website."""
    url: str = ""
    """The canonical address, as the source states it."""
    language: str = ""
    """The ISO 639-1 code of its language, stated or recognised."""
    source: str
    """Where it was read from: an absolute path, a web address, or `pasted` or `standard input`."""
    origin: Origin = field(default_factory=Origin, compare=False, repr=False)
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def words(self) -> int:
        """How many words the text has, as white space parts them."""
        return len(self.text.split())

    def quote(self, span: Sentence | Passage) -> str:
        """The exact text of *span*."""
        return self.text[span.start : span.end]
