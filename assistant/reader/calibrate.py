"""`python -m assistant.reader.calibrate hybrid|combine DATA`: fits the numbers of that module, and shows what they give.

Long articles are taken in parts as long as a news report, with four kinds of question: answerable, written to look
answerable, about another part of the same article, about another article; the news reports whole, with the two kinds
they have. The weights of `hybrid`, which no network knows of, are fitted on what the network was trained on; those of
`combine` on what was held back from it: once on everything, and for long texts on the parts alone. Each figure shown is
of numbers fitted on other articles. Needs the group `train`.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np
import torch

from assistant.reader.combine import WEIGHTS as COMBINED
from assistant.reader.combine import features as side_by_side
from assistant.reader.context import with_antecedents
from assistant.reader.examples import Asked, Text, held_back, reports, squad2
from assistant.reader.hybrid import WEIGHTS, Scores, features, score
from assistant.reader.reread import read_twice
from ingest.embed import Vectors, bundled

PART = 40
"""Sentences: a report of 700 to 1,000 words."""
FOLDS = 4
SMALL = 2e-4
"""The penalty on large weights."""
SEED = 7

Features = Callable[[str, Vectors, Sequence[str], Vectors], Scores]
"""What is known of each sentence: question and its vector, sentences and theirs → shape (sentences, features)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a part of an article, with all that is known of each sentence."""

    kind: str
    article: str
    features: Scores
    gold: frozenset[int]


def alike(question: str, question_vector: Vectors, texts: Sequence[str], vectors: Vectors) -> Scores:
    """What `hybrid` weighs."""
    return features(question, question_vector, with_antecedents(texts, range(len(texts))), vectors)


def seen(question: str, question_vector: Vectors, texts: Sequence[str], vectors: Vectors) -> Scores:
    """What `combine` weighs. Its own numbers of before tell which sentences are read twice."""
    hybrid = score(question, question_vector, with_antecedents(texts, range(len(texts))), vectors)
    return side_by_side(hybrid, read_twice(question, texts, hybrid))


def cases(data: Path, known: Features, *, held: bool) -> Iterator[Case]:
    """Every question of the articles that are *held* back, or of the others, of a part around its answer; and others."""
    random = Random(SEED)  # noqa: S311 - a repeatable draw, not a secret
    questions = [asked for asked in chain(squad2(data), reports()) if held_back(asked.text.name) == held]
    texts = list({asked.text.name: asked.text for asked in questions}.values())
    long = {text.name: text for text in texts if not text.name.startswith("report:")}
    vectors = {text.name: bundled().embed(text.sentences) for text in texts}

    def case(kind: str, asked: Asked, text: Text, first: int) -> Case:
        first = max(0, min(first, len(text.sentences) - PART)) if text.name in long else 0
        part = slice(first, first + PART if text.name in long else None)
        vector = bundled().embed([asked.question])[0]
        made = known(asked.question, vector, text.sentences[part], vectors[text.name][part])
        return Case(kind, text.name, made, frozenset(place - first for place in asked.gold))

    for asked in questions:
        text = asked.text
        if text.name not in long:
            yield case("news" if asked.gold else "not in the news", asked, text, 0)
        elif asked.gold:
            place = min(asked.gold)
            yield case("answerable", asked, text, place - random.randrange(PART))
            if random.random() < 1 / 2:
                nowhere = replace(asked, gold=frozenset())
                away = [n for n in range(len(text.sentences) - PART) if not n - 5 <= place <= n + PART + 5]
                if away:
                    yield case("another part", nowhere, text, random.choice(away))
                other = random.choice([one for one in long.values() if one is not text])
                yield case("another article", nowhere, other, random.randrange(500))
        elif random.random() < 1 / 2:
            yield case("made to look answerable", asked, text, (asked.near or 0) - random.randrange(PART))


def fit(known: Sequence[Case]) -> tuple[Scores, float]:
    """Weights and bias under which the right sentence, or none, is likeliest: a softmax with “none” at zero."""
    wide, long = known[0].features.shape[1], max(len(one.features) for one in known)
    weights = torch.zeros(wide, dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(-1.0, dtype=torch.float64, requires_grad=True)
    padded = torch.zeros(len(known), long, wide, dtype=torch.float64)
    real = torch.zeros(len(known), long, dtype=torch.bool)
    gold = torch.zeros(len(known), long + 1, dtype=torch.bool)
    for row, one in enumerate(known):
        padded[row, : len(one.features)] = torch.tensor(one.features)
        real[row, : len(one.features)] = True
        gold[row, [place + 1 for place in one.gold] or [0]] = True
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (padded @ weights + bias).masked_fill(~real, -1e9)
        chances = torch.cat((torch.zeros(len(known), 1), scores), 1).log_softmax(1)
        value = -chances.masked_fill(~gold, -1e9).logsumexp(1).mean() + SMALL * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().numpy(), bias.item()


def show(known: Sequence[Case], names: Sequence[str]) -> None:
    """Fit on three quarters of the articles and try on the last in turn; then print the numbers fitted on all."""
    articles = sorted({one.article for one in known})
    judged: list[tuple[Case, Scores]] = []
    for fold in (set(articles[place::FOLDS]) for place in range(FOLDS)):
        weights, bias = fit([one for one in known if one.article not in fold])
        judged += [(one, one.features @ weights + bias) for one in known if one.article in fold]
    for kind in ("answerable", "news"):
        if right := [scores.argmax() in one.gold for one, scores in judged if one.kind == kind]:
            print(f"{kind}: the first sentence is right for {np.mean(right):.3f} of {len(right)}")
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5):
        least = np.log(threshold / (1 - threshold))
        shares = {
            kind: np.mean([scores.max() >= least for one, scores in judged if one.kind == kind])
            for kind in dict.fromkeys(one.kind for one, _ in judged)
        }
        print(f"answered at {threshold}: " + ", ".join(f"{kind} {share:.3f}" for kind, share in shares.items()))
    weights, bias = fit(known)
    print(
        *(f"{name}: {weight:.4f}" for name, weight in zip(names, weights, strict=True)), f"bias: {bias:.4f}", sep=", "
    )


def main() -> None:
    """Fit, and print numbers and figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", choices=("hybrid", "combine"), help="the first before the second, which builds on it")
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    if given.module == "hybrid":
        show(list(cases(given.data, alike, held=False)), list(WEIGHTS))
    else:
        known = list(cases(given.data, seen, held=True))
        print("For all texts but long ones:")
        show(known, list(COMBINED))
        print("For long ones:")
        show([one for one in known if not one.article.startswith("report:")], list(COMBINED))


if __name__ == "__main__":
    main()
