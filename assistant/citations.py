"""A model's text with marks such as `[s3]` → clean text with `[1]`, each mark an exact citation.

Pure and forgetful: a growing text is read anew each time, so where a stream was cut makes no difference.
A mark that names no sentence of the evidence vanishes; nothing is ever cited in its place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.support import support
from assistant.values import Answer, AnswerSentence, Citation, Evidence, Highlight, Support
from ingest.article import Article
from ingest.split import sentences

NOT_IN_ARTICLE = "NOT_IN_ARTICLE"
"""What a model replies when no sentence answers: a word of the protocol, not a guess at its wording."""
NOT_SAID = "The article does not say."

LONGEST_RANGE = 10
"""Sentences in `[s3-s12]`; a longer range points at nothing in particular."""
LONGEST_NUMBER = 6
"""Digits of a sentence's number."""

FEWEST_QUOTED = 2
"""Words that are highlighted as quoted; one word is often there by chance."""
QUOTATION = re.compile(r"[“\"«„‘]([^“”\"«»„‘’\n]{3,})[”\"»“’]")

_SHOWN_MARK = re.compile(r"\s*\[\d+\]")
_ANY_MARK = re.compile("[“”„\"'‘’«»]")
_DASH = r"\-‐‑‒–—―~"
_BETWEEN = rf"(?:[\s,;&+/^{_DASH}]|and)"
MARK = re.compile(
    r"(?:[\[［【]{1,2}|[(（](?=[^)）\n]{0,80}s\d))"  # round brackets often hold a plain number; not one after an s
    rf"\s*\^?(?:sentences?\s+)?s?\d+(?:{_BETWEEN}+s?\d+)*\s*"
    r"(?:†[^\]］】\n]{0,80})?(?:[\]］】]{1,2}|[)）])"
    r"(?:\((?:https?:|\#)[^()\s]*\))?",
    re.IGNORECASE,
)
"""A mark in the shapes that models write: `[s3]`, `[s3, s7]`, `[s3–s5]`, `[S3]`, `[3]`, `【s3†source】`, `(s3)`."""

_WRAPPED = re.compile(rf"(\*\*|`)({MARK.pattern})\1", re.IGNORECASE)
_SPACED = re.compile(rf"(?<![ \t])[ \t]*{MARK.pattern}", re.IGNORECASE)
_NUMBERS = re.compile(rf"(\d+)(?:\s*[{_DASH}]\s*s?(\d+))?", re.IGNORECASE)
_LIVE = re.compile(r"\[s(\d+)\]")
_RUN = re.compile(r"(?<![ \t])[ \t]*\[s\d+\](?:[ \t,;]*\[s\d+\])*")
_UNFINISHED = re.compile(
    rf"(?:\*\*|`)?[\[［【(（]{{1,2}}\s*\^?(?:s|se|sen[tences]{{0,6}})?(?:{_BETWEEN}|[asn\d])*(?:†[^\]］】\n]{{0,80}})?$",
    re.IGNORECASE,
)
_UNLINKED = re.compile(r"(?<=[\]］】)])\((?:h[^()\s]*|\#[^()\s]*)$")
_UNWRAPPED = re.compile(rf"(?:\*\*?|`)(?:{MARK.pattern}\*?)?$", re.IGNORECASE)
_MARKER = re.compile(NOT_IN_ARTICLE.replace("_", r"\\?_"))
_MARKER_BEGUN = re.compile(r"(?<![^\W_])N[A-Z_\\]*$")
_LOOSE = " \t\r\n,;"
"""What may stand between a mark and the next."""
_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
"""What a local reasoning model writes before its answer."""
_THOUGHTS_BEGIN = "<thinking>"
_AROUND = " \t\r\n\"'“”‘’«»`*_.[]()"


@dataclass(frozen=True, slots=True)
class _Run:
    """One or more marks in a row."""

    place: int
    """In the text without marks."""
    marks: tuple[int, ...]
    text: str
    """As it is put back, with the space it needs."""


