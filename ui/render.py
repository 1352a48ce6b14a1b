"""Question and answer → HTML: the text with a chip for each mark, and the quotes it rests on.

Pure. Every text of an article, a model or a user passes through `escape`, so it appears letter for letter and
nothing in it is ever markup. Markdown would not do: it turns `->` into an arrow and an address into a link, and a
quote would no longer be exact. A chip is a link to `#cite-<article>-<start>-<end>`, which the article pane listens to.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape as escape_markup

from assistant import OFFLINE, Answer, AnswerSentence, Citation, Highlight, Usage
from ingest import Article, Change
from ui.chat import LONGEST_WORD, Exchange
from ui.sources import Source

LONGEST_PREVIEW = 300
"""Characters of a quote that a chip previews; the whole quote stands in the article."""
LEAST_COST = 0.0001
"""US dollars; less is not worth more digits."""

_BREAKS = str.maketrans({"\n": "&#10;", "\r": "&#13;"})

SourceOf = Callable[[Citation], Source]

_MARK = re.compile(r"\[(\d+)\]")


def nowhere(_: Citation) -> Source:
    """A citation that leads nowhere outside the page."""
    return Source("", "")


def escape(text: str) -> str:
    """*text* as HTML that shows it letter for letter; Streamlit takes the spaces out of a line that has no more."""
    return escape_markup(text).translate(_BREAKS)


def exchange_html(
    exchange: Exchange, *, number: int = 0, working: bool = False, of_all: bool = False, source_of: SourceOf = nowhere
) -> str:
    """A question and its answer as far as it came, the one at *number* of its chat.

    *working* while there is more to come, *of_all* articles or of one.
    """
    parts = [question_html(exchange.question)]
    verdict = _verdict(exchange, number) if not working else ""
    answered = exchange.answer and answer_html(exchange.answer, of_all=of_all, source_of=source_of, verdict=verdict)
    parts.append(answered or "")
    if exchange.error:
        parts.append(error_html(exchange.error))
    elif working:
        waiting = exchange.answer.waiting if exchange.answer else ""
        if waiting or not parts[1]:
            parts.append(f'<p class="working" role="status">{escape(waiting or "Reading the article…")}</p>')
    elif exchange.running:
        parts.append('<p class="notice stopped">Stopped. Ask again for the whole answer.</p>')
    return f'<article class="exchange{" growing" if working else ""}">{"".join(parts)}</article>'


def question_html(question: str) -> str:
    """What was asked."""
    return f'<h3 class="text question" dir="auto">{escape(question)}</h3>'


def stop_html(number: int) -> str:
    """What ends the answer that grows. It stands apart: what is drawn anew with each word cannot be pressed."""
    return f'<p class="stop">{_button("stop", number, "Stop")}</p>'


def again_html(number: int, *, others: Sequence[tuple[str, str]] = ()) -> str:
    """What can be done with the last question: ask it again, as it was or changed, or ask one of *others*.

    Each of *others* is a gesture and its words.
    """
    offers = [("again", "Ask again"), ("edit", "Edit the question"), *others]
    buttons = "".join(_button(gesture, number, words) for gesture, words in offers)
    return f'<div class="again">{buttons}</div>'


def answer_html(answer: Answer, *, of_all: bool = False, source_of: SourceOf = nowhere, verdict: str = "") -> str:
    """All there is to see of *answer*: text, notice, its sources or what comes closest, and the HTML of a *verdict*.

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
        parts.append(_sources(answer, source_of))
    if ended or verdict:
        by = _by(answer, of_all=of_all) if ended and answer.answered else ""
        parts.append(f'<footer><span class="facts by" dir="auto">{escape(by)}</span>{verdict}</footer>')
    if answer.offline:
        beside = answer_html(answer.offline, of_all=of_all, source_of=source_of)
        parts.append(f'<section class="beside"><h4>What the offline reader finds</h4>{beside}</section>')
    return "".join(parts)


def _by(answer: Answer, *, of_all: bool) -> str:
    """Who wrote or quoted it, from which of several articles, and what it took."""
    written = "Written by" if any(one.support != "quoted" for one in answer.sentences) else "Quoted by"
    name = f"the {answer.answerer}" if answer.answerer == OFFLINE else answer.answerer
    titles = dict.fromkeys(cited.title for cited in answer.citations) if of_all else {}
    origin = f" from {'; '.join(f'“{title}”' for title in titles)}" if titles else ""
    return f"{written} {name}{origin}{_took(answer.usage)}"


def _took(usage: Usage | None) -> str:
    if usage is None:
        return ""
    tokens = f" · {usage.tokens_in + usage.tokens_out:,} tokens"
    if usage.cost is None:
        return tokens
    return f"{tokens} · {f'${usage.cost:.4f}' if usage.cost >= LEAST_COST else f'under ${LEAST_COST}'}"


def notice_html(message: str) -> str:
    """What happened, in a line."""
    return f'<p class="notice" role="status" dir="auto">{escape(message)}</p>'


def facts_html(article: Article) -> str:
    """What is known about an article beside what can be corrected, line by line."""
    facts = {
        "Date found in": article.published_evidence,
        "Website": article.site,
        "Language": article.language,
        "Read from": article.source,
        "Version": str(article.version),
        "SHA-256 of the text": article.sha256,
    }
    lines = "".join(f'<dt>{name}</dt><dd dir="auto">{escape(fact)}</dd>' for name, fact in facts.items() if fact)
    return f'<dl class="known">{lines}</dl>'


