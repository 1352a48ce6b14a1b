"""What a sentence is read and quoted with to be understood alone: the one it leans on, the rest of what is said."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.reader.hybrid import stems

DANGLES = re.compile(
    r"\W*(?:he|she|they|it|his|her|their|its|this|that|these|those|such|but|however|and|so|instead|both|another|others?"
    r"|the (?:latter|former|two|move|decision|plan|group|official|company|man|woman))\b",
    re.IGNORECASE,
)
"""The beginning of a sentence that leans on the one before it."""
REACH = 3
"""Sentences: what is said in one breath is seldom longer, and a quotation mark left open must not draw in the rest."""

_MARKS = re.compile(r"(?P<opens>(?:(?<=^)|(?<=[\s(\[—–-]))[\"“](?=\S))|(?P<closes>(?<=\S)[\"”](?!\w))")


def with_context(texts: Sequence[str], place: int) -> range:
    """The places to quote for the sentence at *place* of *texts*, sentences that follow one another."""
    first = last = place
    signs = [_quotation_marks(text) for text in texts]
    before = next((n for n in range(place - 1, max(place - 1 - REACH, -1), -1) if signs[n]), None)
    after = next((n for n in range(place + 1, min(place + 1 + REACH, len(texts))) if signs[n]), None)
    opened = before if before is not None and signs[before].endswith("(") else None
    closed = after if after is not None and signs[after].startswith(")") else None
    match signs[place]:
        case "" if opened is not None and closed is not None:
            first, last = opened, closed
        case marks:
            if marks.startswith(")") and opened is not None:
                first = opened
            if marks.endswith("(") and closed is not None:
                last = closed
    if first and DANGLES.match(texts[first]):
        first -= 1
    return range(first, last + 1)


def with_antecedents(texts: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """*texts*, sentences with their *numbers* in the article: each that leans on the one before it with that in front."""
    follows = [False, *(after == before + 1 for before, after in pairwise(numbers))]
    return [
        f"{texts[place - 1]} {text}" if follows[place] and DANGLES.match(text) else text
        for place, text in enumerate(texts)
    ]


def said_by(speaker: frozenset[str], texts: Sequence[str]) -> list[bool]:
    """Which of *texts*, sentences that follow one another, have words in quotation marks, with *speaker* (stems) nearby."""
    inside, found = False, []
    for place, signs in enumerate(map(_quotation_marks, texts)):
        near = texts[max(0, place - REACH) : place + REACH + 1]
        found.append((inside or bool(signs)) and speaker.issubset(stem for text in near for stem in stems(text)))
        inside = signs.endswith("(") if signs else inside
    return found


def _quotation_marks(text: str) -> str:
    """The quotation marks of *text* in their order: `(` for one that opens, `)` for one that closes."""
    return "".join("(" if mark["opens"] else ")" for mark in _MARKS.finditer(text))
