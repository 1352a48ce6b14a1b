"""`python -m assistant.reader.calibrate DATA`: fits the numbers of `combine` and shows what the threshold gives.

Only articles that the network was never trained on are used, in parts as long as a news report, with four kinds of
question: answerable, written to look answerable, about another part of the same article, about another article. Each
figure is of the numbers fitted on the other articles; the numbers printed are fitted on all. Needs the group `train`.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch

from assistant.reader.examples import Asked, held_back, squad2
from assistant.reader.hybrid import Scores, score
from assistant.reader.model import network
from ingest.embed import Vectors, bundled

PART = 40
"""Sentences: a report of 700 to 1,000 words."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a part of an article, with all that is known of each sentence."""

    kind: str
    article: str
    features: Scores
    """Shape (sentences, 2): hybrid, words."""
    gold: frozenset[int]


def cases(data: Path) -> Iterator[Case]:
    """Every held-back question in a part around its answer, and other questions of parts that do not answer them."""
    random = Random(SEED)  # noqa: S311 - a repeatable draw, not a secret
    questions = [asked for asked in squad2(data) if held_back(asked.text.name)]
    texts = list({asked.text.name: asked.text for asked in questions}.values())
    vectors = {text.name: bundled().embed(text.sentences) for text in texts}
    for asked in questions:
        if asked.gold:
            place = min(asked.gold)
            yield case("answerable", asked, place - random.randrange(PART), vectors)
            if random.random() < 1 / 2:
                away = [n for n in range(len(asked.text.sentences) - PART) if not n - 5 <= place <= n + PART + 5]
                if away:
                    yield case("another part", replace(asked, gold=frozenset()), random.choice(away), vectors)
                other = random.choice([text for text in texts if text is not asked.text])
                yield case("another article", Asked(asked.question, other), random.randrange(500), vectors)
        elif random.random() < 1 / 2:
            yield case("made to look answerable", asked, random.randrange(len(asked.text.sentences)), vectors)


def case(kind: str, asked: Asked, first: int, vectors: dict[str, Vectors]) -> Case:
    """*asked* of the PART sentences from *first* on, as far as there are so many."""
    first = max(0, min(first, len(asked.text.sentences) - PART))
    part = slice(first, first + PART)
    texts = asked.text.sentences[part]
    hybrid = score(asked.question, bundled().embed([asked.question])[0], texts, vectors[asked.text.name][part])
    reading = network().read(asked.question, texts)
    features = np.column_stack((hybrid, reading.words))
    return Case(kind, asked.text.name, features, frozenset(place - first for place in asked.gold))


def fit(known: Sequence[Case]) -> tuple[Scores, float]:
    """Weights and bias under which the right sentence, or none, is likeliest: a softmax with “none” at zero."""
    weights = torch.tensor([0.5, 0.3], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(-1.0, dtype=torch.float64, requires_grad=True)
    width = max(len(one.features) for one in known)
    padded = torch.zeros(len(known), width, 2, dtype=torch.float64)
    real = torch.zeros(len(known), width, dtype=torch.bool)
    gold = torch.zeros(len(known), width + 1, dtype=torch.bool)
    for row, one in enumerate(known):
        padded[row, : len(one.features)] = torch.tensor(one.features)
        real[row, : len(one.features)] = True
        gold[row, [place + 1 for place in one.gold] or [0]] = True
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (padded @ weights + bias).masked_fill(~real, -1e9)
        chances = torch.cat((torch.zeros(len(known), 1), scores), 1).log_softmax(1)
        value = -chances.masked_fill(~gold, -1e9).logsumexp(1).mean()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().numpy(), bias.item()


def main() -> None:
    """Fit, and print numbers and figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    known = list(cases(parser.parse_args().data))
    judged: list[tuple[Case, Scores]] = []
    for article in sorted({one.article for one in known}):
        weights, bias = fit([one for one in known if one.article != article])
        judged += [(one, one.features @ weights + bias) for one in known if one.article == article]
    answerable = [(one, scores) for one, scores in judged if one.gold]
    for name, column in (("hybrid", 0), ("words", 1)):
        print(f"{name} alone: {np.mean([one.features[:, column].argmax() in one.gold for one, _ in answerable]):.3f}")
    print(f"together: {np.mean([scores.argmax() in one.gold for one, scores in answerable]):.3f} of {len(answerable)}")
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5):
        least = np.log(threshold / (1 - threshold))
        shares = {
            kind: np.mean([scores.max() >= least for one, scores in judged if one.kind == kind])
            for kind in dict.fromkeys(one.kind for one, _ in judged)
        }
        print(f"answered at {threshold}: " + ", ".join(f"{kind} {share:.3f}" for kind, share in shares.items()))
    print("fitted on all:", *fit(known))


if __name__ == "__main__":
    main()
