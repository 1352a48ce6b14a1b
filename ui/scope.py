"""What a chat asks: one article, some, or all of the library. As a word it stands in the address and with the chat."""

from collections.abc import Iterable, Sequence

ALL = "all"


def scope_of(ids: Iterable[str]) -> str:
    """The scope of these articles: an id, or several joined by a full stop, which needs no escape in an address."""
    return ".".join(dict.fromkeys(ids))


def ids_in(scope: str) -> tuple[str, ...]:
    """The ids that *scope* names; none for ALL."""
    return () if scope == ALL else tuple(scope.split("."))


def is_known(scope: str, known: Sequence[str]) -> bool:
    """Whether every article of *scope* is among *known*; of ALL, whether there are several."""
    return len(known) > 1 if scope == ALL else bool(scope) and set(ids_in(scope)) <= set(known)
