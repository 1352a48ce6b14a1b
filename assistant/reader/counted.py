"""A figure with what it counts: of “around 130 captives remain”, not “around 130” alone."""

import re

from assistant.wording import SCALES, TENS, UNITS

_SCALE = "|".join(("dozen", *SCALES))
_FIGURE = re.compile(
    rf"(?:\d|\b(?:{'|'.join(UNITS[2:])}|(?:{'|'.join(TENS)})(?:-(?:{'|'.join(UNITS[1:10])}))?|{_SCALE}))$",
    re.IGNORECASE,
)
"""“One” is left out: “no one knows”."""
_YEAR = re.compile(r"\b(?:19|20)\d\d$")
_COUNTED = re.compile(
    rf"(?:\s(?:{_SCALE}))*"
    r"(?:\s(?:people|men|women|children|sheep|percent|per cent|(?:square |cubic )?[kcm]m|kg"
    r"|(?!(?:this|does|says|goes|always|perhaps|whereas|towards|afterwards|besides)\b)[a-z]{2,}[a-rtv-z]s)|\s?%)?(?![\w/-])"
)
"""What follows a figure and says of what: a plural, but for words in -ss and -us, which are none."""


def with_counted(text: str, start: int, end: int) -> int:
    """Where the words from *start* to *end* of *text* end with what they count, if they end with a figure."""
    if not _FIGURE.search(text, start, end) or _YEAR.search(text, start, end):
        return end
    counted = _COUNTED.match(text, end)
    return counted.end() if counted else end
