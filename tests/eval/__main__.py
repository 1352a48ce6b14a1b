"""`make eval`: how often the offline reader is right, beside plain baselines; writes scorecard.md and curve.svg.

Every figure is of articles that the network was never trained on. Exit code 1 when one falls below its floor.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import articles, changed, follow_ups, passages, samples
from .measures import coverage_curve
from .scorecard import Figure, write


def main() -> int:
    """Measure, write the scorecard, compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the public question sets")
    data = parser.parse_args().data
    with tempfile.TemporaryDirectory() as home:
        found = samples.figures(Path(home))
        if not (data / "squad2_qa.jsonl.gz").is_file():
            print(f"{data} holds no question sets: only the sample articles are measured.")
            return report(found)
        measured, results = articles.figures(data, Path(home))
        found += measured
    with tempfile.TemporaryDirectory() as home:
        found += passages.figures(data, Path(home))
        found += follow_ups.figures(data, Path(home))
    found += changed.figures(data)
    write(found, coverage_curve([one.confidence for one in results], [one.right for one in results]))
    return report(found)


def report(figures: Sequence[Figure]) -> int:
    """Print the figures; 1 if one is below its floor."""
    for figure in figures:
        print(f"{figure.value:.3f}  {figure.name}  ({figure.beside}){'' if figure.holds else '  BELOW ITS FLOOR'}")
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
