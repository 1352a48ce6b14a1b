"""Sentences with one fact changed, and faithful ones said otherwise: what the support check should and should not flag."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from assistant.reader.examples import rows
from assistant.support import support
from assistant.wording import FUNCTION
from ingest.samples import sample_articles

from .scorecard import Figure

SEED = 7
SENTENCES, EACH = 9_000, 600
"""How many are drawn, and at most so many sayings of a kind."""
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
UNITS = [
    ("million", "billion"),
    ("thousand", "million"),
    ("kilometres", "miles"),
    ("kilometers", "miles"),
    ("metres", "feet"),
    ("meters", "feet"),
    ("miles", "kilometres"),
    ("feet", "metres"),
    ("years", "months"),
    ("days", "weeks"),
    ("hours", "minutes"),
    ("minutes", "hours"),
    ("km", "miles"),
    ("percent", "degrees"),
    ("%", " million"),
]
WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
AUXILIARY = re.compile(r"\b(is|are|was|were|has|had|will|can|could|would|did|does)\b(?! not)(?!n['’]t)")
CAPITALISED = re.compile(
    r"(?<![-.&’'])\b[A-Z][a-z]{2,}(?:(?: of(?: the)?)? [A-Z][a-z]+)*\b(?![-.&’'])(?! (?:of|[A-Z\d]))"
)
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*\b")

Rule = Callable[[str, Random], str]
"""A sentence → the same with something changed; unchanged where the rule finds nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer might say, citing *quote*."""

    kind: str
    text: str
    quote: str


def number(sentence: str, random: Random) -> str:
    """One digit another, or one number word."""
    places = [found.start() for found in re.finditer(r"\d", sentence)]
    words = [found for found in re.finditer(r"\b[a-z]+\b", sentence) if found[0] in WORDS[1:]]
    if words and (not places or random.random() < 1 / 4):
        found = random.choice(words)
        other = random.choice([word for word in WORDS[1:] if word != found[0]])
        return sentence[: found.start()] + other + sentence[found.end() :]
    if not places:
        return sentence
    place = random.choice(places)
    digit = random.choice([digit for digit in "123456789" if digit != sentence[place]])
    return sentence[:place] + digit + sentence[place + 1 :]


def date(sentence: str, random: Random) -> str:
    """Another month, weekday or year."""
    found = re.search(rf"\b(?:{'|'.join(MONTHS + DAYS)})\b|\b(?:1[5-9]|20)\d\d\b", sentence)
    if not found:
        return sentence
    names = next((names for names in (MONTHS, DAYS) if found[0] in names), None)
    other = (
        random.choice([one for one in names if one != found[0]])
        if names
        else str(int(found[0]) + random.choice((-2, -1, 1, 2, 10)))
    )
    return sentence[: found.start()] + other + sentence[found.end() :]


def unit(sentence: str, random: Random) -> str:
    """Another unit after a number."""
    fitting = [pair for pair in UNITS if re.search(rf"\d ?{pair[0]}(?!\w)", sentence)]
    if not fitting:
        return sentence
    one, other = random.choice(fitting)
    return re.sub(rf"(?<=\d)( ?){one}(?!\w)", rf"\g<1>{other}", sentence, count=1)


def negation_added(sentence: str, random: Random) -> str:
    """`was` → `was not`."""
    del random
    return AUXILIARY.sub(r"\1 not", sentence, count=1)


def negation_removed(sentence: str, random: Random) -> str:
    """`was not` → `was`."""
    del random
    return re.sub(r"(\w) not\b|(\w)n['’]t\b", r"\1\2", sentence, count=1)


def quotation(sentence: str, random: Random) -> str:
    """One word of a quotation another."""
    pairs = re.finditer(r"“[^”]*”|\"[^\"]*\"", sentence)
    words = [word for pair in pairs for word in re.compile(r"\b[a-z]{4,}\b").finditer(sentence, *pair.span())]
    if not words:
        return sentence
    word = random.choice(words)
    other = random.choice([one for one in ("garden", "promise", "silence", "winter", "market") if one != word[0]])
    return sentence[: word.start()] + other + sentence[word.end() :]


def names_exchanged(sentence: str, random: Random) -> str:
    """Two names that stand beside each other, with a word that says something between them, each in the other's place."""
    no_names = {*FUNCTION, *(word.lower() for word in MONTHS + DAYS)}
    names = [found for found in CAPITALISED.finditer(sentence) if no_names.isdisjoint(found[0].lower().split())]
    pairs = [
        (one, other)
        for one, other in pairwise(names)
        if one[0] != other[0]
        and re.fullmatch(r" (?:[a-z]+ )+", between := sentence[one.end() : other.start()])
        and not FUNCTION.issuperset(between.split())
    ]
    if not pairs:
        return sentence
    one, other = random.choice(pairs)
    between = sentence[one.end() : other.start()]
    return f"{sentence[: one.start()]}{other[0]}{between}{one[0]}{sentence[other.end() :]}"


def attributed(sentence: str, random: Random) -> str:
    """`It …` → `According to the article, it …`."""
    del random
    if not re.match(r"(?:The|An?|It|In|This|He|She|They|There|At|On|After|His|Her) ", sentence):
        return sentence
    return f"According to the article, {sentence[0].lower()}{sentence[1:]}"


