"""What can go wrong that the user can put right.

* ArticleAssistantError
  * ArticleNotReadable: the source holds no text we can use
  * EmbeddingFailed: the server of the embedding model gives no vectors
  * ArticleNotFound: the library has no such article
  * FactNotUsable: a correction is no title, day or address
  * IndexUnreachable: the server of the vector index does not answer
  * LibraryBusy: another process is writing
  * LibraryUnusable: the library cannot be opened, read or written
  * NetworkUnusable: a bundled neural network is damaged or its runtime does not load
  * SettingsNotUsable: `.env` or `secrets.toml` cannot be read, or a setting names nothing

Each message names the value and the cure; the page and the commands show it as written.
"""

_LONGEST = 300
"""Characters of an error that is not ours: it may quote the whole article."""


class ArticleAssistantError(Exception):
    """The base of every error that the user can put right."""


class ArticleNotReadable(ArticleAssistantError):
    """The source is missing, unreadable, empty, binary or too large."""


class ArticleNotFound(ArticleAssistantError):
    """No article of the library answers to that id, title or path."""


class EmbeddingFailed(ArticleAssistantError):
    """The embedding model's server cannot be reached, refuses, or sends what is no vector."""


class FactNotUsable(ArticleAssistantError):
    """A fact that was given by hand is none: an empty title, a day to come, an address that is not on the web."""


class IndexUnreachable(ArticleAssistantError):
    """The server that keeps the vector index does not answer, or refuses; the library itself is not affected."""


class LibraryBusy(ArticleAssistantError):
    """Another process holds the library's writer lock."""


class LibraryUnusable(ArticleAssistantError):
    """The library cannot be opened, read or written as it stands."""


class NetworkUnusable(ArticleAssistantError):
    """A neural network's file is not the one we know, or its runtime does not load."""


class SettingsNotUsable(ArticleAssistantError):
    """The `.env` or `secrets.toml` file cannot be read, or a setting names what is not there."""


def reason(what: str, error: Exception) -> str:
    """Why *what* could not be added, in one line: the words of our own errors, and of any other that it is our fault."""
    if isinstance(error, ArticleAssistantError):
        return str(error)
    said = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST]
    return f"{what} could not be added, by a fault of ours ({said}). Please report it."
