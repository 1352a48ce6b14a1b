"""Which sentences can hold the answer: all of a short article, else those of the passages found by meaning and words.

Dense search (Chroma over the whole library, exact within one article) and BM25 (full-text search) are fused by
reciprocal rank: a passage that both find comes first.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.values import Citation, Question
from ingest import Article, ArticleNotFound, Library, Vectors

WHOLE_ARTICLE = 1_500
"""Up to so many sentences an article is read whole; a long report has about 300."""
PASSAGES_OF_ONE_ARTICLE = 40
"""How many passages of a longer article are read: about 200 sentences."""
PASSAGES_OF_THE_LIBRARY = 12
"""How many passages of a library are handed on; beyond that the right one was not found among 10,785 passages either."""
POOL = 50
"""How deep each of the two rankings goes before they are fused."""
RANK_CONSTANT = 60
"""The k of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences of one article that can hold the answer."""

    article: Article
    numbers: tuple[int, ...]
    """The sentences' numbers, ascending."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question with all that can answer it."""

    question: Question
    reading: str
    """The question as it is read: standing alone."""
    vector: Vectors
    """Of the reading: shape (dimensions,)."""
    candidates: tuple[Candidates, ...]
    """Nearest article first."""

    @property
    def read_as(self) -> str:
        """The reading, where it is not the question as it was asked."""
        return self.reading if self.reading != self.question.text else ""


class PassageRetriever(BaseRetriever):
    """The passages of a whole library nearest to a question, as LangChain documents, best first.

    A document's metadata names `article_id`, `version`, `passage` (its number), `title`, `start` and `end`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    limit: int = PASSAGES_OF_THE_LIBRARY

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # nothing below reports on its own
        vector = self.library.embedder.embed([query])[0]
        by_meaning = self.library.search_vectors(vector, POOL)
        by_words = self.library.search_words(query, POOL)
        rankings = [[(hit.article_id, hit.passage) for hit in hits] for hits in (by_meaning, by_words)]
        return [self._document(*key) for key in fuse(rankings)[: self.limit]]

    def _document(self, article_id: str, number: int) -> Document:
        article = self.library.article(article_id)
        passage = article.passages[number]
        place = {"passage": number, "start": passage.start, "end": passage.end}
        facts = {"article_id": article.id, "version": article.version, "title": article.title}
        return Document(article.quote(passage), metadata={**facts, **place})


def fuse(rankings: Iterable[Sequence[Key]]) -> list[Key]:
    """Every key of *rankings* once, best first, by the sum of 1 / (k + rank)."""
    scores: defaultdict[Key, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking):
            scores[key] += 1 / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda key: -scores[key])


def within_article(article: Article, vector: Vectors, library: Library) -> Candidates:
    """All sentences of *article*, or those of the passages nearest to *vector* where it is very long."""
    if len(article.sentences) <= WHOLE_ARTICLE:
        return Candidates(article, tuple(range(len(article.sentences))))
    likeness = library.passage_vectors(article) @ vector
    nearest = sorted(range(len(likeness)), key=lambda number: -likeness[number])
    return _with_sentences(article, nearest[:PASSAGES_OF_ONE_ARTICLE])


def within_articles(articles: Sequence[Article], vector: Vectors, library: Library) -> list[Candidates]:
    """The same for several articles, each once, the one with the passage nearest to *vector* first."""
    each = list({article.id: article for article in articles}.values())
    if len(each) > 1:
        each.sort(key=lambda article: -max(library.passage_vectors(article) @ vector, default=0))
    return [within_article(article, vector, library) for article in each]


def within_library(documents: Iterable[Document], library: Library) -> list[Candidates]:
    """The sentences of the articles that *documents* name, nearest article first; a short article is read whole."""
    passages: dict[str, list[int]] = {}
    for document in documents:
        passages.setdefault(document.metadata["article_id"], []).append(document.metadata["passage"])
    found = ((library.article(article_id), numbers) for article_id, numbers in passages.items())
    return [_with_sentences(article, numbers) for article, numbers in found]


def with_earlier(
    candidates: Sequence[Candidates], cited: Iterable[Citation], library: Library, *, elsewhere: bool
) -> list[Candidates]:
    """*candidates* and the sentences that the last answer *cited*, each with its neighbours.

    From *elsewhere*, an article that is not among the candidates, only where that is allowed: then it comes first.
    """
    by_id = {one.article.id: one for one in candidates}
    first: list[str] = []
    for citation in cited:
        known = by_id.get(citation.article_id)
        try:
            article = known.article if known else library.article(citation.article_id)
        except ArticleNotFound:  # removed since
            continue
        if article.text[citation.start : citation.end] != citation.quote or not (known or elsewhere):
            continue
        around = {
            near
            for sentence in article.sentences
            if sentence.start < citation.end and citation.start < sentence.end
            for near in (sentence.number - 1, sentence.number, sentence.number + 1)
            if 0 <= near < len(article.sentences)
        }
        numbers = sorted(around.union(known.numbers if known else ()))
        by_id[article.id] = Candidates(article, tuple(numbers))
        first += [] if known else [article.id]
    return sorted(by_id.values(), key=lambda one: one.article.id not in first)


def _with_sentences(article: Article, passages: Iterable[int]) -> Candidates:
    """The sentences of *passages* and one neighbour on each side, so that a pronoun finds its name."""
    numbers: set[int] = set()
    for passage in (article.passages[number] for number in passages):
        numbers.update(range(max(passage.first - 1, 0), min(passage.last + 2, len(article.sentences))))
    return Candidates(article, tuple(sorted(numbers)))
