"""The article's clock: which day “Monday” or “yesterday” is, counted from the day of publication."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "this morning": 0, "this evening": 0, "tomorrow": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(rf"\b({'|'.join((*_NEAR, *_WEEKDAYS))})\b(?! \d|,? \d{{1,2}} )", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?:\b(?i:next|coming|last|previous|following|that|black|good|ash|easter|palm|super|cyber)|\w,? [A-Z]\w+) $"
)
"""Stands before a weekday that is another than the last one, or a name of a day."""
_TO_COME = re.compile(
    r"\b(?:will|shall|is to|are to|due|expected|scheduled|set to|going to|plans?|from|until|by|every|on \w+s"
    r"|begins?|starts?|opens?|resumes?|ends?|meets?|(?:is|are) on)\b",
    re.IGNORECASE,
)


def days(sentence: str, published: date) -> Iterator[tuple[str, date]]:
    """The days that *sentence* names by the clock of an article of *published*, as it names them.

    A weekday is the last one, the day of publication included; where the sentence speaks of what is to come, or the
    day stands beside a date or a word that makes it another, none is given.
    """
    for found in _DAY.finditer(sentence):
        word = found[0].lower()
        if word in _NEAR:
            yield found[0], published + timedelta(days=_NEAR[word])
        elif not _ANOTHER.search(sentence[: found.start()]) and not _TO_COME.search(sentence):
            yield found[0], published - timedelta(days=(published.weekday() - _WEEKDAYS.index(word)) % 7)


def told(sentence: str, published: date | None) -> str:
    """The same in words, or nothing."""
    # 0001-01-01 is how many programs write that there is no date, and no day comes before it.
    named = dict(days(sentence, published)) if published and published.year > date.min.year else {}
    said = ", ".join(f"“{word}” is {day.day} {day:%B %Y}" for word, day in named.items())
    return f"Counted from the article's date: {said}." if said else ""
