"""The offline reader: ranks sentences by how well they answer, and quotes the best as they stand."""

from collections.abc import Iterator, Sequence

from assistant.citations import NOT_SAID, citation
from assistant.reader.score import Scores, score
from assistant.reader.select import select
from assistant.retrieve import Candidates
from assistant.values import Answer, AnswerSentence, Citation, Evidence
from ingest import Library, Vectors

ARTICLES = 5
"""Of a library, how many articles are read: the nearest."""


def read(question: str, reading: str, vector: Vectors, candidates: Sequence[Candidates], library: Library) -> Answer:
    """Quote the sentences that answer *reading* with marks, in the article's order; or say that none does.

    *question* is what was asked, *reading* the same standing alone, *vector* (dimensions,) the reading's. Of several
    articles the one with the best sentence is quoted.
    """
    choices = []
    for one in candidates[:ARTICLES]:
        texts = [one.article.quote(one.article.sentences[number]) for number in one.numbers]
        choices.append((select(texts, _scores(reading, vector, one, texts, library)), one))
    selection, one = max(choices, key=lambda choice: choice[0].confidence)
    places = selection.cited if selection.answered else selection.closest
    spans = [one.article.sentences[one.numbers[place]] for place in places]
    citations = tuple(citation(mark, one.article, span.start, span.end) for mark, span in enumerate(spans, start=1))
    if not selection.answered:
        return Answer(question=question, text=NOT_SAID, answered=False, closest=citations)
    sentences = tuple(_quoted(quote) for quote in citations)
    text = " ".join(sentence.text for sentence in sentences)
    return Answer(question=question, text=text, answered=True, citations=citations, sentences=sentences)


def rank(reading: str, vector: Vectors, candidates: Sequence[Candidates], library: Library) -> Iterator[Evidence]:
    """Every sentence of *candidates*, the likeliest answers first."""
    scored = []
    for one in candidates:
        texts = [one.article.quote(one.article.sentences[number]) for number in one.numbers]
        scores = _scores(reading, vector, one, texts, library)
        scored += [(value, one.article, number) for value, number in zip(scores, one.numbers, strict=True)]
    for _, article, number in sorted(scored, key=lambda item: -item[0]):
        yield Evidence(article, article.sentences[number])


def _scores(reading: str, vector: Vectors, one: Candidates, texts: Sequence[str], library: Library) -> Scores:
    return score(reading, vector, texts, library.sentence_vectors(one.article)[list(one.numbers)])


def _quoted(quote: Citation) -> AnswerSentence:
    text = f"{' '.join(quote.quote.split())} [{quote.mark}]"
    return AnswerSentence(text=text, marks=(quote.mark,), support="quoted", why="Quoted word for word.")
