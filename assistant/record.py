"""Answers kept with their proof: one file that holds the articles and the answers, and can be checked again anywhere.

A checksum over every byte shows damage, not forgery: whoever rewrites the file can compute it anew. That the quotes
stand in their article, and that the answers stand to them as they claim, is worked out from the file's own text.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from assistant.citations import NOT_SAID, judged
from assistant.errors import RecordNotIntact
from assistant.reader.kinds import NO, UNDECIDED, YES
from assistant.strict import NOTHING_LEFT
from assistant.values import Answer, Citation, Highlight, with_offline
from ingest import Article

FORMAT = "article-assistant record 1"

LEADS = {f"{lead}:" for lead in (YES, NO, UNDECIDED)}

_CHECKSUM = re.compile(r'"sha256_of_this_file"(?:: | content=)"([0-9a-f]{64})"')
_EMBEDDED = re.compile(r'<script type="application/json" id="record">\n(.*?)\n</script>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An article as it was when it answered."""

    id: str
    version: int
    title: str
    author: str
    published: date | None
    url: str
    text: str
    sha256: str
    """Of the text in UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a file holds."""

    format: str
    articles: tuple[Recorded, ...]
    answers: tuple[Answer, ...]


_RECORD = TypeAdapter(Record)


def record(answers: Sequence[Answer], articles: Sequence[Article]) -> str:
    """*answers* with the whole text of the *articles* they cite, as JSON that `verify` checks."""
    kept_articles = (Recorded(**{name: getattr(one, name) for name in Recorded.__slots__}) for one in articles)
    whole = Record(format=FORMAT, articles=tuple(kept_articles), answers=tuple(answers))
    kept = {"sha256_of_this_file": "0" * 64, **asdict(whole)}
    return seal(json.dumps(kept, ensure_ascii=False, indent=1, default=str) + "\n")


def seal(text: str) -> str:
    """*text* with its first 64 zeros made the checksum of all of it."""
    return text.replace("0" * 64, sha256(text.encode()).hexdigest(), 1)


def verify(text: str) -> Record:
    """What *text* holds: a record, or a page with one in it.

    Raises RecordNotIntact where a byte has changed or a citation is not exact.
    """
    found = _CHECKSUM.search(text[:200])
    if not found:
        message = "This is no record of answers: it has no checksum at its beginning."
        raise RecordNotIntact(message)
    blank = text[: found.start(1)] + "0" * 64 + text[found.end(1) :]
    if sha256(blank.encode(errors="replace")).hexdigest() != found[1]:
        message = "The record was changed after it was saved: its bytes do not give the checksum it states."
        raise RecordNotIntact(message)
    embedded = _EMBEDDED.search(text) if text.startswith("<") else None
    try:
        kept = _RECORD.validate_json(embedded[1] if embedded else text)
    except ValidationError as error:
        message = f"This record cannot be read: {error.errors()[0]['msg']}. It may be of a newer release."
        raise RecordNotIntact(message) from None
    if wrong := next(_wrong(kept), ""):
        raise RecordNotIntact(wrong)
    return kept


def _wrong(kept: Record) -> Iterator[str]:
    """What does not hold, in words."""
    articles = {(article.id, article.version): article for article in kept.articles}
    for article in kept.articles:
        if sha256(article.text.encode()).hexdigest() != article.sha256:
            yield f"The text of “{article.title}” does not give the checksum it states."
    for answer in with_offline(kept.answers):
        for cited in (*answer.citations, *answer.closest):
            of = articles.get((cited.article_id, cited.version))
            stands = of is not None and 0 <= cited.start < cited.end and of.text[cited.start : cited.end] == cited.quote
            if not stands:
                yield f"“{cited.quote}” does not stand at characters {cited.start}–{cited.end} of “{cited.title}”."
        yield from _unbacked(answer)
        if answer.highlight and not _is_within(answer.highlight, answer.citations):
            yield f"“{answer.highlight.text}” are no words of what is cited as [{answer.highlight.mark}]."
        if not _is_its_sentences(answer):
            yield f"“{answer.text}” is not made of the sentences that were checked."


def _unbacked(answer: Answer) -> Iterator[str]:
    cited = {one.mark: one for one in answer.citations}
    for sentence in answer.sentences:
        backed, _ = judged(sentence.text, [cited[mark] for mark in sentence.marks if mark in cited])
        if backed == "unsupported" != sentence.support:
            yield f"“{sentence.text}” is not backed by what it cites."


def _is_within(highlight: Highlight, citations: Sequence[Citation]) -> bool:
    """Whether the words that answer are words of the quote they claim."""
    return any(
        cited.mark == highlight.mark
        and cited.start <= highlight.start < highlight.end <= cited.end
        and cited.quote[highlight.start - cited.start : highlight.end - cited.start] == highlight.text
        for cited in citations
    )


def _is_its_sentences(answer: Answer) -> bool:
    """Whether what is read is what was checked: the sentences in their order, and no word beside them but a lead."""
    if not answer.sentences:
        return answer.text in {"", NOT_SAID, NOTHING_LEFT}
    end = 0
    for number, sentence in enumerate(answer.sentences):
        start = answer.text.find(sentence.text, end)
        between = answer.text[end:start].strip()
        if start < 0 or (any(map(str.isalnum, between)) and (number or between not in LEADS)):
            return False
        end = start + len(sentence.text)
    return not any(map(str.isalnum, answer.text[end:]))


def as_markdown(answers: Sequence[Answer], articles: Sequence[Article]) -> str:
    """The same to read: each answer with its quotes and where they stand."""
    parts = []
    for answer in answers:
        parts += [f"## {_plain(answer.question)}", _plain(answer.text), _plain(answer.notice)]
        parts += [
            f"Not supported: {_plain(one.text)} {_plain(one.why)}"
            for one in answer.sentences
            if one.support == "unsupported"
        ]
        if answer.closest and not answer.citations:
            parts.append("What comes closest:")
        parts += [_quotation(one) for one in answer.citations or answer.closest]
    parts.append("## Articles")
    for article in articles:
        facts = [article.title, article.author, str(article.published or ""), article.url]
        checksum = f"SHA-256 of the text: {article.sha256}"
        parts.append(" · ".join(_plain(fact) for fact in [*facts, checksum] if fact))
    return "\n\n".join(part for part in parts if part) + "\n"


def _quotation(cited: Citation) -> str:
    place = f"[{cited.mark}] {cited.title}, characters {cited.start}–{cited.end}"
    return f"> {_plain(cited.quote)}\n>\n> {_plain(place)}"


def _plain(text: str) -> str:
    """*text* on one line, no sign of it Markdown."""
    escaped = re.sub(r"[\\`*_\[\]<>#|~$&]", r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped)
