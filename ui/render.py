"""Question and answer → HTML: the text with a chip for each mark, and the quotes it rests on.

Pure. Every text of an article, a model or a user passes through `html.escape`, so it appears letter for letter and
nothing in it is ever markup. Markdown would not do: it turns `->` into an arrow and an address into a link, and a
quote would no longer be exact. A chip is a link to `#cite-<article>-<start>-<end>`, which the article pane listens to.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from assistant import Answer, AnswerSentence, Citation, Highlight
from ui.chat import Exchange

LONGEST_PREVIEW = 300
"""Characters of a quote that a chip tells under the pointer; the whole quote stands below the answer."""

OFFLINE = "offline reader"

_MARK = re.compile(r"\[(\d+)\]")


def exchange_html(exchange: Exchange, *, working: bool = False, of_all: bool = False) -> str:
    """A question and its answer as far as it came; *working* while there is more to come, *of_all* articles or of one."""
    parts = [f'<h3 class="text question" dir="auto">{escape(exchange.question)}</h3>']
    parts.append(answer_html(exchange.answer, of_all=of_all) if exchange.answer else "")
    if exchange.error:
        parts.append(error_html(exchange.error))
    elif exchange.running:
        if working and not parts[1]:
            parts.append('<p class="working">Reading the article…</p>')
        parts.append('<p class="notice stopped">Stopped. Ask again for the whole answer.</p>')
    return f'<article class="exchange{" growing" if working else ""}">{"".join(parts)}</article>'


def answer_html(answer: Answer, *, of_all: bool = False) -> str:
    """All there is to see of *answer*: text, notice, and its sources or what comes closest.

    Asked *of_all* articles it also names those it cites.
    """
    if not answer.text:
        return ""
    read_as = f'<p class="facts" dir="auto">Read as: {escape(answer.reading)}</p>' if answer.reading else ""
    ended = answer.complete or bool(answer.notice)
    parts = [read_as, _text(answer, judged=ended) if answer.answered else _absent(answer)]
    if answer.notice:
        parts.append(f'<p class="notice">{escape(answer.notice)}</p>')
    if ended and answer.answered:
        parts.append(_sources("Sources", _unquoted(answer)))
        written = "Written by" if any(one.support != "quoted" for one in answer.sentences) else "Quoted by"
        name = f"the {answer.answerer}" if answer.answerer == OFFLINE else answer.answerer
        titles = dict.fromkeys(cited.title for cited in answer.citations) if of_all else {}
        origin = f" from {'; '.join(f'“{title}”' for title in titles)}" if titles else ""
        parts.append(f'<p class="facts" dir="auto">{written} {escape(name + origin)}</p>')
    return "".join(parts)


def error_html(message: str) -> str:
    """What went wrong, in the words of the error."""
    return f'<p class="error" role="alert" dir="auto">{escape(message)}</p>'


def welcome_html(title: str) -> str:
    """What stands where nothing was asked yet about the article of this *title*; with none there is no article either."""
    lines = (
        f"<p>Ask about <strong>{escape(title)}</strong>.</p><p>You get the answer with the sentence that proves it: "
        "press its number to see it in the article. Where the article does not say, you are told so.</p>"
        if title
        else "<p>The library is empty. Add an article to ask it.</p>"
    )
    return f'<div class="welcome" dir="auto">{lines}</div>'


def answerer_html(name: str | None) -> str:
    """Who answers, and what that sends out: the model called *name*, or the offline reader."""
    says = (
        f"<strong>{escape(name)}</strong> writes the answers: the question and the article go to its server."
        if name
        else "The <strong>offline reader</strong> answers: nothing leaves this machine."
    )
    return f'<p class="answerer">{says}</p>'


def label(text: str) -> str:
    """*text* for a button, whose label is Markdown: every sign of it escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def facts_line(title: str, author: str, published: date | None) -> str:
    """Title, byline and date in one plain line, leaving out what is not known."""
    return " · ".join(fact for fact in (title, author, long_date(published)) if fact)


