"""Articles → sentences → passages → the library and its vector index: everything to import."""

from collections.abc import Iterator
from pathlib import Path

from ingest.article import Article, Passage, Sentence
from ingest.embed import Embedder, Vectors
from ingest.errors import (
    ArticleAssistantError,
    ArticleNotFound,
    ArticleNotReadable,
    EmbeddingFailed,
    LibraryBusy,
    LibraryUnusable,
    NetworkUnusable,
)
from ingest.library import Added, Hit, Library, Listing
from ingest.read import read, read_bytes, read_text, sources

__all__ = [
    "Added",
    "Article",
    "ArticleAssistantError",
    "ArticleNotFound",
    "ArticleNotReadable",
    "Embedder",
    "EmbeddingFailed",
    "Hit",
    "Library",
    "LibraryBusy",
    "LibraryUnusable",
    "Listing",
    "NetworkUnusable",
    "Passage",
    "Sentence",
    "Vectors",
    "ingest",
    "read",
    "read_bytes",
    "read_text",
    "sources",
]


def ingest(*paths: str | Path, library: Library | None = None) -> list[Added]:
    """Add the articles of files and folders to *library*, by default the one of this user.

    Raises ArticleAssistantError at the first that cannot be read; those before it are kept.
    """
    articles: Iterator[Article] = (read(source) for source in sources([str(path) for path in paths]))
    if library is not None:
        return library.add(articles)
    with Library.open() as own:
        return own.add(articles)
