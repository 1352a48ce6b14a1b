"""How well held-back articles are read: the right sentence, the right words, and whether there is an answer at all."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from assistant.reader import judge
from assistant.reader.hybrid import WEIGHTS, features
from assistant.retrieve import Candidates
from ingest import Article, Library

from .measures import auc, calibration_error, coverage_curve, exact_match, token_f1
from .public import Asked, of_another_article, squad2
from .scorecard import Figure

PARTS = 4
"""Into how many parts the questions are cut, for the processes to share."""
DENSE = 0.9
"""The weight of BM25, as a share of its best possible, beside cosine: the best of 0.1 to 2 on other articles."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question."""

    confidence: float
    right: bool
    """Whether the best sentence holds the gold answer."""
    baselines: tuple[bool, ...]
    """The same for cosine alone, BM25 alone, their sum, the hybrid score."""
    f1: float
    exact: bool


_library: Library | None = None


def _open(home: Path) -> None:
    global _library  # noqa: PLW0603 - one for each process
    _library = Library.open(home)


def _ask(asked: Asked) -> Result:
    assert _library
    article = asked.article
    vector = _library.embedder.embed([asked.question])[0]
    judged = judge(asked.question, vector, Candidates(article, tuple(range(len(article.sentences)))), _library)
    best = int(judged.scores.argmax())
    sentence = article.sentences[best]
    start, end = judged.words[best]
    said = article.text[sentence.start + start : sentence.start + end]
    table = features(asked.question, vector, judged.texts, _library.sentence_vectors(article))
    cosine, bm25 = (table[:, list(WEIGHTS).index(name)] for name in ("cosine", "bm25"))
    ranked = (cosine, bm25, cosine + DENSE * bm25, table @ np.array(list(WEIGHTS.values())))
    return Result(
        float(judged.scores[best]),
        _holds(article, best, asked.places),
        tuple(_holds(article, int(scores.argmax()), asked.places) for scores in ranked),
        max((token_f1(said, right) for right in asked.answers), default=0.0),
        any(exact_match(said, right) for right in asked.answers),
    )


def _holds(article: Article, number: int, places: Iterable[tuple[int, int]]) -> bool:
    sentence = article.sentences[number]
    return any(sentence.start < end and start < sentence.end for start, end in places)


def ask_all(asked: Sequence[Asked], home: Path) -> list[Result]:
    """The results, in order; two processes share the work."""
    with Library.open(home) as library:
        library.add({one.article.id: one.article for one in asked}.values())
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_open, initargs=(home,)) as processes:
        return list(processes.map(_ask, asked, chunksize=max(1, len(asked) // 2 // PARTS)))


def figures(data: Path, home: Path) -> tuple[list[Figure], list[Result]]:
    """Held-back articles of SQuAD 2.0, whole and by paragraph."""
    of_whole, of_paragraph = squad2(data)
    answerable = [one for one in of_whole if one.answers]
    looking_so = [one for one in of_whole if not one.answers]
    found = ask_all(answerable, home)
    declined = ask_all(looking_so, home)
    elsewhere = ask_all(list(of_another_article(of_whole)), home)
    given = ask_all([one for one in of_paragraph if one.answers], home)
    sure = [one.confidence for one in found]
    both = [*found, *declined]
    right = [one.right for one in both]
    confidence = [one.confidence for one in both]
    curve = coverage_curve(confidence, right)
    names = ("cosine", "BM25", "their sum", "hybrid score")
    baselines = ", ".join(
        f"{name} {np.mean([one.baselines[place] for one in found]):.3f}" for place, name in enumerate(names)
    )
    size = f"{len(found)} questions, whole article"
    return [
        Figure("first sentence right", float(np.mean([one.right for one in found])), 0.70, f"{size}; {baselines}"),
        Figure("words right, given the paragraph: F1", float(np.mean([one.f1 for one in given])), 0.60, "token F1"),
        Figure("… exactly", float(np.mean([one.exact for one in given])), 0.45, "exact match"),
        Figure(
            "tells questions made to look answerable: AUC",
            auc(sure, [one.confidence for one in declined]),
            0.60,
            f"{len(declined)} of them, whole article",
        ),
        Figure(
            "tells questions about another article: AUC",
            auc(sure, [one.confidence for one in elsewhere]),
            0.95,
            f"{len(elsewhere)} of them, whole article",
        ),
        Figure("precision at 80 % coverage", float(curve[int(0.8 * len(curve)) - 1]), 0.40, "all of these questions"),
        Figure("calibration error", calibration_error(confidence, right), 0.30, "lower is better", at_most=True),
    ], both
