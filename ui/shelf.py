"""The libraries on show and their chats: each opened once, and never empty at the first start."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

from assistant import suggestions
from ingest import Article, ArticleNotFound, Library, Listing
from ingest.samples import sample_articles
from ui import people
from ui.chats import Chats
from ui.limits import ARTICLES, QUESTIONS_AN_HOUR, Questions, room_for
from ui.scope import ALL, is_known

_opening = Lock()


def library() -> Library:
    """The library of whoever is at the page. Raises LibraryUnusable."""
    with _opening:
        return library_in(people.home())


def chats() -> Chats:
    """The chats about its articles. Raises LibraryUnusable."""
    home = library().home
    with _opening:
        return _chats_in(home)


@cache
def library_in(home: Path) -> Library:
    """The library in a folder; one that never held an article gets the samples. Raises LibraryUnusable."""
    shelf = Library.open(home)
    if not shelf.generation:
        shelf.add(sample_articles())
    _opened.append(shelf)
    return shelf


@cache
def _chats_in(home: Path) -> Chats:
    chats = Chats(home)
    _opened.append(chats)
    return chats


_opened: list[Library | Chats] = []


def close() -> None:
    """Let go of all files; what is asked for next is opened anew."""
    while _opened:
        _opened.pop().close()
    library_in.cache_clear()
    _chats_in.cache_clear()


@lru_cache(maxsize=200)
def suggested(article: Article, shelf: Library) -> tuple[str, ...]:
    """Questions that *article* answers, to begin with: made once."""
    return suggestions(article, shelf)


class Start:
    """What the page was started with."""

    article_id = ""
    """Which article a visitor sees first; empty: the first of the library."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that articles are fetched from though they are inside this machine or its network."""
    questions_an_hour = QUESTIONS_AN_HOUR
    """How many each person may ask, where people sign in."""
    articles = ARTICLES
    """How many a person's library may hold, where people sign in."""


_questions = Questions()


def count_question() -> None:
    """One more question of whoever is at the page. Raises TooManyQuestions."""
    if people.sign_in_is_on():
        _questions.count(people.home(), Start.questions_an_hour, monotonic())


def see_that_there_is_room(more: int) -> None:
    """For *more* articles in the library of whoever is at the page. Raises TooManyArticles."""
    if people.sign_in_is_on():
        room_for(more, len(library().listings()), Start.articles)


def first_shown(known: Sequence[str], asked: str) -> str:
    """What the page opens on: the scope its address asks for, else the article it was started with, else the first."""
    return next(scope for scope in (asked, Start.article_id, *known, ALL) if is_known(scope, known))


def current(id_: str) -> Article | None:
    """The article of that id as it is now; None where it was removed."""
    try:
        return library().article(id_)
    except ArticleNotFound:
        return None


def as_cited(id_: str, version: int) -> Article | None:
    """That version of the article; None where it is no longer kept."""
    try:
        return library().article(id_, version)
    except ArticleNotFound:
        return None


def label(listing: Listing) -> str:
    """An article as one line of the list to choose from."""
    return f"{listing.title} · {listing.published.isoformat()}" if listing.published else listing.title