def citation(mark: int, article: Article, start: int, end: int) -> Citation:
    """The citation of `article.text[start:end]`; a span outside the text is a bug, and a ValueError."""
    if not 0 <= start < end <= len(article.text):
        message = f"No citation can be made of [{start}:{end}] in an article of {len(article.text)} characters."
        raise ValueError(message)
    return Citation(
        mark=mark,
        article_id=article.id,
        version=article.version,
        title=article.title,
        author=article.author,
        published=article.published,
        url=article.url,
        start=start,
        end=end,
        quote=article.text[start:end],
    )


def cite(question: str, text: str, evidence: Sequence[Evidence], *, answerer: str, complete: bool) -> Answer:
    """Read a model's *text*, whose `[s1]` is the first of *evidence*; a mark still being written is held back.

    `answered` is False when the text is `NOT_IN_ARTICLE`, and `text` is empty while that cannot be told yet. Marks without
    a word are read as the sentences they name.
    """
    text = _THOUGHTS.sub("", text)
    if not complete:
        text = _held_back(text)
    text = text.strip()
    if not text.strip(_AROUND) or _MARKER.match(text.strip(_AROUND)):
        said = NOT_SAID if complete else ""
        return Answer(question=question, text=said, answered=False, answerer=answerer, complete=complete)
    text = _MARKER.sub("", text).strip()
    plain, runs, cited = _read(_only_live_marks(_WRAPPED.sub(r"\2", text), evidence), evidence)
    if not _bare(plain):  # marks and no word: the sentences they name are what was meant
        quotes = {one: one.article.quote(one.sentence) for one in cited if complete}
        named = (
            f"{quote} [s{evidence.index(one) + 1}]"
            for one, quote in quotes.items()
            if _bare(_only_live_marks(quote, ()))
        )
        return cite(question, " ".join(named), evidence, answerer=answerer, complete=complete)
    citations = tuple(
        citation(mark, one.article, one.sentence.start, one.sentence.end) for mark, one in enumerate(cited, start=1)
    )
    told = tuple(_sentences(plain, runs, citations))
    return Answer(
        question=question,
        text=_woven(plain, runs),
        answered=True,
        citations=citations,
        sentences=told,
        highlight=_quoted_words(told, citations) if complete else None,
        answerer=answerer,
        complete=complete,
    )


def without_marks(text: str) -> str:
    """An answer's *text* without its `[1]`."""
    return _SHOWN_MARK.sub("", text)


def judged(text: str, cited: Sequence[Citation]) -> tuple[Support, str]:
    """How a sentence, as it is read, stands to what it cites, and why: "1[s1]b" is read as "1 b", and judged as that."""
    return support(without_marks(text), [one.quote for one in cited], [one.published for one in cited])


def _bare(text: str) -> str:
    """What *text* holds beside white space and the signs around words."""
    return " ".join(text.split()).strip(_AROUND)


def _held_back(text: str) -> str:
    """The text without what may yet become a mark or the marker."""
    begun = _MARKER_BEGUN.search(text)
    if begun and NOT_IN_ARTICLE.startswith(begun[0].replace("\\", "")):
        text = text[: begun.start()]
    if _THOUGHTS_BEGIN.startswith(text.strip()):
        return ""
    text = _UNFINISHED.sub("", _WRAPPED.sub(r"\2", text).rstrip(_LOOSE))
    text = _UNLINKED.sub("", text)
    return _UNWRAPPED.sub("", text).rstrip(_LOOSE)


def _only_live_marks(text: str, evidence: Sequence[Evidence]) -> str:
    """Write each mark as `[s1][s4]`; drop the dead with the space before them; an article's own `[3]` becomes `(3)`."""
    own = (
        {mark[0] for one in evidence for mark in MARK.finditer(one.article.quote(one.sentence))}
        if MARK.search(text)
        else set()
    )

    def live(spaced: re.Match[str]) -> str:
        mark = spaced[0].lstrip(" \t")
        space = spaced[0][: len(spaced[0]) - len(mark)]
        named = "s" in mark.lower()
        if not named and mark in own:
            return f"{space}({mark.strip('[]［］【】')})"
        if not named and own:
            return ""
        numbers = "".join(f"[s{number}]" for number in _numbers(mark, len(evidence)))
        return space + numbers if numbers else ""

    before = ""
    while before != text:  # what a dead mark leaves behind may stand together as another
        before, text = text, _SPACED.sub(live, text)
    return text


