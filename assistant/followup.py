"""History + question → a question that stands alone.

Rules, no model: one that asks the same of somebody else (“And Hamas?”) is the question before with that name in it, one
that goes on in another way (“Why?”) is read with the question before it, one with a pronoun (“When did he resign?”) with
the names that the last turns speak of most.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.values import Turn
from ingest.words import STOP_WORDS

_WHEN = "year|week|month|morning|afternoon|evening|weekend|summer|winter|spring|autumn"
POINTS_BACK = re.compile(
    r"\b(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|these|those|else|others?|another|same|besides|also)\b"
    rf"|\bthis\b(?! (?:{_WHEN})\b)|\bthat(?: \w+)?\W*$|\b(?:there|then)\W*$",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z]\w+")
"""A capital inside a question begins a name."""
WHOLE_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|the|and|de|van|von) )?[A-Z][\w’'-]*)*")
COUNTS = frozenset("one two three four five six seven eight nine ten many most some several".split())  # noqa: SIM905
ADVERB = re.compile(r"(?:ly|ing|ed)$")
"""How a word ends that is capitalised because it begins a sentence: `Shortly`, `Looking`."""
GOES_ON = re.compile(
    r"\W*(?:(?:and|but|or|so|(?:what|how) about|which ones?)\W?(?: \S+){0,7}|(?:why|when|where|who|how)\W?(?: \S+){0,2})\s*",
    re.IGNORECASE,
)
"""A whole question that names too little to stand alone: a few words, fewer where it begins like any other."""
OF_ANOTHER = re.compile(
    rf"\W*(?:and|but|or|(?:what|how) about)\W+((?:in|at|on|for|from|to|by|with) )?((?:the )?(?-i:{WHOLE_NAME.pattern}))\W*",
    re.IGNORECASE,
)
"""A whole question that names somebody or some place to ask the last question about: “And in Rafah?”."""
PERSON = re.compile(r"\b(?:he|she|they|him|her|them|his|hers|theirs?)\b", re.IGNORECASE)
"""Whom a name stands for. Of seven short questions of CANARD with one, names recover 0.44, the question before 0.31."""
NAMES = 3
"""How many names a question is given. Of CANARD's development set two recover less, four bring more that do not belong."""
TURNS, OF_ANSWER = 6, 6
"""How many turns are read, and how many names of each answer count."""
ASKED, SAID_FIRST, OLDER = 3.0, 1.5, 0.85
"""What a name counts that was asked about, or that an answer begins with; and what each turn before counts of the next."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """*question* with what it points back to in brackets; as it is where it points to nothing."""
    if not history:
        return question
    if GOES_ON.fullmatch(question) and not PERSON.search(question):
        before = standalone(history[-1].question, history[-TURNS:-1])
        return of_another(question, before) or f"{question} ({before})"
    pronoun = POINTS_BACK.search(question)
    # “Did Netanyahu say that he …”: the name before the pronoun is whom it means.
    if not pronoun or NAME.search(question, 0, pronoun.start()):
        return question
    return (
        f"{question} ({', '.join(names)})" if (names := spoken_of(history)) else f"{question} ({history[-1].question})"
    )


def of_another(question: str, before: str) -> str:
    """The question *before* with the name in *question* for its own; empty where it has none, or several to choose from."""
    found = OF_ANOTHER.fullmatch(question)
    if not found:
        return ""
    place, name = found[1] or "", found[2]
    own = list(re.finditer(rf"(?<=\s){place}(?:the )?{WHOLE_NAME.pattern}", before))
    return f"{before[: own[0].start()]}{place}{name}{before[own[0].end() :]}" if len(own) == 1 else ""


def spoken_of(history: Sequence[Turn]) -> list[str]:
    """The names that the last turns speak of most, the likeliest first; `Reed` counts for `Tom Reed`."""
    scores: defaultdict[str, float] = defaultdict(float)
    for age, turn in enumerate(reversed(history[-TURNS:])):
        for name in named(turn.question):
            scores[name] += ASKED * OLDER**age
        for place, name in enumerate(islice(named(turn.answer), OF_ANSWER)):
            scores[name] += (1.0 if place else SAID_FIRST) * OLDER**age
    for short in sorted(scores, key=len):
        longer = [name for name in scores if set(short.split()) < set(name.split())]
        if longer:
            scores[max(longer, key=scores.__getitem__)] += scores.pop(short)
    return sorted(scores, key=lambda name: -scores[name])[:NAMES]


def named(text: str) -> Iterator[str]:
    """The names in *text*: runs of capitalised words, without the small word that a sentence may begin with."""
    for found in WHOLE_NAME.finditer(text):
        words = found[0].split()
        while words and words[0].lower() in STOP_WORDS | COUNTS:
            del words[0]
        begins = not re.search(r"[^\W_][^.!?”\"]*$", text[: found.start()])
        if not words or (begins and len(words) == 1 and ADVERB.search(words[0])):
            continue
        yield re.sub(r"['’]s?$", "", " ".join(words))
