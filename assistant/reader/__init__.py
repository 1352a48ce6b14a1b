"""The offline reader: ranks sentences by how well they answer, and quotes the best as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.citations import NOT_SAID, citation
from assistant.reader.combine import combine
from assistant.reader.hybrid import Scores, logistic, score
from assistant.reader.model import network
from assistant.reader.selection import select
from assistant.retrieve import Candidates
from assistant.values import Answer, AnswerSentence, Citation, Evidence
from ingest import Library, NetworkUnusable, Vectors

ARTICLES = 5
"""Of a library, how many articles are read: the nearest."""
READ_WHOLE = 40
"""Up to so many sentences, some 1,000 words, the network reads all; of more, only the likeliest with what is around."""
READ_OF_MORE = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one article with what the reader thinks of them."""

    candidates: Candidates
    texts: tuple[str, ...]
    scores: Scores
    """The probability that each answers."""


def read(question: str, reading: str, vector: Vectors, candidates: Sequence[Candidates], library: Library) -> Answer:
    """Quote the sentences that answer *reading* with marks, in the article's order; or say that none does.

    *question* is what was asked, *reading* the same standing alone, *vector* (dimensions,) the reading's. Of several
    articles the one with the best sentence is quoted.
    """
    judged = max(
        (judge(reading, vector, one, library) for one in candidates[:ARTICLES]), key=lambda one: one.scores.max()
    )
    article, numbers = judged.candidates.article, judged.candidates.numbers
    selection = select(judged.texts, judged.scores)
    places = selection.cited if selection.answered else selection.closest
    spans = [article.sentences[numbers[place]] for place in places]
    citations = tuple(citation(mark, article, span.start, span.end) for mark, span in enumerate(spans, start=1))
    if not selection.answered:
        return Answer(question=question, text=NOT_SAID, answered=False, closest=citations, notice=notice())
    sentences = tuple(_quoted(quote) for quote in citations)
    text = " ".join(sentence.text for sentence in sentences)
    return Answer(
        question=question, text=text, answered=True, citations=citations, sentences=sentences, notice=notice()
    )


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
    hybrid = score(reading, vector, texts, library.sentence_vectors(article)[list(numbers)])
    if notice():
        return Judged(candidates, texts, logistic(hybrid))
    likeliest = None if len(texts) <= READ_WHOLE else frozenset(np.argsort(-hybrid)[:READ_OF_MORE].tolist())
    return Judged(candidates, texts, combine(hybrid, network().read(reading, texts, likeliest).scores))


@cache
def notice() -> str:
    """What the user should know when the network cannot be used; empty when it can."""
    try:
        network()
    except NetworkUnusable as error:
        return f"{error} Until then sentences are found by their words and likeness alone, which is right less often."
    return ""


def _quoted(quote: Citation) -> AnswerSentence:
    text = f"{' '.join(quote.quote.split())} [{quote.mark}]"
    return AnswerSentence(text=text, marks=(quote.mark,), support="quoted", why="Quoted word for word.")
