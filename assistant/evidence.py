"""What a model is shown: every sentence where they fit, else those the reader ranks first, with their neighbours."""

from assistant import reader
from assistant.model import count
from assistant.prompt import RULES, clipped, shown
from assistant.retrieve import Found
from assistant.values import Evidence
from ingest import Library

ANSWER = 1_000
"""Tokens kept free for the answer: ten long sentences; a quarter of what a smaller model reads."""
NUMBER = 4
"""Tokens of a sentence's `[s12]`."""
ARTICLE = 150
"""Tokens of an article's delimiters, title, byline and date, at the most usual lengths."""


def evidence(found: Found, library: Library, tokens: int) -> tuple[Evidence, ...]:
    """The sentences that fit into *tokens* together with the rules, the turns, the question and an answer, in order."""
    left = tokens - min(ANSWER, tokens // 4) - count(RULES) - _asked(found) - ARTICLE * len(found.candidates)
    costs = {
        (place, number): NUMBER + count(shown(one.article.quote(one.article.sentences[number])))
        for place, one in enumerate(found.candidates)
        for number in one.numbers
    }
    if sum(costs.values()) > left:
        costs = dict.fromkeys(_likeliest(found, library, costs, left), 0)
    return tuple(
        Evidence(one.article, one.article.sentences[number])
        for place, one in enumerate(found.candidates)
        for number in one.numbers
        if (place, number) in costs
    )


def _likeliest(found: Found, library: Library, costs: dict[tuple[int, int], int], left: int) -> set[tuple[int, int]]:
    """What fits into *left* tokens of the sentences that answer best and those beside them."""
    places = {one.article.id: place for place, one in enumerate(found.candidates)}
    chosen: set[tuple[int, int]] = set()
    for one in reader.rank(found.reading, found.vector, found.candidates, library):
        place = places[one.article.id]
        for number in (one.sentence.number, one.sentence.number - 1, one.sentence.number + 1):
            key = (place, number)
            if key in costs and key not in chosen:
                if costs[key] > left:
                    return chosen
                chosen.add(key)
                left -= costs[key]
    return chosen


def _asked(found: Found) -> int:
    turns = clipped(found.question.history)
    return sum(count(turn.question) + count(turn.answer) for turn in turns) + count(found.question.text)
