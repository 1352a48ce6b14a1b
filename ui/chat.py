"""The conversation about one article or all: what was asked, how far the answer came, and whether it still stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from assistant import Answer, Citation, Turn
from assistant.values import joined
from ingest import Article

Verdict = Literal["", "good", "poor"]

LONGEST_WORD = 200
"""Characters of why an answer was good or poor."""
CHANGED = "The article has changed since this answer was given; what it no longer says has no link."


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer as it stands."""

    question: str
    answer: Answer | None = None
    error: str = ""
    """What went wrong, in the words of the error, and what can be done."""
    running: bool = True
    """Still True of an exchange that is no longer being answered: it was stopped."""
    verdict: Verdict = ""
    """What the reader thinks of the answer."""
    word: str = ""
    """Why, in the reader's own words."""


def failed(question: str, old: Exchange | None, error: str) -> Exchange:
    """What is kept where *question* cannot be answered: the *old* exchange in its place is not lost for that."""
    return replace(old, error=error) if old else Exchange(question, error=error, running=False)


def turns(chat: Iterable[Exchange]) -> tuple[Turn, ...]:
    """The exchanges that were answered, as the next question's history."""
    return tuple(
        Turn(one.question, one.answer.text, one.answer.citations) for one in chat if one.answer and not one.running
    )


def words_in(answer: Answer, article_id: str) -> tuple[int, int] | None:
    """Where the words that answer stand in that article; None where they are of another."""
    words = answer.highlight
    if words and any(one.mark == words.mark and one.article_id == article_id for one in answer.citations):
        return words.start, words.end
    return None


def as_it_stands(answer: Answer, current: Callable[[str], Article | None]) -> Answer:
    """*answer* with each citation where its quote stands now; one whose quote is gone is left out.

    *current* gives the article of an id as it is now, None for one that was removed.
    """
    if answer.offline:
        answer = replace(answer, offline=as_it_stands(answer.offline, current))
    citations, closest = (
        tuple(moved for one in kept if (moved := _placed(one, current(one.article_id))))
        for kept in (answer.citations, answer.closest)
    )
    if (citations, closest) == (answer.citations, answer.closest):
        return answer
    before = {one.mark: one for one in answer.citations}
    words = next((one for one in citations if answer.highlight and one.mark == answer.highlight.mark), None)
    highlight = None
    if words and answer.highlight:
        by = words.start - before[words.mark].start
        highlight = replace(answer.highlight, start=answer.highlight.start + by, end=answer.highlight.end + by)
    notice = joined(answer.notice, CHANGED)
    return replace(answer, citations=citations, closest=closest, highlight=highlight, notice=notice)


def _placed(citation: Citation, article: Article | None) -> Citation | None:
    """*citation* where its quote stands in *article*; None where that is nowhere, or in more than one place."""
    if article is None:
        return None
    if article.text[citation.start : citation.end] == citation.quote:
        return citation
    start = article.text.find(citation.quote)
    if start < 0 or article.text.find(citation.quote, start + 1) >= 0:
        return None
    return replace(citation, version=article.version, start=start, end=start + len(citation.quote))
