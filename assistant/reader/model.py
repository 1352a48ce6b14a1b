"""The reader's neural network: a question and some sentences → how well each answers, and with which words.

MiniLM with 8-bit weights and three numbers for each token: start of the answer, end of it, and its share in the score
of its sentence, which only training looks at: beside the other two it adds nothing. It reads windows of whole
neighbouring sentences; each score is less that of “no answer here” in the same window. `train` makes it, MODEL_CARD.md
tells from what.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embed import wordpieces
from ingest.onnx import session

WEIGHTS_SHA256 = "efea8dfc543ae1f69cd7acc84585e3608ee5ecb2968ab919d00f715b8742b31a"
WINDOW = 300
"""Tokens the network reads at once, question included: what it was trained on."""
QUESTION = 48
"""Tokens of a question that are read."""
OVERLAP = 80
"""Tokens, about two sentences, that a window shares with the one before it: the context of its first sentences."""
LONGEST_SPAN = 30
"""Tokens; the answer to a question is seldom longer."""
UNREAD = -25.0
"""Below any score of a sentence that was read."""
START_OF_TEXT, SEPARATOR = 101, 102


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network makes of some sentences."""

    words: NDArray[np.float64]
    """For each sentence, how well its best few words answer; UNREAD for one that was not read."""
    spans: tuple[tuple[int, int], ...]
    """For each sentence, the words that answer: from, to, in code points of the sentence."""


class Network:
    """The loaded network; safe to use from several threads."""

    def __init__(self) -> None:
        self._session = session("reader's network", Path(__file__).with_name("weights.onnx"), WEIGHTS_SHA256)
        self._tokenizer = wordpieces()
        self._tokens = lru_cache(maxsize=20_000)(self._encode)

    def read(self, question: str, sentences: Sequence[str], wanted: frozenset[int] | None = None) -> Reading:
        """Score *sentences*, neighbours in their order; of a long text only the windows that hold a *wanted* place."""
        asked = self._tokens(question)[0][:QUESTION]
        tokens = [self._tokens(sentence) for sentence in sentences]
        scores = np.full(len(sentences), UNREAD)
        spans = [(0, len(sentence)) for sentence in sentences]
        for window in windows([len(ids) for ids, _ in tokens], WINDOW - len(asked) - 3):
            if wanted is not None and wanted.isdisjoint(window):
                continue
            logits = self._run(asked, [tokens[place][0] for place in window])
            nothing = logits[0]
            first = len(asked) + 2
            for place in window:
                ids, offsets = tokens[place]
                part = logits[first : first + len(ids)]
                first += len(ids)
                if not len(part):
                    continue
                best, start, end = best_span(part)
                score = best - float(nothing[:2].sum())
                if score > scores[place]:
                    scores[place], spans[place] = score, (offsets[start][0], offsets[end][1])
        return Reading(scores, tuple(spans))

    def _run(self, question: Sequence[int], sentences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """What the network says of every token: shape (tokens, 3)."""
        text = [token for sentence in sentences for token in sentence][: WINDOW - len(question) - 3]
        ids = np.array([[START_OF_TEXT, *question, SEPARATOR, *text, SEPARATOR]], np.int64)
        kinds = np.array([[0] * (len(question) + 2) + [1] * (len(text) + 1)], np.int64)
        logits: NDArray[np.float32] = self._session.run(["logits"], {"input_ids": ids, "token_type_ids": kinds})[0][0]
        return logits

    def _encode(self, text: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(encoded.ids), tuple(encoded.offsets)


@cache
def network() -> Network:
    """The one network of this process, loaded at its first use. Raises NetworkUnusable."""
    return Network()


def windows(lengths: Sequence[int], room: int) -> Iterator[range]:
    """Runs of whole sentences of *lengths* tokens that fit in *room*, each sharing OVERLAP tokens with the one before."""
    first = 0
    while first < len(lengths):
        last, used = first + 1, lengths[first]
        while last < len(lengths) and used + lengths[last] <= room:
            used += lengths[last]
            last += 1
        yield range(first, last)
        if last == len(lengths):
            return
        shared = 0
        following = last
        while following - 1 > first and shared + lengths[following - 1] <= OVERLAP:
            following -= 1
            shared += lengths[following]
        first = following


def best_span(logits: NDArray[np.float32]) -> tuple[float, int, int]:
    """The highest start + end score of *logits* (shape (tokens, 3)), its first token and its last."""
    both = logits[:, 0][:, None] + logits[:, 1][None, :]
    allowed = np.triu(np.ones_like(both, bool)) & ~np.triu(np.ones_like(both, bool), LONGEST_SPAN)
    both = np.where(allowed, both, -np.inf)
    start, end = np.unravel_index(int(both.argmax()), both.shape)
    return float(both[start, end]), int(start), int(end)
