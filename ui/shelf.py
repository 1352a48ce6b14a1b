"""The library on show and its chats: opened once for all visitors, and never empty at the first start."""

from collections.abc import Sequence
from functools import cache, lru_cache

from assistant import suggestions
from ingest import Article, ArticleNotFound, Library, Listing
from ingest.samples import sample_articles
from ui.chats import Chats


@cache
def library() -> Library:
    """The library of this user; one that never held an article gets the samples.

    Raises LibraryUnusable.
    """
    shelf = Library.open()
    if not shelf.generation:
        shelf.add(sample_articles())
    return shelf


@cache
def chats() -> Chats:
    """The chats about its articles. Raises LibraryUnusable."""
    return Chats(library().home)


@lru_cache(maxsize=200)
def suggested(article: Article) -> tuple[str, ...]:
    """Questions that *article* answers, to begin with: made once."""
    return suggestions(article, library())


ALL = "all"
"""Instead of the id of an article: the whole library."""


class Opening:
    """Which article a visitor sees first."""

    article_id = ""
    """Empty: the first of the library."""


def first_shown(known: Sequence[str], asked: str) -> str:
    """Which of *known* the page opens on: the one its address asks for, else the one it was started with."""
    wanted = (asked, Opening.article_id, *known)
    return next(id_ for id_ in wanted if id_ in known)


def current(id_: str) -> Article | None:
    """The article of that id as it is now; None where it was removed."""
    try:
        return library().article(id_)
    except ArticleNotFound:
        return None


def label(listing: Listing) -> str:
    """An article as one line of the list to choose from."""
    return f"{listing.title} · {listing.published.isoformat()}" if listing.published else listing.title
