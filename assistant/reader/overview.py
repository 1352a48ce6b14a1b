"""What an article is about: its first sentence, and those that lie nearest to the whole without repeating another."""

from collections.abc import Sequence

from ingest import Vectors

SENTENCES = 3
ENDS = (".", "!", "?", "”", '"', "’", "…", "。")
"""How a sentence ends; a headline does not."""


def overview(texts: Sequence[str], vectors: Vectors) -> tuple[int, ...]:
    """The places of SENTENCES of *texts* (their *vectors*: shape (texts, dimensions)) that together cover it, in order.

    The first is the lead. The rest by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), the whole
    article standing for the question.
    """
    whole = [place for place, text in enumerate(texts) if text.rstrip().endswith(ENDS)] or list(range(len(texts)))
    middle = vectors[whole].mean(axis=0)
    likeness = vectors @ middle
    chosen = [whole[0]]
    while len(chosen) < min(SENTENCES, len(whole)):
        left = [place for place in whole if place not in chosen]
        repeated = (vectors[left] @ vectors[chosen].T).max(axis=1)
        chosen.append(left[int((likeness[left] - repeated / 2).argmax())])
    return tuple(sorted(chosen))
