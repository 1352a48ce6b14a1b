"""Questions of texts → what the network is trained on, step by step: windows of tokens, and what each of them answers."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.examples import Asked, Text, mixed, with_negatives
from assistant.reader.model import QUESTION, SEPARATOR, START_OF_TEXT, WINDOW
from ingest.embed import wordpieces

LENGTHS = (100, 300)
"""Tokens of a window, drawn evenly: the network must not learn how long a text is."""
OTHER_PLACE = 0.6
"""The share of answerable questions that are asked again of another place of the same article, or of a text nearby."""
NEARBY = 60
"""How many questions back a short text is taken from, to be asked what it does not answer: often the same subject."""
LONG, AWAY = 30, 8
"""Sentences: a text of more is asked at another place of its own, so far from the answer."""
TEMPTING = 0.7
"""The share of the questions without an answer that are asked where most of their words stand."""
NOT_SEEN = -100
"""What cross-entropy leaves out."""


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the network with what it should say."""

    ids: list[int]
    question: int
    """How many tokens come before the text."""
    sentence_of: list[int]
    """For each token of the text, its sentence, from 0."""
    gold: list[int]
    """The sentences that answer; empty where none does."""
    start: int
    end: int
    """Places among *ids*: 0 for no answer, NOT_SEEN where only sentences are known."""
    known: bool = True
    """Whether that is known at all; else the teacher alone tells."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some windows as arrays, padded: shape (windows, tokens) where not said otherwise."""

    ids: NDArray[np.int16]
    mask: NDArray[np.bool_]
    kinds: NDArray[np.bool_]
    sentence: NDArray[np.int16]
    """For each token: 0 for the first, which stands for “no answer”, its sentence from 1, or -1."""
    wanted: NDArray[np.bool_]
    """Shape (windows, sentences + 1): what answers, the first being “no answer”."""
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    known: NDArray[np.bool_]
    """Shape (windows,), as starts and ends."""


