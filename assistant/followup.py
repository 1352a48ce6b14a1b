"""History + question → a question that stands alone.

Rules, no model: one that goes on (“Why?”, “And in Rafah?”) is read with the question before it, one with a pronoun
(“When did he resign?”) with the names that the last turns speak of.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.values import Turn
from ingest.words import STOP_WORDS

POINTS_BACK = re.compile(
    r"\b(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|those|these|else)\b|\b(?:this|that|there|then)\W*$",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z]\w+")
"""A capital inside a question begins a name."""
WHOLE_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|the|and|de|van|von) )?[A-Z][\w’'-]*)*")
GOES_ON = re.compile(
    r"\W*(?:(?:and|but|or|so|(?:what|how) about|which ones?)\W?(?: \S+){0,7}|(?:why|when|where|who|how)\W?(?: \S+){0,2})\s*",
    re.IGNORECASE,
)
"""A whole question that names too little to stand alone: a few words, fewer where it begins like any other."""
NAMES, OF_ANSWER = 4, 2
"""How many names a question is given, and how many of them one answer gives."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """*question* with what it points back to in brackets; as it is where it points to nothing."""
    if not history:
        return question
    if GOES_ON.fullmatch(question):
        return f"{question} ({standalone(history[-1].question, history[:-1])})"
    pronoun = POINTS_BACK.search(question)
    # “Did Netanyahu say that he …”: the name before the pronoun is whom it means.
    if not pronoun or NAME.search(question, 0, pronoun.start()):
        return question
    return (
        f"{question} ({', '.join(names)})" if (names := spoken_of(history)) else f"{question} ({history[-1].question})"
    )


def spoken_of(history: Sequence[Turn]) -> list[str]:
    """The names of the last turns, nearest first: all of a question, the first of its answer."""
    names: list[str] = []
    for turn in reversed(history):
        here = [*named(turn.question), *list(named(turn.answer))[:OF_ANSWER]]
        names += [name for name in dict.fromkeys(here) if name not in names]
        if len(names) >= NAMES:
            break
    return names[:NAMES]


def named(text: str) -> Iterator[str]:
    """The names in *text*: runs of capitalised words, without the small word that a sentence may begin with."""
    for found in WHOLE_NAME.findall(text):
        words = found.split()
        while words and words[0].lower() in STOP_WORDS:
            del words[0]
        if words:
            yield " ".join(words)
