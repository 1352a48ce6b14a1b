"""`python -m assistant.reader.refine MINILM DATA DRAFT OUT`: teaches the network questions put as loosely as people type.

DRAFT are weights that `train` wrote beside its network. Half of each step are loose questions of our reports; of the
other half, which is drawn from all questions as `train` draws them, the network holds to what DRAFT makes of them. Needs
the dependency group `train`, and half an hour on two cores. MODEL_CARD.md tells what came of it.
"""

import argparse
from dataclasses import replace
from itertools import chain
from pathlib import Path

import torch
from safetensors.torch import load_file

from assistant.reader.examples import all_questions, held_back, reports
from assistant.reader.train import SEED, Course, Reader, drawn, export, learn, loss_of

STEPS = 800
LOOSE = Course(epochs=3, windows=8, rate=4e-5)
OTHERS = replace(LOOSE, epochs=1)
HEAD_RATE = 1e-4


def main() -> None:
    """Go on from the draft, and export the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("minilm", "data", "draft", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    torch.manual_seed(SEED)
    asked = [one for one in chain(all_questions(given.data), reports()) if not held_back(one.text.name)]
    draft, reader = Reader(given.minilm).eval(), Reader(given.minilm)
    for network in (draft, reader):
        network.load_state_dict(load_file(str(given.draft)))
    steps = zip(
        chain.from_iterable(drawn([one for one in asked if one.loose], LOOSE, unlabelled=False)),
        chain.from_iterable(drawn([one for one in asked if not one.loose], OTHERS, unlabelled=True)),
        strict=False,
    )
    losses = (loss_of(reader, loose, None) + loss_of(reader, others, draft) for loose, others in steps)
    learn(reader, losses, STEPS, LOOSE.rate, HEAD_RATE)
    # Halfway, a network keeps more of what it could before, and most of what is new (Wortsman and others 2022).
    before = draft.state_dict()
    reader.load_state_dict({name: (value + before[name]) / 2 for name, value in reader.state_dict().items()})
    export(reader, given.out)


if __name__ == "__main__":
    main()
