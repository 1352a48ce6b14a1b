"""The offline reader: ranks sentences by how well they answer, and quotes the best as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from assistant.citations import NOT_SAID, citation
from assistant.reader.clock import told
from assistant.reader.combine import combine
from assistant.reader.context import said_by, with_antecedents
from assistant.reader.counted import with_counted
from assistant.reader.hybrid import Scores, logistic, score
from assistant.reader.kinds import HOW_MANY, OVERVIEW, SEVERAL, UNDECIDED, WHEN, YES_OR_NO, verdict, without_speaker
from assistant.reader.language import caution
from assistant.reader.model import network
from assistant.reader.overview import overview
from assistant.reader.reread import read_twice
from assistant.reader.selection import Selection, select
from assistant.retrieve import Candidates
from assistant.values import Answer, AnswerSentence, Citation, Evidence, Highlight, joined
from ingest import Article, Library, NetworkUnusable, Vectors

ARTICLES = 5
"""Of a library, how many articles are read: the nearest."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one article with what the reader thinks of them."""

    candidates: Candidates
    texts: tuple[str, ...]
    scores: Scores
    """The probability that each answers."""
    words: tuple[tuple[int, int], ...]
    """In each, the words that answer: from, to; empty where the network did not read."""


def read(question: str, reading: str, vector: Vectors, candidates: Sequence[Candidates], library: Library) -> Answer:
    """Quote the sentences that answer *reading* with marks, in the article's order; or say that none does.

    *question* is what was asked, *reading* the same standing alone, *vector* (dimensions,) the reading's. Of several
    articles the one with the best sentence is quoted.
    """
    if OVERVIEW.search(reading):
        return _about(question, candidates[0], library)
    judged = max(
        (judge(reading, vector, one, library) for one in candidates[:ARTICLES]), key=lambda one: one.scores.max()
    )
    several = SEVERAL.search(reading) is not None
    selection = select(judged.texts, judged.candidates.numbers, judged.scores, several=several)
    if not selection.answered:
        closest = _citations(judged.candidates, selection.closest)
        return Answer(
            question=question,
            text=NOT_SAID,
            answered=False,
            closest=closest,
            confidence=selection.confidence,
            notice=_told(judged.candidates.article),
        )
    quoted = _quoted(question, judged.candidates, selection.cited)
    best = judged.texts[selection.best]
    lead = ""
    if YES_OR_NO.search(reading):
        lead = f"{verdict(reading, best) or UNDECIDED}: "
    day = told(best, judged.candidates.article.published) if WHEN.search(reading) else ""
    return replace(
        quoted,
        text=lead + quoted.text,
        highlight=_highlight(judged, selection, reading),
        confidence=selection.confidence,
        notice=_told(judged.candidates.article, day),
    )


def _about(question: str, candidates: Candidates, library: Library) -> Answer:
    """The sentences that together cover the article."""
    article, numbers = candidates.article, list(candidates.numbers)
    texts = [article.quote(article.sentences[number]) for number in numbers]
    chosen = overview(texts, library.sentence_vectors(article)[numbers])
    quoted = _quoted(question, candidates, [range(place, place + 1) for place in chosen])
    return replace(quoted, notice=caution(article))


def _told(article: Article, day: str = "") -> str:
    """What the user should know of an answer from *article*."""
    return joined(day, caution(article), notice())


def _quoted(question: str, candidates: Candidates, runs: Sequence[range]) -> Answer:
    """The sentences of *runs* of *candidates*, word for word, each run with its mark."""
    citations = _citations(candidates, runs)
    sentences = tuple(
        AnswerSentence(
            text=f"{' '.join(cited.quote.split())} [{cited.mark}]",
            marks=(cited.mark,),
            support="quoted",
            why="Quoted word for word.",
        )
        for cited in citations
    )
    text = " ".join(sentence.text for sentence in sentences)
    return Answer(question=question, text=text, answered=True, citations=citations, sentences=sentences)


def _citations(candidates: Candidates, runs: Sequence[range]) -> tuple[Citation, ...]:
    sentences = [candidates.article.sentences[number] for number in candidates.numbers]
    return tuple(
        citation(mark, candidates.article, sentences[run.start].start, sentences[run.stop - 1].end)
        for mark, run in enumerate(runs, start=1)
    )


def _highlight(judged: Judged, selection: Selection, reading: str) -> Highlight | None:
    if not judged.words:
        return None
    article = judged.candidates.article
    sentence = article.sentences[judged.candidates.numbers[selection.best]]
    start, end = judged.words[selection.best]
    if HOW_MANY.search(reading):
        end = with_counted(judged.texts[selection.best], start, end)
    start, end = sentence.start + start, sentence.start + end
    mark = next(mark for mark, run in enumerate(selection.cited, start=1) if selection.best in run)
    return Highlight(mark=mark, start=start, end=end, text=article.text[start:end])


def rank(reading: str, vector: Vectors, candidates: Sequence[Candidates], library: Library) -> Iterator[Evidence]:
    """Every sentence of *candidates*, the likeliest answers first."""
    judged = [judge(reading, vector, one, library) for one in candidates]
    scored = [
        (score, one.candidates.article, number)
        for one in judged
        for score, number in zip(one.scores, one.candidates.numbers, strict=True)
    ]
    for _, article, number in sorted(scored, key=lambda item: -item[0]):
        yield Evidence(article, article.sentences[number])


def judge(reading: str, vector: Vectors, candidates: Candidates, library: Library) -> Judged:
    """Score the sentences of *candidates*; by words and likeness alone where the network cannot be used."""
    article, numbers = candidates.article, candidates.numbers
    texts = tuple(article.quote(article.sentences[number]) for number in numbers)
    vectors = library.sentence_vectors(article)[list(numbers)]
    whole = with_antecedents(texts, numbers)
    judged = Judged(candidates, texts, *_scored(reading, vector, texts, whole, vectors))
    if part := without_speaker(reading):
        asked, speaker = part
        said, words = _scored(asked, library.embedder.embed([asked])[0], texts, whole, vectors)
        better = np.array(said_by(speaker, texts)) & (said > judged.scores)
        spans = tuple(there if wins else here for here, there, wins in zip(judged.words, words, better, strict=False))
        judged = replace(judged, scores=np.where(better, said, judged.scores), words=spans)
    return judged


def _scored(
    reading: str, vector: Vectors, texts: Sequence[str], whole: Sequence[str], vectors: Vectors
) -> tuple[Scores, tuple[tuple[int, int], ...]]:
    """The probability that each of *texts* answers, and the words that do; *whole*, the same with their antecedents."""
    hybrid = score(reading, vector, whole, vectors)
    if notice():
        return logistic(hybrid), ()
    seen = read_twice(reading, texts, hybrid)
    return combine(hybrid, seen), seen.spans


@cache
def notice() -> str:
    """What the user should know when the network cannot be used; empty when it can."""
    try:
        network()
    except NetworkUnusable as error:
        return f"{error} Until then sentences are found by their words and likeness alone, which is right less often."
    return ""