def long_date(day: date | None) -> str:
    """`26 March 2024`, or nothing for no date."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _text(answer: Answer, *, judged: bool) -> str:
    """The text; once it is *judged*, each unsupported sentence says so. Sentences are found in it in their order."""
    chips = {citation.mark: chip(citation, answer.highlight) for citation in answer.citations}
    html, end = "", 0
    for sentence in answer.sentences:
        start = answer.text.find(sentence.text, end)
        if start < 0:
            continue
        shown = _sentence(sentence, _words_in(sentence, answer), chips)
        if judged and sentence.support == "unsupported":
            shown = f'<span class="unsupported">{shown}</span> <span class="why">Not supported: {escape(sentence.why)}</span>'
        html += _with_chips(answer.text[end:start], chips) + shown
        end = start + len(sentence.text)
    return f'<div class="text" dir="auto">{html}{_with_chips(answer.text[end:], chips)}</div>'


def _sentence(sentence: AnswerSentence, words: tuple[int, int], chips: Mapping[int, str]) -> str:
    start, end = words
    if start == end:
        return _with_chips(sentence.text, chips)
    before, after = _with_chips(sentence.text[:start], chips), _with_chips(sentence.text[end:], chips)
    return f"{before}<strong>{escape(sentence.text[start:end])}</strong>{after}"


def _words_in(sentence: AnswerSentence, answer: Answer) -> tuple[int, int]:
    """Where the words that answer stand in the text of *sentence*, whose white space is not the article's."""
    words = answer.highlight
    if words is None or words.mark not in sentence.marks or sentence.support != "quoted":
        return 0, 0
    quote = next(one for one in answer.citations if one.mark == words.mark)
    flat = " ".join(words.text.split())
    start = sentence.text.find(flat, len(" ".join(quote.quote[: words.start - quote.start].split())))
    return (start, start + len(flat)) if start >= 0 else (0, 0)


def _unquoted(answer: Answer) -> list[Citation]:
    """The citations whose quote the text itself does not hold."""
    quoted = {mark for sentence in answer.sentences if sentence.support == "quoted" for mark in sentence.marks}
    return [citation for citation in answer.citations if citation.mark not in quoted]


def _absent(answer: Answer) -> str:
    closest = _sources("What comes closest", answer.closest)
    return f'<div class="absent"><p class="text" dir="auto">{escape(answer.text)}</p>{closest}</div>'


def _with_chips(text: str, chips: Mapping[int, str]) -> str:
    """Escape *text*; a mark of a citation becomes its chip, any other stays as it is written."""
    html, end = "", 0
    for mark in _MARK.finditer(text):
        html += escape(text[end : mark.start()]) + chips.get(int(mark[1]), escape(mark[0]))
        end = mark.end()
    return html + escape(text[end:])


def chip(citation: Citation, words: Highlight | None = None) -> str:
    """The link that shows *citation* in the article, and in it the *words* that answer."""
    quote = " ".join(citation.quote.split())
    exact = f"-{words.start}-{words.end}" if words and words.mark == citation.mark else ""
    preview = quote if len(quote) <= LONGEST_PREVIEW else quote[: LONGEST_PREVIEW - 1] + "…"
    return (
        f'<a class="chip" href="#cite-{citation.article_id}-{citation.start}-{citation.end}{exact}" title="{escape(preview)}"'
        f' aria-label="{citation.mark}, show in the article">{citation.mark}</a>'
    )


def _sources(heading: str, citations: Sequence[Citation]) -> str:
    """The quotes in full; where they come from several articles, each with its own."""
    several = len({citation.article_id for citation in citations}) > 1
    items = "".join(
        f'<li>{chip(citation)}<div><q dir="auto">{escape(citation.quote)}</q>{_origin(citation) if several else ""}</div></li>'
        for citation in citations
    )
    return f'<section class="sources"><h4>{heading}</h4><ol>{items}</ol></section>' if items else ""


def _origin(citation: Citation) -> str:
    return f'<span class="facts" dir="auto">{escape(facts_line(citation.title, "", citation.published))}</span>'
