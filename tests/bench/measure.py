"""How times are taken, and articles of any length to take them with."""

import time
from collections.abc import Callable, Iterable, Iterator
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

from ingest import Article, read_text
from ingest.embed import BundledEmbedder
from ingest.samples import sample_articles

Figures = Iterable[tuple[str, str]]
"""What was measured, and the figure with its unit."""

QUESTIONS = (
    "How many captives are still in Gaza?",
    "Who wrote the draft?",
    "Which country abstained in the vote?",
    "Where did the indirect talks continue?",
    "Who won the football match?",
)
ROUNDS = 8


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def spread(times: Iterable[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    parts = quantiles(times, n=20)
    return parts[9], parts[18]


def of_words(count: int, case: str = "case") -> Article:
    """An article of some *count* words: the samples, over and over, each sentence with a number of its own."""
    sentences = [article.quote(one) for article in sample_articles() for one in article.sentences]
    text: list[str] = []
    used = 0
    while used < count:
        text.append(f"{sentences[len(text) % len(sentences)].rstrip('.')} in {case} {len(text)}.")
        used += len(text[-1].split())
    return read_text(" ".join(text))


class RandomVectors(BundledEmbedder):
    """The real embedder for what is asked, random vectors for what is added: a large library in minutes."""

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """The rows one by one, in order."""
        chance = np.random.default_rng(7)
        for _ in texts:
            row = chance.normal(size=self.dimensions).astype(np.float32)
            yield row / np.linalg.norm(row)
