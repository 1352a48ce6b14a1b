"""Which sentences to quote, given how well each answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reader.hybrid import Scores

ANSWERED = 0.1
"""The least probability of the best sentence that counts as an answer. On the held-back articles it answers 94 % of the
answerable questions, none of 90 about another article, 12 % of 112 about other parts of the same one, and 75 % of 180
written to look answerable."""
SECOND = 0.6
"""A second sentence is quoted when its probability is at least this share of the best one's."""
CLOSEST = 3
"""How many sentences are shown when the article does not say."""

DANGLES = re.compile(
    r"\W*(?:he|she|they|it|his|her|their|its|this|that|these|those|such|but|however|and|so|instead|both|another|others?"
    r"|the (?:latter|former|two|move|decision|plan|group|official|company|man|woman))\b",
    re.IGNORECASE,
)
"""The beginning of a sentence that leans on the one before it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to quote: places in the sequence of sentences, each in the article's order."""

    answered: bool
    confidence: float
    """The probability that the best sentence answers."""
    cited: tuple[int, ...]
    """The best sentence, a second if it is nearly as good, and those that they lean on."""
    closest: tuple[int, ...]
    """The best few, whether or not they answer."""


def select(texts: Sequence[str], scores: Scores) -> Selection:
    """Choose from *texts*, neighbouring sentences of one article, by their *scores*, one each."""
    ranked = sorted(range(len(texts)), key=lambda place: -scores[place])
    closest = tuple(sorted(ranked[:CLOSEST]))
    best = ranked[0]
    confidence = float(scores[best])
    chosen = [place for place in ranked[:2] if scores[place] >= SECOND * confidence and scores[place] >= ANSWERED]
    leant_on = [place - 1 for place in chosen if place and DANGLES.match(texts[place])]
    return Selection(confidence >= ANSWERED, confidence, tuple(sorted({*chosen, *leant_on})), closest)
