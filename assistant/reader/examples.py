"""Question sets → what the network is trained on: a question, the sentences of a text, and where the answer is.

Public sets are read from gzipped JSON lines (names and keys below); `reports.jsonl` holds news reports of our own about
invented events. Whole articles are held back by `held_back`: what is measured on them says how the network does on text
it has never seen.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from ingest.split import sentences

SQUAD2_HELD_BACK = frozenset({"Harvard_University", "Islamism", "Warsaw"})
ONE_IN = {"context": 10, "report": 6}
"""Of the short texts of public sets, and of the reports, the share that is held back."""
REPORTS = Path(__file__).with_name("reports.jsonl")
"""One report a line: title, date, author, text, and questions with the words that answer and where they start, or null;
some are `loose`."""
SWAPPED = 0.2
"""The share of answerable questions that are asked again with a name swapped, which nothing answers then."""
MIXED = 0.4
"""The share of all questions that are asked again with another word in them."""
LONG_WORD = 4
POINTING, GOING_ON, LOWER_CASED = 0.15, 0.05, 0.05
"""Shares of all questions that are put as `followup` reads one with a pronoun, and one like “When?”; and in small letters."""
PRONOUNS = {
    "subject": ("he", "she", "it", "they"),
    "object": ("him", "her", "it", "them"),
    "owner": ("his", "her", "its", "their"),
}
PREPOSITION = re.compile(r"(?:about|against|at|between|by|for|from|in|of|on|to|with)\s", re.IGNORECASE)
NAME = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Text:
    """Some paragraphs that follow one another, as sentences."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a text, and its answer."""

    question: str
    text: Text
    gold: frozenset[int] = frozenset()
    """The sentences that answer; empty where none does."""
    span: tuple[int, int, int] | None = None
    """The sentence with the words that answer, and their start and end in it; None where only sentences are known."""
    answer: str = ""
    near: int | None = None
    """Of a question without an answer, a sentence in the middle of the paragraph it was written about, where known."""
    loose: bool = False
    """Whether it is put as loosely as people type: “when was the vote”."""


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The items of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_back(name: str) -> bool:
    """Whether the text called *name* is never trained on."""
    if name in SQUAD2_HELD_BACK:
        return True
    one_in = ONE_IN.get(name.partition(":")[0])
    return one_in is not None and sha256(name.encode()).digest()[0] % one_in == 0


def all_questions(folder: Path) -> Iterator[Asked]:
    """Every question of every set, each asked of the whole text it is about."""
    yield from squad2(folder)
    for name in ("squad1_subset", "nq_oracle"):
        yield from _of_contexts(folder, name)
    yield from _hotpot(folder)
    yield from _clapnq(folder)


