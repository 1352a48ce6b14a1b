"""What the library says of its articles: how they are listed, what became of one, what a search found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from ingest.article import Article

Status = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Near:
    """Another article that says much the same, such as a copy of an agency's report."""

    id: str
    title: str
    share: float
    """Of the letters of the shorter text, how many stand in sentences that both have."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article that was added."""

    article: Article
    """As it is kept: the same text from another source is the article that is there already."""
    status: Status
    near: tuple[Near, ...] = ()
    """Articles that say much the same as one that was added or updated, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An article as it stands in the list of all: the facts of its newest version."""

    id: str
    version: int
    title: str
    author: str
    published: date | None
    published_evidence: str
    site: str
    url: str
    language: str
    source: str
    sources: tuple[str, ...]
    """Every path and address that holds this text, the first one first."""
    added: datetime | None
    """When this version was added, in UTC; None in what an older release has added."""
    fetched: datetime | None
    """When its page was fetched, in UTC."""
    words: int
    sentences: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an article, as it stands in the list of them."""

    number: int
    sha256: str
    """Of the text."""
    added: datetime | None
    title: str
    words: int


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out, with all that is needed to put it back."""

    article: Article
    """Its newest version."""
    rows: Mapping[str, tuple[tuple[Any, ...], ...]] = field(repr=False)
    """Table → its rows, as the library keeps them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; a higher score is better, and means nothing across kinds of search."""

    article_id: str
    passage: int
    score: float
