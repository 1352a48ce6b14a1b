"""Answer → HTML that shows it: its text with a chip for each mark, and the quotes it rests on.

Pure. Every text of an article, a model or a user passes through `html.escape`, so it appears letter for letter and
nothing in it is ever markup. Markdown would not do: it turns `->` into an arrow and an address into a link, and a
quote would no longer be exact. A chip is a link to `#cite-<start>-<end>`, which the article pane listens to.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape

from assistant import Answer, AnswerSentence, Citation

LONGEST_PREVIEW = 300
"""Characters of a quote that a chip tells under the pointer; the whole quote stands below the answer."""

_MARK = re.compile(r"\[(\d+)\]")


def question_html(question: str) -> str:
    """The *question* as it was asked."""
    return f'<div class="text question" dir="auto">{escape(question)}</div>'


def answer_html(answer: Answer) -> str:
    """All there is to see of *answer*: text, notice, and its sources or what comes closest."""
    if not answer.answered and not answer.text:
        return ""
    parts = [_text(answer) if answer.answered else _absent(answer)]
    if answer.notice:
        parts.append(f'<p class="notice">{escape(answer.notice)}</p>')
    if answer.complete or answer.notice:
        parts.append(_sources("Sources", answer.citations) if answer.answered else "")
    return "".join(parts)


def facts_line(title: str, author: str, published: date | None) -> str:
    """Title, byline and date in one plain line, leaving out what is not known."""
    return " · ".join(fact for fact in (title, author, long_date(published)) if fact)


def long_date(day: date | None) -> str:
    """`26 March 2024`, or nothing for no date."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _text(answer: Answer) -> str:
    """The text, each unsupported sentence marked in words; sentences are found in it in their order."""
    citations = {citation.mark: citation for citation in answer.citations}
    html, end = "", 0
    for sentence in answer.sentences:
        start = answer.text.find(sentence.text, end)
        if start < 0:
            continue
        html += _with_chips(answer.text[end:start], citations)
        end = start + len(sentence.text)
        html += _sentence(sentence, citations)
    html += _with_chips(answer.text[end:], citations)
    return f'<div class="text" dir="auto">{html}</div>'


def _sentence(sentence: AnswerSentence, citations: Mapping[int, Citation]) -> str:
    html = _with_chips(sentence.text, citations)
    if sentence.support != "unsupported":
        return html
    return f'<span class="unsupported">{html}</span> <span class="why">Not supported: {escape(sentence.why)}</span>'


def _absent(answer: Answer) -> str:
    closest = _sources("What comes closest", answer.closest)
    return f'<div class="absent"><p class="text" dir="auto">{escape(answer.text)}</p>{closest}</div>'


def _with_chips(text: str, citations: Mapping[int, Citation]) -> str:
    """Escape *text*; a mark of a citation becomes its chip, any other stays as it is written."""
    html, end = "", 0
    for mark in _MARK.finditer(text):
        citation = citations.get(int(mark[1]))
        html += escape(text[end : mark.start()]) + (chip(citation) if citation else escape(mark[0]))
        end = mark.end()
    return html + escape(text[end:])


def chip(citation: Citation) -> str:
    """The link that shows *citation* in the article."""
    quote = " ".join(citation.quote.split())
    preview = quote if len(quote) <= LONGEST_PREVIEW else quote[: LONGEST_PREVIEW - 1] + "…"
    return (
        f'<a class="chip" href="#cite-{citation.start}-{citation.end}" title="{escape(preview)}"'
        f' aria-label="{citation.mark}, show in the article">{citation.mark}</a>'
    )


def _sources(heading: str, citations: Iterable[Citation]) -> str:
    items = "".join(
        f'<li>{chip(citation)}<div><q dir="auto">{escape(citation.quote)}</q>'
        f'<span class="facts" dir="auto">{escape(facts_line(citation.title, "", citation.published))}</span></div></li>'
        for citation in citations
    )
    return f'<section class="sources"><h4>{heading}</h4><ol>{items}</ol></section>' if items else ""
