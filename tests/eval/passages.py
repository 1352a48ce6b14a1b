"""Finding the right one of many passages."""

from pathlib import Path

import numpy as np

from assistant import PassageRetriever
from assistant.reader.examples import rows
from ingest import Library, read_text

from .scorecard import Figure


def figures(data: Path, home: Path) -> list[Figure]:
    """Of a library of short encyclopedia articles, for questions that rest on two of them."""
    titles: dict[str, str] = {}
    with Library.open(home) as library:
        passages = rows(data, "hotpot_passages")
        articles = [read_text(" ".join(s.strip() for s in row["sentences"]), title=row["title"]) for row in passages]
        for added in library.add(articles):
            titles[added.article.id] = added.article.title
        retriever = PassageRetriever(library=library, limit=10)
        ranks: list[dict[str, int]] = []
        for row in rows(data, "hotpot_qa"):
            wanted = {title for title, _ in row["supporting_facts"]}
            vector = library.embedder.embed([row["question"]])[0]
            ways = {
                "fused": [document.metadata["article_id"] for document in retriever.invoke(row["question"])],
                "Chroma": [hit.article_id for hit in library.search_vectors(vector, 10)],
                "BM25": [hit.article_id for hit in library.search_words(row["question"], 10)],
            }
            ranks.append(
                {
                    name: next((place for place, id_ in enumerate(ids) if titles[id_] in wanted), 99)
                    for name, ids in ways.items()
                }
            )
    figures = []
    for depth, floor in ((1, 0.75), (5, 0.95), (10, 0.98)):
        hits = {name: float(np.mean([rank[name] < depth for rank in ranks])) for name in ("fused", "Chroma", "BM25")}
        beside = f"{len(passages):,} passages; Chroma alone {hits['Chroma']:.3f}, BM25 alone {hits['BM25']:.3f}"
        figures.append(Figure(f"a right passage among the first {depth} of a library", hits["fused"], floor, beside))
    return figures
