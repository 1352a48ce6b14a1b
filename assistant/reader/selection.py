"""Which sentences to quote, given how well each answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reader.hybrid import Scores

ANSWERED = 0.2
"""The least probability of the best sentence that counts as an answer. Of held-back articles, a news report's length at a
time, it answers 97 % of the answerable questions, none about another article, 15 % about another part of the same one,
and 22 % of those written to look answerable; 0.1 answers 2 % more of the first, and 5 and 2 % more of the last two."""
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
    best: int
    cited: tuple[int, ...]
    """The best sentence, a second if it is nearly as good, and those that they lean on."""
    closest: tuple[int, ...]
    """The best few, whether or not they answer."""


def select(texts: Sequence[str], scores: Scores, most: int = 2) -> Selection:
    """Choose from *texts*, neighbouring sentences of one article, by their *scores*, one each; at *most* so many."""
    ranked = sorted(range(len(texts)), key=lambda place: -scores[place])
    closest = tuple(sorted(ranked[:CLOSEST]))
    best = ranked[0]
    confidence = float(scores[best])
    chosen = [place for place in ranked[:most] if scores[place] >= max(SECOND * confidence, ANSWERED)]
    leant_on = [place - 1 for place in chosen if place and DANGLES.match(texts[place])]
    return Selection(confidence >= ANSWERED, confidence, best, tuple(sorted({*chosen, *leant_on})), closest)
