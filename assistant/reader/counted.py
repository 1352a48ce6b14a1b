"""A figure with what it counts: of “around 130 captives remain”, not “around 130” alone."""

import re

HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|far|old|big|large|tall|high|deep|wide|heavy|fast|often|soon)\b", re.IGNORECASE
)
"""Asks for a figure."""
_FIGURE = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|[mb]illion))$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?: (?:hundred|thousand|[mb]illion))*"
    r"(?:[ -](?:people|men|women|children|sheep|percent|per cent|(?:square |cubic )?[kcm]m|kg"
    r"|(?!(?:this|does|says|goes|plus|thus|less|across|unless|always|perhaps|towards|afterwards|besides|versus)\b)[a-z]{3,}s)"
    r"|%| %)(?!\w)"
)
"""What follows a figure and says of what: nearly always a plural."""


def with_counted(text: str, start: int, end: int) -> int:
    """Where the words from *start* to *end* of *text* end with what they count, if they end with a figure."""
    counted = _COUNTED.match(text, end) if _FIGURE.search(text, start, end) else None
    return counted.end() if counted else end
