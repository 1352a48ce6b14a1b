"""Articles → sentences → passages → the library and its vector index: everything to import."""

from pathlib import Path

from ingest.article import Article, Origin, Passage, Sentence
from ingest.batch import ahead
from ingest.diff import Change, diff
from ingest.embed import Embedder, Vectors
from ingest.entries import Added, Hit, Listing, Near, Removed, Version
from ingest.errors import (
    ArticleAssistantError,
    ArticleNotFound,
    ArticleNotReadable,
    EmbeddingFailed,
    FactNotUsable,
    IndexUnreachable,
    LibraryBusy,
    LibraryUnusable,
    NetworkUnusable,
    SettingsNotUsable,
)
from ingest.library import Library
from ingest.read import KINDS, read, read_bytes, read_text, sources

__all__ = [
    "KINDS",
    "Added",
    "Article",
    "ArticleAssistantError",
    "ArticleNotFound",
    "ArticleNotReadable",
    "Change",
    "Embedder",
    "EmbeddingFailed",
    "FactNotUsable",
    "Hit",
    "IndexUnreachable",
    "Library",
    "LibraryBusy",
    "LibraryUnusable",
    "Listing",
    "Near",
    "NetworkUnusable",
    "Origin",
    "Passage",
    "Removed",
    "Sentence",
    "SettingsNotUsable",
    "Vectors",
    "Version",
    "diff",
    "ingest",
    "read",
    "read_bytes",
    "read_text",
    "sources",
]


def ingest(*paths: str | Path, library: Library | None = None) -> list[Added]:
    """Add the articles of files and folders to *library*, by default the one of this user; they are read on all cores.

    Raises ArticleAssistantError at the first that cannot be read; those before it are kept.
    """
    found = sources([str(path) for path in paths])
    articles = (reading.result() for _, reading in ahead(read, found))
    if library is not None:
        return library.add(articles)
    with Library.open() as own:
        return own.add(articles)
