"""Who does it to whom: two names that have changed places, which the words of a sentence alone do not tell.

Rules, no grammar. A sentence is held to what its quotes say in the same words, or with nothing but a verb and small
words between two names; whatever is put in another way is let pass.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.wording import DAYS, FUNCTION, MONTHS, OPENER, WORD, stem, word_set, words_in
from ingest.split import sentences

FAR = 8
"""Names: two that stand farther apart have seldom to do with each other, and a list of a thousand is read at once."""

_UPPER = "".join(letter for letter in map(chr, range(0x590)) if letter.isupper())  # Latin, Greek, Cyrillic, Armenian
_CAPITALISED = rf"(?=[{re.escape(_UPPER)}]){WORD.pattern}"
_WITHIN_NAMES = "of(?: the)?|von(?: der)?|van(?: der)?|de(?: la)?|der|del|di|da|bin|al"
_JOINED = rf"(?:(?<=\b[DM]r|\bMs|\bSt)\.)? (?:(?:{_WITHIN_NAMES})[ -])?|-"
_NAME_OR_WORD = re.compile(rf"(?P<name>{_CAPITALISED}(?:(?:{_JOINED}){_CAPITALISED})*)|{WORD.pattern}")
_APART = re.compile(r"[,;:()\[\]“”\"«»—–]|^-| -")


_DATES = frozenset((*MONTHS, *DAYS))
_BE = word_set("is are was were be been being")
_OTHER_CLAUSE = word_set(
    "and or but after before because while when as that since until if although though whereas who whom which where"
)
_MUTUAL = word_set(
    "with alongside meet meets met meeting marry marries married play plays played playing face faces faced facing fight "
    "fights fought fighting border borders bordered bordering speak speaks spoke spoken speaking talk talks talked talking "
    "draw draws drew drawn merge merges merged merging clash clashes clashed neighbour neighbours connect connected connects"
)
"""What two do alike: who is named first says nothing."""
_BESIDE = word_set("again now still already once soon often")
"""Says nothing of its own, and neither does what ends in `ly`, but for these verbs:"""
_VERBS_IN_LY = word_set("supply apply reply rely")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    """In small letters, of a name the last word."""
    whole: str
    start: int
    end: int
    is_name: bool

    @property
    def says(self) -> bool:
        """Whether it is neither a name nor a word that every text has."""
        small = self.text in _BESIDE or (self.text in FUNCTION and self.text != "told") or self.text in _DATES
        adverb = self.text.endswith("ly") and self.text not in _VERBS_IN_LY
        return not (self.is_name or small or adverb) and self.text[0].isalpha()


_Role = tuple[str, str, str]
"""One name, another, and what the one does to the other: a verb's stem, or all words between the two as they stand."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is said between two names."""

    shown: str
    """Both names as they stand."""
    sure: tuple[_Role, ...]
    may_be: tuple[_Role, ...]
    """All that can be meant, the sure among it."""


def exchanged(sentence: str, quotes: Sequence[str]) -> str:
    """Say in words which names of *sentence* have changed places; nothing where the *quotes* do not contradict it."""
    claims = [deed for deed in _deeds(sentence) if deed.sure]
    if not claims:
        return ""
    held = [deed for quote in quotes for deed in _deeds(quote)]
    backed = {role for deed in held for role in deed.may_be}
    turned = {(other, one, does): deed.shown for deed in held for one, other, does in deed.sure}
    for claim in claims:
        if backed.isdisjoint(claim.sure):
            for role in claim.sure:
                if role in turned:
                    return f"Its citations say it the other way round: “{turned[role]}”."
    return ""


@lru_cache(maxsize=4096)
def _deeds(text: str) -> tuple[_Deed, ...]:
    return tuple(deed for one in sentences(text) for deed in _of_sentence(text[one.start : one.end]))


def _of_sentence(sentence: str) -> Iterator[_Deed]:
    words = list(_read(sentence))
    names = [place for place, word in enumerate(words) if word.is_name]
    for number, first in enumerate(names):
        for nth, second in enumerate(names[number + 1 : number + 1 + FAR]):
            one, other, between = words[first], words[second], words[first + 1 : second]
            verbs = [stem(word.text) for word in between if word.says]
            pair = (one.text, other.text) if one.text != other.text else (one.whole, other.whole)
            if not verbs or pair[0] == pair[1]:
                continue
            text = sentence[one.end : other.start]
            passive, plain = _voice(between)
            plain = plain and not nth and not _APART.search(text)
            actor, acted_on = reversed(pair) if passive else pair
            as_it_stands = (*pair, text.casefold())
            sure = [(actor, acted_on, verbs[0])] if plain else []
            if not nth and _MUTUAL.isdisjoint(word.text for word in between):
                sure.append(as_it_stands)
            may_be = [(actor, acted_on, verb) for verb in verbs] + [as_it_stands]
            if not plain:
                may_be += [(acted_on, actor, verb) for verb in verbs]
            shown = f"{sentence[one.start : one.end]} … {sentence[other.start : other.end]}"
            yield _Deed(shown, tuple(sure), tuple(may_be))


def _voice(between: Sequence[_Word]) -> tuple[bool, bool]:
    """Whether the second of two names does it to the first, and whether that is sure, by the words *between* them."""
    held = {word.text for word in between}
    if held & _OTHER_CLAUSE or held & _MUTUAL:
        return False, False
    passive = bool(held & _BE) and "by" in held
    if "by" in held:
        return passive, passive
    does = next(word.text for word in between if word.says)
    return False, "than" in held or does.endswith("ing") or not held & _BE


def _read(sentence: str) -> Iterator[_Word]:
    """The words of *sentence*, and its names."""
    for found in _NAME_OR_WORD.finditer(sentence):
        parts = [(part, _is_acronym(word)) for word in WORD.findall(found[0]) for part in words_in(word)]
        if not parts:  # a lone vowel sign, say
            continue
        named = [part for part, acronym in parts if acronym or part not in FUNCTION]
        opens = not found.start() and OPENER.fullmatch(found[0])
        is_name = bool(found["name"] and named and not opens) and not (len(named) == 1 and named[0] in _DATES)
        yield _Word(parts[-1][0], " ".join(named), found.start(), found.end(), is_name)


def _is_acronym(word: str) -> bool:
    """Whether *word* is one of capitals: US, not us."""
    return word.isupper() and len(word) > 1
