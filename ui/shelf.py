"""The library on show: opened once for all visitors, and never empty at the first start."""

from functools import cache

from ingest import Library, Listing
from ingest.samples import sample_articles


@cache
def library() -> Library:
    """The library of this user; one that never held an article gets the samples.

    Raises LibraryUnusable.
    """
    shelf = Library.open()
    if not shelf.generation:
        shelf.add(sample_articles())
    return shelf


class Opening:
    """Which article a visitor sees first."""

    article_id = ""
    """Empty: the first of the library."""


def first_shown(listings: tuple[Listing, ...], asked: str | None) -> str:
    """The id of the article that the page opens on: the one its address asks for, else the one it was started with."""
    known = [one.id for one in listings]
    wanted = (asked, Opening.article_id, *known)
    return next(id_ for id_ in wanted if id_ in known)


def label(listing: Listing) -> str:
    """An article as one line of the list to choose from."""
    return f"{listing.title} · {listing.published.isoformat()}" if listing.published else listing.title