def respelt(sentence: str, random: Random) -> str:
    """A number in another spelling."""
    del random
    spelt = re.sub(r"\b(\d),?(\d)00,000\b", r"\1.\2 million", sentence)
    spelt = re.sub(r"(?<![\d.,])(\d+)\.(\d) million\b", r"\1,\g<2>00,000", spelt) if spelt == sentence else spelt
    spelt = re.sub(r"(?<=\d) percent\b", "%", spelt)
    return re.sub(r"(?<![\w.,–-])([2-9]|1[0-2])(?= [a-z]{3,})", lambda n: WORDS[int(n[0]) - 1], spelt, count=1)


def contracted(sentence: str, random: Random) -> str:
    """`did not` → `didn't`."""
    del random
    return re.sub(r"\b(is|are|was|were|has|had|did|does|do|could|would) not\b", r"\1n't", sentence)


def redated(sentence: str, random: Random) -> str:
    """`March 3, 2020` ↔ `3 March 2020`."""
    del random
    months = "|".join(MONTHS)
    moved = re.sub(rf"\b({months}) (\d{{1,2}}), (\d{{4}})", r"\2 \1 \3", sentence)
    return moved if moved != sentence else re.sub(rf"\b(\d{{1,2}}) ({months}) (\d{{4}})", r"\2 \1, \3", sentence)


def shortened(sentence: str, random: Random) -> str:
    """Without a parenthesis or a last clause."""
    del random
    plain = re.sub(r" \([^)]*\)", "", sentence)
    return re.sub(r", (?:which|who|where|with|including|as well as) [^,“”\"]*\.$", ".", plain)


def moved(sentence: str, random: Random) -> str:
    """`In 2005, it …` → `it … in 2005`."""
    del random
    found = re.fullmatch(r"(In|On|By|During|Since|After) ([^,]{3,40}), (.+)\.", sentence)
    return f"{found[3][0].upper()}{found[3][1:]} {found[1].lower()} {found[2]}." if found else sentence


def reported(sentence: str, random: Random) -> str:
    """`said` → another verb of saying."""
    return re.sub(r"\bsaid\b(?! to)", random.choice(("stated", "noted", "added")), sentence, count=1)


CHANGES: dict[str, Rule] = {
    "number changed": number,
    "date changed": date,
    "unit changed": unit,
    "quotation changed": quotation,
    "negation added": negation_added,
    "negation removed": negation_removed,
    "names exchanged": names_exchanged,
}
FLOORS = {
    "number changed": 0.95,
    "date changed": 0.95,
    "unit changed": 0.90,
    "quotation changed": 0.95,
    "name changed": 0.95,
    "negation added": 0.90,
    "negation removed": 0.90,
    "names exchanged": 0.80,
}
FAITHFUL: dict[str, Rule] = {
    "attributed": attributed,
    "respelt": respelt,
    "contracted": contracted,
    "redated": redated,
    "shortened": shortened,
    "moved": moved,
    "reported": reported,
}


def made(sentences: Sequence[str]) -> tuple[list[Said], list[Said]]:
    """Changed and faithful sayings of *sentences*; every second changed one is reworded faithfully too."""
    random = Random(SEED)  # noqa: S311 - a repeatable draw
    names = sorted({found[0] for sentence in sentences for found in NAME.finditer(sentence)})

    def name(sentence: str, random: Random) -> str:
        """One name another."""
        found = list(NAME.finditer(sentence))
        if not found:
            return sentence
        one = random.choice(found)
        other = random.choice(names)
        return sentence if other in sentence else sentence[: one.start()] + other + sentence[one.end() :]

    changed = [*_each({**CHANGES, "name changed": name}, sentences, random)]
    for place in range(0, len(changed), 2):
        one = changed[place]
        text = random.choice([attributed, shortened, moved, reported])(one.text, random)
        if len(text) >= len(one.text):  # nothing cut off: what was changed is still there
            changed[place] = Said(one.kind, text, one.quote)
    return changed, [*_each(FAITHFUL, sentences, random)]


def _each(rules: dict[str, Rule], sentences: Sequence[str], random: Random) -> Iterator[Said]:
    for kind, rule in rules.items():
        count = 0
        for sentence in random.sample(sentences, len(sentences)):
            text = rule(sentence, random)
            if text != sentence and count < EACH:
                count += 1
                yield Said(kind, text, sentence)


def flagged(sayings: Sequence[Said]) -> dict[str, tuple[float, int]]:
    """For each kind, the share of sayings that the check calls unsupported, and how many there were."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for said in sayings:
        found[said.kind].append(support(said.text, [said.quote])[0] == "unsupported")
    return {kind: (sum(marks) / len(marks), len(marks)) for kind, marks in found.items()}


def figures(data: Path) -> list[Figure]:
    """Facts changed by rule, and faithful rewordings, of sentences from the samples and from an encyclopedia."""
    sentences = [article.quote(sentence) for article in sample_articles() for sentence in article.sentences]
    told = (s.strip() for row in rows(data, "hotpot_passages") for s in row["sentences"])
    others = [sentence for sentence in told if 30 < len(sentence) < 400]
    changed, faithful = made([*sentences, *Random(SEED).sample(others, SENTENCES)])  # noqa: S311
    caught, alarms = flagged(changed), flagged(faithful)
    figures = [
        Figure(f"support check: {kind}, caught", share, FLOORS[kind], f"{count} sentences")
        for kind, (share, count) in caught.items()
    ]
    rate = sum(share * count for share, count in alarms.values()) / len(faithful)
    beside = ", ".join(f"{kind} {share:.3f}" for kind, (share, _) in alarms.items())
    beside = f"{len(faithful):,} sentences, lower is better: {beside}"
    return [*figures, Figure("support check: faithful, yet flagged", rate, 0.05, beside, at_most=True)]
