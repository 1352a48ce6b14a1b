"""`make soak`: a hundred kills and every kind of damage; the figures, and 1 if anything was lost."""

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from probing import build
from soak.damage import damaged
from soak.kills import kills, write_articles


def main() -> int:
    """Run both, and print a line for each kill and each damage that was not survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5, help="of each damage to each file")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    with tempfile.TemporaryDirectory() as folder:
        good = _kills(Path(folder), given.kills, given.seed)
        return 0 if _damage(Path(folder), given.rounds, given.seed) and good else 1


def _kills(folder: Path, count: int, seed: int) -> bool:
    write_articles(folder / "articles")
    survived = rebuilt = acknowledged = 0
    for number, kill in enumerate(kills(count, folder / "articles", folder / "home", seed), 1):
        survived += kill.survived
        rebuilt += not kill.index_was_whole
        acknowledged = max(acknowledged, kill.acknowledged)
        print(f"kill {number:>3}: {kill}", flush=True)
    print(f"kills survived: {survived} of {count}; the index had to be made again after {rebuilt}")
    return survived == count


def _damage(folder: Path, rounds: int, seed: int) -> bool:
    build(folder / "sound")
    found = list(damaged(folder / "sound", folder / "copy", seed, rounds))
    became: Counter[str] = Counter()
    for one in found:
        became["survived" if one.became == "survived" else "said" if one.passed else "not said"] += 1
        if not one.passed:
            print(f"{one.file} {one.damage}: {one.became[:300]}")
    print(
        f"damaged files: {became['survived']} survived, {became['said']} said, {became['not said']} neither, of {len(found)}"
    )
    return not became["not said"]


if __name__ == "__main__":
    sys.exit(main())
