"""Every file of a library damaged in turn: what is asked is answered as before, or it is said what is wrong."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import ArticleNotReadable
from ingest.read.apart import run_apart


@dataclass(frozen=True, slots=True)
class Damaged:
    """What became of a library with one file damaged."""

    file: str
    damage: str
    became: str
    """`survived`, `said: …`, or what went wrong."""

    @property
    def passed(self) -> bool:
        """Whether the damage did no harm, or is said in one line."""
        return self.became == "survived" or (self.became.startswith("said: ") and "\n" not in self.became)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _zero(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(len(data[start : start + 4096])) + data[start + 4096 :]


def _noise(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(len(data[start : start + 4096])) + data[start + 4096 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "emptied": lambda *_: b"",
    "cut off": _cut,
    "4 KB of zeros": _zero,
    "4 KB of noise": _noise,
    "all noise": lambda data, chance: chance.randbytes(len(data)),
}


def damaged(sound: Path, work: Path, seed: int, rounds: int = 1) -> Iterator[Damaged]:
    """Damage each file of a copy of the library *sound* in each way, *rounds* times, and see what `probing.probe` says."""
    chance = random.Random(seed)  # noqa: S311 - places, not secrets
    expected = run_apart("probing:probe", str(_copied(sound, work)))
    files = sorted(path.relative_to(sound) for path in sound.rglob("*") if path.is_file())
    for file in files:
        for name, damage in DAMAGES.items():
            for _ in range(rounds):
                home = _copied(sound, work)
                data = (home / file).read_bytes()
                if not data:
                    continue
                (home / file).write_bytes(damage(data, chance))
                try:
                    became = run_apart("probing:probe", str(home))
                except ArticleNotReadable as error:
                    became = f"the process ended: {error}"
                yield Damaged(file.as_posix(), name, "survived" if became == expected else became)


def _copied(sound: Path, work: Path) -> Path:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(sound, work)
    return work