@cache
def tokens(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """The numbers of the word pieces of *text*, and where each begins and ends in it."""
    encoded = _tokenizer().encode(text, add_special_tokens=False)
    return encoded.ids, encoded.offsets


@cache
def _tokenizer() -> Tokenizer:
    return wordpieces()


def batches(questions: Sequence[Asked], seed: int, size: int, *, unlabelled: bool = False) -> list[Batch]:
    """One epoch of *questions*, drawn by *seed*: *size* windows of like length together, in any order.

    With *unlabelled*, among them questions of which nobody knows what answers them.
    """
    random = Random(seed)  # noqa: S311 - a repeatable draw, not a secret
    drawn = list(windows(questions, random, unlabelled=unlabelled))
    drawn.sort(key=lambda window: len(window.ids) + random.random() * 20)
    made = [batch(drawn[first : first + size]) for first in range(0, len(drawn), size)]
    random.shuffle(made)
    return made


def windows(questions: Sequence[Asked], random: Random, *, unlabelled: bool = False) -> Iterator[Window]:
    """One window for each question, around its answer; and for some of them another, of a place without the answer."""
    asked_near = deque((asked.text for asked in questions[:NEARBY]), NEARBY)
    for asked in with_negatives(questions, random):
        asked_near.append(asked.text)
        if window := cut(asked, place_of(asked, random), random):
            yield window
        if asked.answer and random.random() < OTHER_PLACE:
            text = asked.text if len(asked.text.sentences) > LONG else random.choice(asked_near)
            place = likely_place(asked, text, random)
            if place is not None and (window := cut(Asked(asked.question, text), place, random)):
                yield window
    if unlabelled:
        for asked in mixed(questions, random):
            if window := cut(asked, place_of(asked, random), random):
                yield replace(window, known=False)


def place_of(asked: Asked, random: Random) -> int:
    """The sentence to cut a window around: what answers, or what looks most as if it did."""
    if asked.gold:
        return min(asked.gold)
    if asked.near is not None:
        return asked.near
    if random.random() < TEMPTING:
        words = _words(asked.question)
        return max(enumerate(asked.text.sentences), key=lambda one: (len(words & _words(one[1])), random.random()))[0]
    return random.randrange(len(asked.text.sentences))


def likely_place(asked: Asked, text: Text, random: Random) -> int | None:
    """Of a few sentences of *text* that lie away from the answer, the one that shares most words with the question."""
    words = _words(asked.question)
    found: list[tuple[int, int]] = []
    for _ in range(8):
        place = random.randrange(len(text.sentences))
        near = " ".join(text.sentences[max(0, place - AWAY) : place + AWAY + 1]).lower()
        if asked.answer.lower() not in near and (text != asked.text or abs(place - min(asked.gold)) > AWAY):
            found.append((len(words & _words(text.sentences[place])), place))
    return max(found)[1] if found else None


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(text.lower().rstrip("?.").split())


def cut(asked: Asked, around: int, random: Random) -> Window | None:
    """A run of whole sentences of random length and place that holds sentence *around*; None where that is too long."""
    question = tokens(asked.question)[0][:QUESTION]
    most = WINDOW - len(question) - 3
    room = min(most, random.randint(*LENGTHS))
    if len(tokens(asked.text.sentences[around])[0]) > most:
        return None
    run = run_around(around, asked.text.sentences, room, random)
    base = len(question) + 2
    ids = [START_OF_TEXT, *question, SEPARATOR]
    sentence_of: list[int] = []
    start = end = 0 if not asked.gold else NOT_SEEN
    for place in run:
        pieces, offsets = tokens(asked.text.sentences[place])
        if asked.span and asked.span[0] == place:
            inside = [n for n, (a, b) in enumerate(offsets) if b > asked.span[1] and a < asked.span[2]]
            if inside:
                start, end = len(ids) + inside[0], len(ids) + inside[-1]
        ids += pieces
        sentence_of += [place - run.start] * len(pieces)
    gold = [place - run.start for place in sorted(asked.gold) if place in run]
    return Window([*ids, SEPARATOR], base, sentence_of, gold, start, end)


def run_around(place: int, sentences: Sequence[str], room: int, random: Random) -> range:
    """The sentence at *place* and, as long as *room* tokens hold it, now the one before and now the one after."""
    run = range(place, place + 1)
    used = len(tokens(sentences[place])[0])
    while True:
        wider = [
            (wide, used + len(tokens(sentences[beside])[0]))
            for wide, beside in (
                (range(run.start - 1, run.stop), run.start - 1),
                (range(run.start, run.stop + 1), run.stop),
            )
            if 0 <= beside < len(sentences)
        ]
        fitting = [one for one in wider if one[1] <= room]
        if not fitting:
            return run
        run, used = random.choice(fitting)


def batch(drawn: Sequence[Window]) -> Batch:
    """The windows *drawn*, side by side."""
    width = max(len(window.ids) for window in drawn)
    most = max(max(window.sentence_of, default=0) for window in drawn) + 2
    ids = np.zeros((len(drawn), width), np.int16)
    mask, kinds = (np.zeros((len(drawn), width), np.bool_) for _ in range(2))
    sentence = np.full((len(drawn), width), -1, np.int16)
    wanted = np.zeros((len(drawn), most), np.bool_)
    for row, window in enumerate(drawn):
        length = len(window.ids)
        ids[row, :length] = window.ids
        mask[row, :length] = 1
        kinds[row, window.question : length] = 1
        sentence[row, 0] = 0
        sentence[row, window.question : length - 1] = np.array(window.sentence_of) + 1
        wanted[row, [number + 1 for number in window.gold] or [0]] = True
    starts, ends = (np.array([getattr(window, side) for window in drawn]) for side in ("start", "end"))
    return Batch(ids, mask, kinds, sentence, wanted, starts, ends, np.array([window.known for window in drawn]))
