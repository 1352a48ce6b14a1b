"""A question → the words to look for in full-text search."""

import re

MOST_TERMS = 40
"""More distinct words than a question needs; a pasted page must not become a slow search."""

_STOP_WORDS = (
    "a about after all also am an and any are as at be because been before being but by can could did do does doing "
    "for from had has have having he her hers him his how i if in into is it its just me might more most my no nor "
    "not of on once only or other our out over own said same say says she should so some such than that the their "
    "them then there these they this those through to too under until up very was we were what when where which while "
    "who whom whose why will with would you your"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words in nearly every passage: searching them costs time and ranks nothing."""

WORD = re.compile(r"\w+")


def search_terms(query: str) -> list[str]:
    """The distinct words of *query* in their order, without stop words unless nothing else is left."""
    words = list(dict.fromkeys(WORD.findall(query.casefold())))
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or words)[:MOST_TERMS]