def squad2(folder: Path) -> Iterator[Asked]:
    """SQuAD 2.0: whole articles, and questions made to look answerable."""
    paragraphs: dict[str, dict[str, tuple[str, tuple[tuple[int, int], ...]]]] = defaultdict(dict)
    for row in rows(folder, "squad2_paragraphs"):
        paragraphs[row["title"]][row["id"]] = (row["text"], _spans(row["text"]))
    texts, firsts = {}, {}
    for title, parts in paragraphs.items():
        texts[title] = Text(title, tuple(text[a:b] for text, spans in parts.values() for a, b in spans))
        first = 0
        for id_, (_, spans) in parts.items():
            firsts[id_] = first
            first += len(spans)
    for row in rows(folder, "squad2_qa"):
        title = row["doc_id"].rpartition("#")[0]
        spans = paragraphs[title][row["doc_id"]][1]
        first = firsts[row["doc_id"]]
        if row["answers"]:
            yield _with_answer(Asked(row["question"], texts[title]), row["answers"][0], spans, first)
        else:
            yield Asked(row["question"], texts[title], near=first + len(spans) // 2)


def reports() -> Iterator[Asked]:
    """News reports, with questions as readers ask them; a third they do not answer, though something near it."""
    with REPORTS.open(encoding="utf-8") as lines:
        for report in map(json.loads, lines):
            spans = _spans(report["text"])
            text = Text(f"report:{report['title']}", tuple(report["text"][a:b] for a, b in spans))
            for row in report["questions"]:
                asked = Asked(row["question"], text, loose=row.get("loose", False))
                answer = {"answer_start": row["start"], "text": row["answer"]}
                yield _with_answer(asked, answer, spans, 0) if row["answer"] else asked


def _of_contexts(folder: Path, name: str) -> Iterator[Asked]:
    for row in rows(folder, name):
        text, spans = _text(row["context"])
        yield _with_answer(Asked(row["question"], text), row["answers"][0], spans, 0)


def _hotpot(folder: Path) -> Iterator[Asked]:
    passages = {row["title"]: tuple(s.strip() for s in row["sentences"]) for row in rows(folder, "hotpot_passages")}
    for row in rows(folder, "hotpot_qa"):
        for title, number in row["supporting_facts"]:
            parts = passages.get(title, ())
            start = parts[number].find(row["answer"]) if number < len(parts) else -1
            if start >= 0 and row["answer"].lower() not in {"yes", "no"}:
                text = Text(f"context:{title}", parts)
                span = (number, start, start + len(row["answer"]))
                yield Asked(row["question"], text, frozenset({number}), span, row["answer"])
                break


def _clapnq(folder: Path) -> Iterator[Asked]:
    for name in ("clapnq_dev_answerable", "clapnq_dev_unanswerable"):
        for row in rows(folder, name):
            parts = tuple(row["passages"][0]["sentences"])
            chosen = set(row["output"][0].get("selected_sentences") or ())
            gold = frozenset(number for number, sentence in enumerate(parts) if sentence in chosen)
            if gold or name.endswith("unanswerable"):
                yield Asked(row["input"], Text(f"context:{parts[0]}", parts), gold)


def _with_answer(asked: Asked, answer: dict[str, Any], spans: Sequence[tuple[int, int]], first: int) -> Asked:
    start, words = answer["answer_start"], answer["text"]
    for number, (a, b) in enumerate(spans):
        if a <= start < b:
            place = first + number
            return replace(
                asked,
                gold=frozenset({place}),
                span=(place, start - a, min(start + len(words), b) - a),
                answer=words,
            )
    return asked


@cache
def _text(context: str) -> tuple[Text, tuple[tuple[int, int], ...]]:
    spans = _spans(context)
    return Text(f"context:{context}", tuple(context[a:b] for a, b in spans)), spans


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((sentence.start, sentence.end) for sentence in sentences(text))


def with_negatives(questions: Sequence[Asked], random: Random) -> Iterator[Asked]:
    """*questions*, and among them ones that their text does not answer: the same with another name or number in them.

    Some of them are put otherwise, whether or not they are answered.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for asked in questions:
        if asked.answer:
            names[asked.text.name].update(_names(asked.question), [asked.answer])
    for asked in questions:
        yield replace(asked, question=put_otherwise(asked.question, names[asked.text.name], random))
        own = _names(asked.question)
        if asked.span and own and random.random() < SWAPPED:
            out = random.choice(own)
            same_kind = [
                name
                for name in sorted(names[asked.text.name])
                if name[0].isdigit() == out[0].isdigit() and name.lower() not in asked.question.lower()
            ]
            if same_kind:
                yield Asked(asked.question.replace(out, random.choice(same_kind)), asked.text)


def mixed(questions: Sequence[Asked], random: Random) -> Iterator[Asked]:
    """Some of *questions* with a word of another one about the same text in place of one of theirs.

    Whether the text still answers, and how, nobody knows: `train` asks the teacher.
    """
    words: dict[str, list[str]] = defaultdict(list)
    for asked in questions:
        words[asked.text.name] += _content(asked.question)
    for asked in questions:
        own = _content(asked.question)
        if own and random.random() < MIXED:
            out, put = random.choice(own), random.choice(words[asked.text.name])
            if out.lower() != put.lower():
                yield replace(asked, question=asked.question.replace(out, put))


def _content(question: str) -> list[str]:
    """The words of *question* that say what it is about: all but the first and the short ones."""
    return [word for word in question.rstrip("?").split()[1:] if len(word) >= LONG_WORD and word.isalnum()]


def put_otherwise(question: str, names: Collection[str], random: Random) -> str:
    """Mostly *question* itself; now and then as a follow-up is read, among *names* of its text, or in small letters."""
    way = random.random()
    if way < POINTING:
        return _pointing(question, names, random)
    if way < POINTING + GOING_ON:
        begun = re.match(
            r"((?:and )?(?:who|when|where|why|how(?: (?:many|much|long|old|far))?)) (\w.*)", question, re.IGNORECASE
        )
        return f"{begun[1]}? ({begun[2][0].upper()}{begun[2][1:]})" if begun else question
    return question.lower() if way < POINTING + GOING_ON + LOWER_CASED else question


def _pointing(question: str, names: Collection[str], random: Random) -> str:
    """*question* with a pronoun for one of its names, and that name in brackets, with up to two others of the text."""
    own = [name.removesuffix("'s").removesuffix("’s") for name in _names(question) if name[0].isupper()]
    if not own:
        return question
    out = random.choice(own)
    place = re.search(rf"(?P<before>\w+\s)?(?:the )?\b{re.escape(out)}(?P<owns>['’]s\b)?", question)
    if place is None:
        return question
    role = "owner" if place["owns"] else "object" if PREPOSITION.fullmatch(place["before"] or "") else "subject"
    others = [name for name in sorted(names) if NAME.fullmatch(name) and out not in name and name not in out]
    named = [out, *random.sample(others, min(random.randrange(3), len(others)))]
    if random.random() < 1 / 3:
        random.shuffle(named)
    put = f"{place['before'] or ''}{random.choice(PRONOUNS[role])}"
    return f"{question[: place.start()]}{put}{question[place.end() :]} ({', '.join(named)})"


def _names(question: str) -> list[str]:
    """Runs of capitalised words and numbers of *question*, its first word apart."""
    words = question.rstrip("?").split()
    found: list[str] = []
    run: list[str] = []
    for before, word in pairwise([*words, ""]):
        if run and (before[0].isupper() or before[0].isdigit()):
            run.append(before)
        elif before[0].isupper() or before[0].isdigit():
            run = [before]
        if run and not (word[:1].isupper() or word[:1].isdigit()):
            found.append(" ".join(run))
            run = []
    return [name for name in found if not question.startswith(name)]
