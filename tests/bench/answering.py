"""Answering offline: on one article, short and long, and in a library; beside the bare parts it is made of."""

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import PassageRetriever, answer
from assistant.reader.model import Network, network
from assistant.reader.reread import read_twice
from ingest import Article, Library, read_text
from ingest.embed import bundled

from .measure import QUESTIONS, ROUNDS, Figures, RandomVectors, of_words, spread, timed

PASSAGES = 10_000
LENGTHS = (700, 3_000, 15_000)
"""Words."""


def figures() -> Figures:
    """The network, articles, a library."""
    embedding, _ = spread(timed(lambda q=q: bundled().embed([q])) for _ in range(ROUNDS) for q in QUESTIONS)
    yield "embedding a question", f"{embedding:.1f} ms"
    yield "loading the reader's network", f"{timed(Network):.0f} ms"
    yield from of_one_article()
    yield from share_of_network(of_words(LENGTHS[0]))
    yield from of_library(embedding)


def of_one_article() -> Figures:
    """By its length."""
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        for article in (one.article for one in library.add(map(of_words, LENGTHS))):
            answer(QUESTIONS[0], article=article, library=library)
            p50, p95 = spread(
                timed(lambda q=q, a=article: answer(q, article=a, library=library))
                for _ in range(ROUNDS)
                for q in QUESTIONS
            )
            words = len(article.text.split())
            yield f"answer on an article of {words:,} words, p50 / p95", f"{p50:.0f} / {p95:.0f} ms"


def share_of_network(article: Article) -> Figures:
    """How much of the reader's reading is the network itself, on one core."""
    texts = tuple(article.quote(one) for one in article.sentences)
    loaded = network()
    inputs: list[dict[str, NDArray[np.int64]]] = []

    class Recording:
        def run(self, names: list[str], given: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
            inputs.append(given)
            return list(session.run(names, given))

    session, loaded._session = loaded._session, Recording()
    likeness = np.zeros(len(texts))
    read_twice(QUESTIONS[0], texts, likeness)
    loaded._session = session
    reading, _ = spread(timed(lambda: read_twice(QUESTIONS[0], texts, likeness)) for _ in range(20))
    alone, _ = spread(timed(lambda: [session.run(["logits"], given) for given in inputs]) for _ in range(20))
    words = len(article.text.split())
    yield f"the network reads {words:,} words, and two sentences again (aim ≤ 150)", f"{reading:.0f} ms"
    yield "… of which the bare network (aim ≥ 0.8)", f"{alone / reading:.2f}"


def of_library(embedding: float) -> Figures:
    """Beside embedding the question (*embedding*, in ms) and asking Chroma, without which no answer can be had."""
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home), embedder=RandomVectors()) as library:
        article = of_words(600)
        copies = PASSAGES // len(article.passages)
        library.add(read_text(article.text.replace("in case", f"in case {n} of")) for n in range(copies))
        count = sum(one.passages for one in library.listings())
        vector = library.embedder.embed([QUESTIONS[0]])[0]
        library.search_vectors(vector, 50)
        chroma, _ = spread(
            timed(lambda: library._indexing.index.search(vector, 50)) for _ in range(ROUNDS * len(QUESTIONS))
        )
        retriever = PassageRetriever(library=library)
        found, _ = spread(timed(lambda q=q: retriever.invoke(q)) for _ in range(ROUNDS) for q in QUESTIONS)
        whole, worst = spread(timed(lambda q=q: answer(q, library=library)) for _ in range(ROUNDS) for q in QUESTIONS)
        bare = embedding + chroma
        yield f"Chroma alone, {count:,} passages", f"{chroma:.1f} ms"
        yield "finding passages, beside embedding + Chroma (aim ≤ 1.5)", f"{found / bare:.2f}"
        yield "answer from the whole library, p50 / p95", f"{whole:.0f} / {worst:.0f} ms"
