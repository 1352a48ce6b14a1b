"""How well held-back articles are read: the right sentence, the right words, and whether there is an answer at all."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import mean

from assistant.reader import judge
from assistant.reader.context import with_antecedents
from assistant.reader.hybrid import WEIGHTS, features, score
from assistant.retrieve import Candidates
from ingest import Article, Library

from .measures import auc, calibration_error, coverage_curve, exact_match, token_f1
from .public import Asked, of_another_article, reports, squad2
from .scorecard import Figure

PARTS = 4
"""Into how many parts the questions are cut, for the processes to share."""
DENSE = 0.9
"""The weight of BM25, as a share of its best possible, beside cosine: the best of 0.1 to 2 on other articles."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question."""

    answerable: bool
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
    vectors = _library.sentence_vectors(article)
    table = features(asked.question, vector, judged.texts, vectors)
    cosine, bm25 = (table[:, list(WEIGHTS).index(name)] for name in ("cosine", "bm25"))
    hybrid = score(asked.question, vector, with_antecedents(judged.texts, judged.candidates.numbers), vectors)
    ranked = (cosine, bm25, cosine + DENSE * bm25, hybrid)
    return Result(
        bool(asked.answers),
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
    """Held-back articles of SQuAD 2.0, whole and by paragraph, and held-back news reports."""
    of_whole, of_paragraph = squad2(data)
    answerable = [one for one in of_whole if one.answers]
    found = ask_all(answerable, home)
    declined = ask_all([one for one in of_whole if not one.answers], home)
    elsewhere = ask_all(list(of_another_article(of_whole)), home)
    given = ask_all([one for one in of_paragraph if one.answers], home)
    sure = [one.confidence for one in found]
    whole = f"{len(found)} questions, whole article"
    of_news, news = of_reports(home)
    return [
        Figure("first sentence right", share_right(found), 0.90, f"{whole}; {baselines(found)}"),
        Figure("words right, given the paragraph: F1", mean(one.f1 for one in given), 0.79, "token F1"),
        Figure("… exactly", mean(one.exact for one in given), 0.70, "exact match"),
        Figure(
            "tells questions made to look answerable: AUC",
            auc(sure, [one.confidence for one in declined]),
            0.76,
            f"{len(declined)} of them, whole article",
        ),
        Figure(
            "tells questions about another article: AUC",
            auc(sure, [one.confidence for one in elsewhere]),
            0.98,
            f"{len(elsewhere)} of them, whole article",
        ),
        *of_news,
        *of_confidence(found, declined, "encyclopedia", 0.93, 0.15),
        *of_confidence(
            [one for one in news if one.answerable], [one for one in news if not one.answerable], "news", 0.84, 0.08
        ),
    ], [*found, *(one for one in news if one.answerable)]


def of_reports(home: Path) -> tuple[list[Figure], list[Result]]:
    """News reports, with questions in a reader's own words, and as many tempting ones that they do not answer."""
    results = ask_all(reports(), home)
    answerable = [one for one in results if one.answerable]
    declined = [one for one in results if not one.answerable]
    size = f"{len(answerable)} questions"
    return [
        Figure("news reports: first sentence right", share_right(answerable), 0.78, f"{size}; {baselines(answerable)}"),
        Figure("… words right: F1", mean(one.f1 for one in answerable), 0.64, "token F1"),
        Figure(
            "… tells what they do not say: AUC",
            auc([one.confidence for one in answerable], [one.confidence for one in declined]),
            0.86,
            f"{len(declined)} tempting questions",
        ),
    ], results


def of_confidence(
    answerable: Sequence[Result], declined: Sequence[Result], kind: str, floor: float, ceiling: float
) -> Iterator[Figure]:
    """How far the reader's confidence can be believed."""
    confidence = [one.confidence for one in answerable]
    curve = coverage_curve(confidence, [one.right for one in answerable])
    both = [*answerable, *declined]
    error = calibration_error([one.confidence for one in both], [one.right for one in both])
    yield Figure(
        f"{kind}: precision at 80 % coverage", float(curve[int(0.8 * len(curve)) - 1]), floor, "answerable ones"
    )
    yield Figure(f"{kind}: calibration error", error, ceiling, "all questions; lower is better", at_most=True)


def share_right(results: Sequence[Result]) -> float:
    """For how many the best sentence holds the gold answer."""
    return mean(one.right for one in results)


def baselines(results: Sequence[Result]) -> str:
    """The same by plainer means."""
    names = ("cosine", "BM25", "their sum", "hybrid score")
    return ", ".join(f"{name} {mean(one.baselines[place] for one in results):.3f}" for place, name in enumerate(names))
