"""Which language a text is in: stated, or recognised by py3langid's model, which is part of its package."""

import re
from functools import cache
from typing import TYPE_CHECKING

from ingest.words import STOP_WORDS, WORD

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_READ = 5_000
"""Code points that are looked at: more change nothing."""
_SHORTEST = 40
"""Letters: of fewer nobody can tell."""
_SURE = 0.9
"""The model's own probability, below which the text is in no language we know."""
_ENGLISH = 0.25
"""Share of English stop words that settles it without the model, which takes half a second to load: English prose has
0.35 to 0.5 of them, Dutch, German and French at most 0.1."""


def language_code(stated: str) -> str:
    """The ISO 639-1 code of what a source states, such as `en-GB` or `pt_BR`; empty if it is none."""
    found = re.match(r"([a-z]{2})(?:[-_][a-z0-9_-]{0,20})?$", stated.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


def recognised(text: str) -> str:
    """The ISO 639-1 code of the language *text* is in; empty where that is not sure."""
    sample = text[:_READ]
    if sum(map(str.isalpha, sample)) < _SHORTEST:
        return ""
    words = WORD.findall(sample.lower())
    if sum(word in STOP_WORDS for word in words) > _ENGLISH * len(words):
        return "en"
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else ""


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
