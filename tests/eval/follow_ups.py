"""What the rules for follow-up questions recover of what a person would have carried over."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Turn, answer
from assistant.followup import standalone
from assistant.reader.examples import rows
from ingest import Library

from .samples import FOLLOW_UPS, first_is_right
from .scorecard import Figure

NAMED = re.compile(r"\b[A-Z]\w+|\b\d+\b")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Recovered:
    """Of the names that people added so that a question stands alone (CANARD, Elgohary et al., EMNLP 2019)."""

    share: float
    """That the rules add too."""
    within_reach: float
    """The share that stands in the history at all."""
    fitting: float
    """Of what the rules add, the share that people have in their question too."""
    questions: int
    """That needed a name."""


def recovered(folder: Path) -> Recovered:
    """What the rules make of every question of the set, given the turns before it."""
    dialogs: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in rows(folder, "canard_dev"):
        dialog, turn = row["id"].split("#")
        dialogs[dialog][int(turn)] = row
    added = read = within_reach = questions = given = fitting = 0
    for dialog in dialogs.values():
        history: list[Turn] = []
        for row in (dialog[turn] for turn in sorted(dialog)):
            asked = row["question"]
            wanted = {name.lower() for name in NAMED.findall(row["rewrite"])} - _words(asked)
            put = standalone(asked, history)
            names = {name.lower() for name in NAMED.findall(put.removeprefix(asked))} - _words(asked)
            given += len(names)
            fitting += len(names & _words(row["rewrite"]))
            if history and wanted:
                questions += 1
                added += len(wanted)
                read += len(wanted & _words(put))
                within_reach += len(
                    wanted & {word for turn in history for word in _words(f"{turn.question} {turn.answer}")}
                )
            history.append(Turn(asked, row["answer"].removeprefix(row["rewrite"]).strip()))
    return Recovered(read / added, within_reach / added, fitting / given, questions)


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def figures(data: Path, home: Path) -> list[Figure]:
    """Questions that point back."""
    found_names = recovered(data)
    with Library.open(home) as library:
        alone, read = [], []
        for article, dialogs in FOLLOW_UPS:
            for first, question, gold in dialogs:
                turn = Turn(first, answer(first, article=article, library=library).text)
                for found, history in ((alone, ()), (read, (turn,))):
                    found.append(
                        first_is_right(answer(question, article=article, history=history, library=library), gold)
                    )
    return [
        Figure(
            "follow-ups on the sample articles: right sentence",
            float(np.mean(read)),
            0.60,
            f"{len(read)} questions; read without what went before {np.mean(alone):.3f}",
        ),
        Figure(
            "follow-ups: names a person carries over, recovered",
            found_names.share,
            0.36,
            f"{found_names.questions:,} questions; {found_names.within_reach:.3f} stand in the chat at all; of what is "
            f"added {found_names.fitting:.3f} belongs",
        ),
    ]
