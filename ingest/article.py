"""The values: an article, its sentences and its passages.

Offsets count code points of `Article.text`, so `article.text[start:end]` is the thing itself.
"""

from dataclasses import dataclass
from datetime import date
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
    url: str = ""
    source: str
    """Where it was read from: an absolute path, or `pasted` or `standard input`."""
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

    @cached_property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode()).hexdigest()

    def quote(self, span: Sentence | Passage) -> str:
        """The exact text of *span*."""
        return self.text[span.start : span.end]
