"""The figures as a table, and precision over coverage as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CARD = Path(__file__).with_name("scorecard.md")
CURVE = Path(__file__).with_name("curve.svg")
WIDTH, HEIGHT, LEFT, TOP = 480, 260, 48, 16


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and the floor under which it may not fall."""

    name: str
    value: float
    floor: float
    beside: str
    """How much was measured, and what the baselines reach."""
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether it keeps to its floor, or to its ceiling."""
        return self.value <= self.floor if self.at_most else self.value >= self.floor


def write(figures: Sequence[Figure], curve: NDArray[np.float64]) -> None:
    """Write both files."""
    table = [f"| {one.name} | **{one.value:.3f}** | {one.floor:.2f} | {one.beside} |" for one in figures]
    head = ["# Scorecard", "", "Made by `make eval`, on articles that the network was never trained on.", ""]
    columns = ["| figure | value | floor | beside |", "|---|---|---|---|"]
    foot = [
        "",
        "How often the surest answers are right, over the share of questions that get one:",
        "",
        "![Precision over coverage](curve.svg)",
        "",
    ]
    CARD.write_text("\n".join([*head, *columns, *table, *foot]), encoding="utf-8")
    CURVE.write_text(drawing(curve), encoding="utf-8")


def drawing(curve: NDArray[np.float64]) -> str:
    """Precision over coverage as SVG that reads in light and dark."""
    wide, high = WIDTH - LEFT - 16, HEIGHT - TOP - 40
    steps = np.linspace(max(0, len(curve) // 50), len(curve) - 1, 100).astype(int)
    points = " ".join(f"{LEFT + wide * (n + 1) / len(curve):.1f},{TOP + high * (1 - curve[n]):.1f}" for n in steps)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        (
            "<style>text{fill:#57606a}line{stroke:#57606a55}polyline{fill:none;stroke:#1d5fa8;stroke-width:2.5}"
            "@media(prefers-color-scheme:dark){text{fill:#9da7b1}polyline{stroke:#8ab8f0}}</style>"
        ),
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, x = TOP + high * (1 - share), LEFT + wide * share
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + wide}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
        parts.append(f'<text x="{x:.1f}" y="{TOP + high + 18}" text-anchor="middle">{share:.0%}</text>')
    parts.append(f'<text x="{LEFT + wide / 2}" y="{HEIGHT - 6}" text-anchor="middle">coverage</text>')
    return "\n".join([*parts, f'<polyline points="{points}"/>', "</svg>", ""])
