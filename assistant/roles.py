"""Who does it to whom: two names that have changed places, which the words of a sentence alone do not tell.

Rules, no grammar: what stands first between two names is what the one does to the other, “by” turns it round. What is
put in quite other words is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.wording import DAYS, FUNCTION, MONTHS, OPENER, WORD, stem, words_in

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CAPITALISED = rf"(?=[A-ZÀ-ÖØ-Þ]){WORD.pattern}"
_NAME_OR_WORD = re.compile(rf"(?P<name>{_CAPITALISED}(?:(?: of(?: the)?)? {_CAPITALISED})*)|{WORD.pattern}")
_APART = re.compile(r"[,:()\[\]“”\"«»—–]")
_MUTUAL = frozenset(("with", "met", "meet", "marr"))
"""Stems of what two do alike: who is named first says nothing."""
_NO_ACTOR = FUNCTION | {*MONTHS, *DAYS}
FAR = 8
"""Names: two that stand farther apart have seldom to do with each other, and a list of a thousand is read at once."""


@dataclass(frozen=True, slots=True)
class _Word:
    stem: str
    start: int
    end: int
    is_name: bool
    says: bool
    """Whether it is neither a name nor a word that every text has."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is said between two names."""

    actor: str
    acted_on: str
    said: tuple[str, ...]
    """Stems, most often the verb first."""
    shown: str
    """Both names as they stand."""
    direct: bool
    """Whether neither a third name stands between the two nor another clause, and they do not do it together."""


def exchanged(sentence: str, quotes: Sequence[str]) -> str:
    """Say in words which names of *sentence* have changed places; nothing where the *quotes* do not contradict it."""
    held = [deed for quote in quotes for deed in _deeds(quote)]
    for claim in (deed for deed in _deeds(sentence) if deed.direct):
        roles, verb = (claim.actor, claim.acted_on), claim.said[0]
        if any(roles == (deed.actor, deed.acted_on) and verb in deed.said for deed in held):
            continue
        for deed in held:
            if deed.direct and roles == (deed.acted_on, deed.actor) and verb == deed.said[0]:
                return f"Its citations say it the other way round: “{deed.shown}”."
    return ""


@lru_cache(maxsize=4096)
def _deeds(text: str) -> tuple[_Deed, ...]:
    return tuple(deed for sentence in _SENTENCE.split(text) for deed in _of_sentence(sentence))


def _of_sentence(sentence: str) -> Iterator[_Deed]:
    words = list(_read(sentence))
    names = [place for place, word in enumerate(words) if word.is_name]
    for number, first in enumerate(names):
        for nth, second in enumerate(names[number + 1 : number + 1 + FAR]):
            between = words[first + 1 : second]
            said = tuple(word.stem for word in between if word.says)
            one, other = words[first], words[second]
            if said and one.stem != other.stem:
                turned = any(word.stem == "by" for word in between)
                actor, acted_on = (other, one) if turned else (one, other)
                shown = f"{sentence[one.start : one.end]} … {sentence[other.start : other.end]}"
                apart = _APART.search(sentence, one.end, other.start) or any(word.stem in _MUTUAL for word in between)
                direct = not nth and not apart
                yield _Deed(actor.stem, acted_on.stem, said, shown, direct)


def _read(sentence: str) -> Iterator[_Word]:
    """The words of *sentence*, and its names, which go by their last word."""
    for found in _NAME_OR_WORD.finditer(sentence):
        word = words_in(found[0])[-1]
        opens = not found.start() and OPENER.fullmatch(found[0])
        is_name = bool(found["name"]) and word not in _NO_ACTOR and not opens
        says = not is_name and word not in _NO_ACTOR and word[0].isalpha() and not word.endswith("ly")
        yield _Word(stem(word), found.start(), found.end(), is_name, says)