def _numbers(mark: str, known: int) -> Iterator[int]:
    """The sentences that *mark* names and that exist, once each."""
    seen: set[int] = set()
    for first, last in _NUMBERS.findall(mark.partition("†")[0].partition("](")[0]):
        if max(len(first), len(last)) > LONGEST_NUMBER:
            continue
        low, high = sorted((int(first), int(last or first)))
        if high - low < LONGEST_RANGE:
            seen.update(range(max(low, 1), min(high, known) + 1))
    yield from sorted(seen)


def _read(text: str, evidence: Sequence[Evidence]) -> tuple[str, list[_Run], list[Evidence]]:
    """The text without its marks, the marks with their places, and what they cite in the order of first appearance."""
    plain = ""
    runs: list[_Run] = []
    cited: dict[Evidence, int] = {}
    end = 0
    for run in _RUN.finditer(text):
        plain += text[end : run.start()]
        end = run.end()
        ones = (evidence[int(number) - 1] for number in _LIVE.findall(run[0]))
        marks = tuple(dict.fromkeys(cited.setdefault(one, len(cited) + 1) for one in ones))
        before = " " if plain and not plain[-1].isspace() else ""
        after = " " if text[end : end + 1].isalnum() else ""
        runs.append(_Run(len(plain), marks, before + " ".join(f"[{mark}]" for mark in marks) + after))
    return plain + text[end:], runs, list(cited)


def _woven(plain: str, runs: Sequence[_Run]) -> str:
    text, end = "", 0
    for run in runs:
        text += plain[end : run.place] + run.text
        end = run.place
    return text + plain[end:]


def _sentences(plain: str, runs: Sequence[_Run], citations: Sequence[Citation]) -> Iterator[AnswerSentence]:
    """The answer's sentences; a mark belongs to the sentence it stands in or behind, on the same line."""
    spans = [(sentence.start, sentence.end) for sentence in sentences(plain)]
    owned: list[list[_Run]] = [[] for _ in spans]
    for run in runs:
        before = [number for number, (start, _) in enumerate(spans) if start < run.place]
        owner = before[-1] if before else 0
        if spans and owner + 1 < len(spans) and "\n" in plain[spans[owner][1] : run.place]:
            owner += 1
        if spans:
            owned[owner].append(run)
    for (start, end), own in zip(spans, owned, strict=True):
        marks = tuple(dict.fromkeys(mark for run in own for mark in run.marks))
        first = min([start, *(run.place for run in own)])
        last = max([end, *(run.place for run in own)])
        text = _woven(plain[first:last], [replace(run, place=run.place - first) for run in own]).strip()
        level, why = judged(text, [citations[mark - 1] for mark in marks])
        yield AnswerSentence(text=text, marks=marks, support=level, why=why)


def _quoted_words(told: Sequence[AnswerSentence], citations: Sequence[Citation]) -> Highlight | None:
    """The longest run of words that a backed sentence takes from its citation as they stand: all of it, or a quotation.

    The citation stays the whole sentence, so that a “not” before the run is seen with it.
    """
    found = (
        words
        for sentence in told
        if sentence.support != "unsupported"
        for run in (
            QUOTATION.findall(sentence.text) if sentence.support == "supported" else [without_marks(sentence.text)]
        )
        for mark in sentence.marks
        if (words := _words_of(run, citations[mark - 1]))
    )
    return max(found, key=lambda words: len(words.text), default=None)


def _words_of(run: str, cited: Citation) -> Highlight | None:
    """Where *run* stands in the quote of *cited*, whatever its white space and its quotation marks."""
    words = [_ANY_MARK.sub(_ANY_MARK.pattern, re.escape(word)) for word in run.strip(_AROUND + "!?…").split()]
    if len(words) < FEWEST_QUOTED:
        return None
    found = re.search(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", cited.quote, re.IGNORECASE)
    if not found or found[0] == cited.quote.strip(_AROUND + "!?…"):
        return None  # all of it needs no emphasis
    start, end = cited.start + found.start(), cited.start + found.end()
    return Highlight(mark=cited.mark, start=start, end=end, text=found[0])