def diff_html(changes: Sequence[Change]) -> str:
    """What became of each sentence that is not as it was."""
    items = "".join(
        f"<li>{f'<del>{escape(one.old)}</del>' if one.old else ''}{f'<ins>{escape(one.new)}</ins>' if one.new else ''}</li>"
        for one in changes
    )
    return f'<ul class="changes" dir="auto">{items}</ul>' if items else '<p class="facts">The text is the same.</p>'


def sign_in_html() -> str:
    """What a visitor reads who is not signed in."""
    return "<p>Sign in to see your articles and chats. Nobody else sees them.</p>"


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
        f"<strong>{escape(name)}</strong> writes the answers: question and article go to its server."
        if name
        else "The <strong>offline reader</strong> answers: nothing leaves this machine."
    )
    return f'<p class="answerer">{says} <button type="button" data-help>Keys</button></p>'


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


def _absent(answer: Answer) -> str:
    heading = f'<h4 dir="auto">What comes closest{_of_one(answer.closest)}</h4>'
    closest = heading + _list(answer.closest, nowhere) if answer.closest else ""
    return f'<div class="absent"><p class="text" dir="auto">{escape(answer.text)}</p>{closest}</div>'


def _with_chips(text: str, chips: Mapping[int, str]) -> str:
    """Escape *text*; a mark of a citation becomes its chip, any other stays as it is written."""
    html, end = "", 0
    for mark in _MARK.finditer(text):
        html += escape(text[end : mark.start()]) + chips.get(int(mark[1]), escape(mark[0]))
        end = mark.end()
    return html + escape(text[end:])


def chip(citation: Citation, words: Highlight | None = None) -> str:
    """The link that shows *citation* in the article, and in it the *words* that answer; it previews the quote."""
    quote = " ".join(citation.quote.split())
    exact = f"-{words.start}-{words.end}" if words and words.mark == citation.mark else ""
    preview = quote if len(quote) <= LONGEST_PREVIEW else quote[: LONGEST_PREVIEW - 1] + "…"
    origin = facts_line(citation.title, "", citation.published)
    return (
        f'<a class="chip" href="#cite-{citation.article_id}-{citation.start}-{citation.end}{exact}"'
        f' data-quote="{escape(preview)}" data-from="{escape(origin)}"'
        f' aria-label="{citation.mark}, show in the article">{citation.mark}</a>'
    )


def _sources(answer: Answer, source_of: SourceOf) -> str:
    """The citations of an answer, folded where its text holds every quote already."""
    if not answer.citations:
        return ""
    quoted = {mark for one in answer.sentences if one.support == "quoted" for mark in one.marks}
    count = len(answer.citations)
    heading = "Source" if count == 1 else f"{count} sources"
    is_open = "" if quoted.issuperset(one.mark for one in answer.citations) else " open"
    listed = _list(answer.citations, source_of)
    summary = f"{heading}{_of_one(answer.citations)}"
    return f'<details class="sources"{is_open}><summary dir="auto">{summary}</summary>{listed}</details>'


def _list(citations: Sequence[Citation], source_of: SourceOf) -> str:
    """Quotes in full, with what can be done with each; where they come from several articles, each with its own."""
    several = not _of_one(citations)
    items = "".join(_item(one, source_of(one), titled=several) for one in citations)
    return f'<ol class="quotes">{items}</ol>'


def _of_one(citations: Sequence[Citation]) -> str:
    """The article that all *citations* are of; nothing where there are several."""
    origins = {facts_line(one.title, "", one.published) for one in citations}
    return f" · {escape(origins.pop())}" if len(origins) == 1 else ""


def _item(citation: Citation, source: Source, *, titled: bool) -> str:
    origin = escape(facts_line(citation.title, "", citation.published)) if titled else ""
    shown = f'<span class="facts" dir="auto">{origin}</span>' if origin else ""
    link = f'<a href="{escape(source.link)}" target="_blank" rel="noopener noreferrer">Live page</a>'
    copy = f'<button type="button" data-copy="{escape(source.card)}">Copy citation</button>'
    uses = f'<span class="facts">{link if source.link else ""}{copy if source.card else ""}</span>'
    return f'<li>{chip(citation)}<div><q dir="auto">{escape(citation.quote)}</q>{shown}{uses if source.card else ""}</div></li>'


def _verdict(exchange: Exchange, number: int) -> str:
    """Whether the reader found the answer good, and why."""
    buttons = "".join(
        _button(gesture, number, words, pressed=exchange.verdict == gesture)
        for gesture, words in (("good", "Good answer"), ("poor", "Poor answer"))
    )
    word = (
        f'<input class="word" data-word="{number}" maxlength="{LONGEST_WORD}" value="{escape(exchange.word)}"'
        ' aria-label="Why, in a word" placeholder="Why? Enter keeps it on this machine">'
        if exchange.verdict
        else ""
    )
    return f'<span class="verdict">{buttons}</span>{word}'


def _button(gesture: str, number: int, words: str, *, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-do="{gesture} {number}"{state}>{escape(words)}</button>'
