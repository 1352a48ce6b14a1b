"""Two versions of an article → the sentences that were added, removed and changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ingest.article import Article

_ALIKE = 0.5
"""Of two sentences' words, the share they must have in common to be one that was changed."""
_MOST_COMPARED = 40
"""Sentences on each side of one edit: of a longer one, each is removed or added, not changed."""
_NUMBER = re.compile(r"[-−+]?[$€£¥]?\d+(?:[.,:/]\d+)*%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one sentence."""

    kind: Literal["added", "removed", "changed"]
    old: str = ""
    """The sentence as it was; empty if it was added."""
    new: str = ""
    """The sentence as it is; empty if it was removed."""
    old_sentence: int | None = None
    """Its number in the old version."""
    new_sentence: int | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    """Of a changed sentence, each number that is another now: as it was and as it is, empty where there is none."""


def diff(old: Article, new: Article) -> tuple[Change, ...]:
    """What changed from *old* to *new*, in the order of the text; a sentence that only moved is removed and added."""
    before = [old.quote(sentence) for sentence in old.sentences]
    after = [new.quote(sentence) for sentence in new.sentences]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        change
        for kind, first, last, start, end in matcher.get_opcodes()
        if kind != "equal"
        for change in _changes(before[first:last], after[start:end], first, start)
    )


def _changes(before: Sequence[str], after: Sequence[str], first: int, start: int) -> Iterator[Change]:
    """One edit: each sentence with the one most like it on the other side, in order."""
    pairs = dict(_pairs(before, after))
    used = 0
    for place, sentence in enumerate(before):
        if place not in pairs:
            yield Change(kind="removed", old=sentence, old_sentence=first + place)
            continue
        for other in range(used, pairs[place]):
            yield Change(kind="added", new=after[other], new_sentence=start + other)
        used = pairs[place] + 1
        now = after[pairs[place]]
        yield Change(
            kind="changed",
            old=sentence,
            new=now,
            old_sentence=first + place,
            new_sentence=start + pairs[place],
            numbers=_numbers(sentence, now),
        )
    for other in range(used, len(after)):
        yield Change(kind="added", new=after[other], new_sentence=start + other)


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of an old and a new sentence that are one, changed: the best that do not cross, by likeness in sum."""
    if not before or not after or max(len(before), len(after)) > _MOST_COMPARED:
        return
    alike = [[_alike(one, other) for other in after] for one in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for one in range(len(before) - 1, -1, -1):
        for other in range(len(after) - 1, -1, -1):
            paired = alike[one][other] + best[one + 1][other + 1] if alike[one][other] >= _ALIKE else 0.0
            best[one][other] = max(paired, best[one + 1][other], best[one][other + 1])
    one = other = 0
    while one < len(before) and other < len(after):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            yield one, other
            one, other = one + 1, other + 1


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()


def _numbers(old: str, new: str) -> tuple[tuple[str, str], ...]:
    before, after = _NUMBER.findall(old), _NUMBER.findall(new)
    found: list[tuple[str, str]] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = before[first:last], after[start:end]
            longest = max(len(gone), len(come))
            found += zip(gone + [""] * (longest - len(gone)), come + [""] * (longest - len(come)), strict=True)
    return tuple(found)
