"""Text → words that can be compared: what the support check holds a sentence to its quotes by."""

import re
import unicodedata
from functools import lru_cache


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
_PARTS = re.compile(r"(?<=\D)\.|\.(?=\D)|(?<=\d)(?=(?:[ap]m|[kcm]m|[km]?g|[mk]ph|lbs?)$)")
"""Where a word is several: `end.Then`, `10km`."""
FUNCTION = word_set(
    "a an the this that these those it its he him his she her they them their we us our you your i my who whom whose "
    "which what when where why how and or but if so as than then there here of in on at by for from to into onto over "
    "under with within about against between through during before after since until up down out off is are was were "
    "be been being am do does did done has have had having will would shall should can could may might must not no "
    "nor also too very just only both each all any some such other more most many much few own same while because "
    "although though however according said says say told added noted stated article per yes meanwhile moreover later "
    "earlier today yesterday tomorrow n't s"
)
"""Words that every text has."""
_YEAR = "january february march april may june july august september october november december"
_WEEK = "monday tuesday wednesday thursday friday saturday sunday"
MONTHS, DAYS = _YEAR.split(), _WEEK.split()
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS, TENS = _UNITS.split(), _TENS.split()
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
OPENER = re.compile(
    r"[A-Z][a-z]+(?:al|ar|ent|ant|ate|ous|ive|ing|ed|ab|ib)ly|Nearly|Early|Mostly|Mainly|Largely|Partly|Roughly|Shortly"
    r"|Formerly|Commonly|Likely|Following|Including|Regarding"
)
"""A capitalised word that is no name: `Additionally`, but neither `Italy` nor `Sally`."""
_SUFFIX = re.compile(r"(?:ations?|ements?|ments?|ingly|edly|ings?|ies|ied|ers?|ors?|ions?|ed|es|ly|s|e|y)$")


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """Lower-case words; `isn't` gives `is` and `n't`, `Iran's` gives `iran`, `U.N.` `un`, `9km` `9` and `km`."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").casefold().replace("cannot", "can not")
    words: list[str] = []
    for found in WORD.findall(text):
        word = found.removesuffix("'s")
        if word.endswith("n't"):
            words += [{"wo": "will", "ca": "can", "sha": "shall"}.get(word[:-3], word[:-3]), "n't"]
        elif re.fullmatch(r"(?:\w\.)+\w", word) and not word[0].isdigit():
            words.append(word.replace(".", ""))
        else:
            words += _PARTS.split(word)
    return tuple(word for word in words if word)


def stem(word: str) -> str:
    """What is left of *word* without a common ending, where that is three letters or more."""
    left = _SUFFIX.sub("", word)
    return left if len(left) > 2 else word  # noqa: PLR2004
