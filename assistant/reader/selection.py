"""Which sentences to quote, given how well each answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.reader.context import REACH, with_context
from assistant.reader.hybrid import Scores

ANSWERED = 0.3
"""The least probability of the best sentence that counts as an answer. Of held-back articles, a news report's length at a
time, it answers 95 % of the answerable questions, 1 % about another article, 26 % about another part of the same one, and
78 % of those written to look answerable from these very sentences; of news reports, 93 % of the answerable and 27 % of the
tempting ones, and put loosely 92 and 19 %. 0.5 would answer 7, 1, 12, 22, 6, 9, 10 and 9 % fewer of them."""
NEARLY, NEARLY_OF_SEVERAL = 0.7, 0.3
"""Another sentence is quoted when its odds are at least this share of the best one's. Of held-back questions 3 % of the
encyclopedia's and 7 % of the news' get a second so, and 1 and 2 % more an answer that is right."""
FEW, MOST = 2, 4
"""How many sentences answer at most: a question for one thing, and for several."""
CLOSEST = 3
"""How many sentences are shown when the article does not say."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to quote: runs of places in the sequence of sentences."""

    answered: bool
    confidence: float
    """The probability that the best sentence answers."""
    best: int
    cited: tuple[range, ...]
    """The best sentence and others that are nearly as good, each with what it is understood by: the best first, or all in
    the article's order where several things are asked for."""
    closest: tuple[range, ...]
    """The best few, whether or not they answer."""


def select(texts: Sequence[str], numbers: Sequence[int], scores: Scores, *, several: bool = False) -> Selection:
    """Choose from *texts*, sentences of one article with their *numbers* in it, by their *scores*, one each."""
    ranked = sorted(range(len(texts)), key=lambda place: -scores[place])
    best = ranked[0]
    confidence = float(scores[best])
    odds = scores / (1 - np.minimum(scores, 1 - 1e-9))
    most, share = (MOST, NEARLY_OF_SEVERAL) if several else (FEW, NEARLY)
    good = [place for place in ranked[:most] if odds[place] >= share * odds[best]]
    runs = merged([_run(texts, numbers, place) for place in good])
    cited = tuple(runs if several else sorted(runs, key=lambda run: best not in run))
    closest = tuple(range(place, place + 1) for place in sorted(ranked[:CLOSEST]))
    return Selection(confidence >= ANSWERED, confidence, best, cited, closest)


def _run(texts: Sequence[str], numbers: Sequence[int], place: int) -> range:
    """The places to quote for *place*, which follow one another in the article."""
    first = last = place
    while first and place - first <= REACH and numbers[first - 1] == numbers[first] - 1:
        first -= 1
    while last + 1 < len(numbers) and last - place <= REACH and numbers[last + 1] == numbers[last] + 1:
        last += 1
    run = with_context(texts[first : last + 1], place - first)
    return range(run.start + first, run.stop + first)


def merged(runs: Sequence[range]) -> list[range]:
    """*runs* in their order, those that overlap made one."""
    found: list[range] = []
    for run in sorted(runs, key=lambda one: one.start):
        if found and run.start < found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, run.stop))
        else:
            found.append(run)
    return found
