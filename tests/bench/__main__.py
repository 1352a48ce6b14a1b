"""`make bench`: how fast and how large, each figure beside the bare parts it is made of; writes figures.md."""

import os
import platform
from pathlib import Path

from . import adding, answering, library, page, starting, writing

FIGURES = Path(__file__).with_name("figures.md")


def main() -> None:
    """Measure everything and write the table."""
    lines = ["| what | figure |", "|---|---|"]
    for part in (starting, adding, answering, writing, page, library):
        for name, figure in part.figures():
            print(f"{name}: {figure}", flush=True)
            lines.append(f"| {name} | {figure} |")
    about = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    FIGURES.write_text(f"# Figures\n\nMade by `make bench` on {about}.\n\n" + "\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
