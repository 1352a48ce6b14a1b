"""`kill -9` at random moments of an ingest: what was acknowledged is there, nothing is there by half."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import answer
from ingest import Library

ARTICLES = 500


@dataclass(frozen=True, slots=True)
class Kill:
    """What was found after one kill."""

    acknowledged: int
    kept: int
    lost: int
    """Acknowledged, and not there."""
    halves: int
    """There, and not as they were given."""
    faults: tuple[str, ...]
    """What is wrong with the library's file."""
    index_was_whole: bool
    index_is_whole: bool
    answered: bool
    """Whether a question about an article that is kept is answered from it."""

    @property
    def survived(self) -> bool:
        """Whether all is as it was acknowledged."""
        return not self.lost and not self.halves and not self.faults and self.index_is_whole and self.answered


def write_articles(folder: Path) -> None:
    """So many files, each with a fact that no other has."""
    folder.mkdir()
    for number in range(ARTICLES):
        text = f"The ferry of harbour {number} carries {number + 1000} people a day. It was built in the year {1500 + number}."
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")


def kills(count: int, folder: Path, home: Path, seed: int) -> Iterator[Kill]:
    """Start the command, kill it, look; again and again on the same library, and on a new one when all are in."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    acknowledged: set[str] = set()
    for _ in range(count):
        acknowledged |= _killed(folder, home, chance)
        kill = _look(folder, home, acknowledged, chance)
        yield kill
        if kill.kept == ARTICLES:
            shutil.rmtree(home)
            acknowledged.clear()


def _killed(folder: Path, home: Path, chance: random.Random) -> set[str]:
    """The ids that the command acknowledged before it was killed."""
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    lines = []
    if chance.random() < 0.8:  # else while it starts
        lines.append(process.stdout.readline())
    time.sleep(chance.uniform(0.0, 1.0))
    process.kill()
    lines += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    whole = [line for line in lines if line.endswith(b"\n") and b"(version" in line]
    return {line.split()[1].decode() for line in whole}


def _look(folder: Path, home: Path, acknowledged: set[str], chance: random.Random) -> Kill:
    given = {str(path): path.read_text(encoding="utf-8") for path in folder.iterdir()}
    with Library.open(home) as library:
        listings = library.listings()
        count = sum(one.passages for one in listings)
        was_whole = not count or library._indexing.agrees(count)
        halves = sum(library.article(one.id).text != given[one.source] for one in listings)
        answered = True
        if listings:
            asked = chance.choice(listings)
            number = int(Path(asked.source).stem)
            question = f"How many people does the ferry of harbour {number} carry a day?"
            reply = answer(question, article=library.article(asked.id), library=library, model=None)
            found = library.search_words(str(number + 1000), 1)  # a number that no other article has
            answered = reply.answered and [hit.article_id for hit in found] == [asked.id]
            library.search_vectors(library.embedder.embed(["ferry"])[0], 5)
        return Kill(
            acknowledged=len(acknowledged),
            kept=len(listings),
            lost=len(acknowledged - {one.id for one in listings}),
            halves=halves,
            faults=tuple(library.faults()),
            index_was_whole=was_whole,
            index_is_whole=not count or library._indexing.agrees(count),
            answered=answered,
        )
