"""History + question → a question that stands alone.

Rules, no model: a question that points back (“When did he say that?”, “And in Rafah?”, “Why?”) is read together with
the question before it.
"""

import re
from collections.abc import Sequence

from assistant.values import Turn

POINTS_BACK = re.compile(
    r"\b(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|those|these)\b|\b(?:this|that|there|then)\W*$",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z]\w+")
"""A capital inside a question begins a name."""
CONTINUES = re.compile(r"^\s*(and|but|or|so|what about|how about|which ones?|why|when|where|who|how)\b", re.IGNORECASE)
SHORT = 4
"""A question of so few words that begins like a continuation names too little to stand alone."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """*question*, led by the question before it where it points back to that one."""
    if not history:
        return question
    continues = bool(CONTINUES.match(question)) and len(question.split()) <= SHORT
    pronoun = POINTS_BACK.search(question)
    # “Did Netanyahu say that he …”: the name before the pronoun is whom it means.
    dangles = pronoun is not None and not NAME.search(question, 0, pronoun.start())
    if not continues and not dangles:
        return question
    return f"{history[-1].question.rstrip(' ?.!')}? {question}"
