"""The article beside the chat: its text in pieces that a chip can point at.

Python cuts the text, so the browser compares the numbers it is given and never counts characters: its strings count
UTF-16 units, ours code points. The pieces joined are the text, to the last space.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TypedDict

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ingest import Article
from ui.render import long_date

LONGEST_HEADLINE = 100
"""Code points; a longer line without a full stop is a paragraph."""

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_NEWLINES = re.compile(r"\n+")

_HTML = """
<section class="pane" aria-label="Article">
  <div class="bar" role="search" aria-label="Find in the article">
    <input type="search" placeholder="Find in the article" aria-label="Find in the article" autocomplete="off">
    <span class="count" role="status"></span>
    <button type="button" class="before" aria-label="Previous place" title="Previous place">↑</button>
    <button type="button" class="after" aria-label="Next place" title="Next place">↓</button>
    <span class="sizes">
      <button type="button" class="smaller" aria-label="Smaller text" title="Smaller text">A</button>
      <button type="button" class="larger" aria-label="Larger text" title="Larger text">A</button>
    </span>
    <button type="button" class="close">Back to the chat</button>
  </div>
  <div class="scroller" role="region" aria-label="Text of the article" tabindex="0"><div class="inside"></div></div>
  <div class="rail" role="img" hidden></div>
</section>
"""

Span = tuple[int, int]
"""A start and an end in code points of the article's text."""
Piece = tuple[int, int, str]
"""A start, an end, and the text between them."""


class Block(TypedDict):
    """A paragraph or headline, and the empty lines behind it."""

    headline: bool
    pieces: list[Piece]
    gap: Piece


@dataclass(frozen=True, slots=True)
class Shown:
    """Spans that the pane brings into view by itself, once for each *key*."""

    key: str
    spans: tuple[Span, ...]
    words: Span | None = None
    """Shown stronger than the rest."""
    comes: bool = False
    """Whether the pane itself is brought into view: on a phone it stands below the chat."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chip points to."""

    article_id: str
    span: Span
    words: Span | None = None


def article_pane(article: Article, *, spans: Iterable[Span] = (), shown: Shown | None = None) -> Place | None:
    """Draw *article*, cut so that each of *spans* can be highlighted, and beside it a bar of where they are.

    Returns where a chip that was just pressed points to, when that is another article.
    """
    spans = set(spans)
    stated = [long_date(article.published), article.author, f"{len(article.text.split()):,} words"]
    if article.title_is_made:
        stated.append("untitled: headed by its first words")
    facts = " · ".join(fact for fact in stated if fact)
    url = article.url if article.url.startswith(("https://", "http://")) else ""
    drawn = _component()(
        key="article-pane",
        on_open_change=lambda: None,
        data={
            "id": article.id,
            "article": f"{article.id} {article.version}",
            "drawn": str((article.title, facts, url, sorted(spans))),
            "title": article.title,
            "facts": facts,
            "url": url,
            "blocks": blocks(article, spans),
            "shown": asdict(shown) if shown else None,
            "touched": sorted(spans),
            "share": share(article, spans),
        },
    )
    return pressed(str(drawn.get("open") or ""))


def pressed(said: str) -> Place | None:
    """What the browser says of a chip, `<article>-<start>-<end>[-<start>-<end>]`; None for anything else."""
    id_, *numbers = said.split("-")
    if len(numbers) not in {2, 4} or not all(number.isdecimal() for number in numbers):
        return None
    start, end, *words = (int(number) for number in numbers)
    return Place(id_, (start, end), (words[0], words[1]) if words else None)


def share(article: Article, spans: Iterable[Span]) -> str:
    """How much of the article the chat has touched, in words."""
    touched = sum(any(start < one.end and one.start < end for start, end in spans) for one in article.sentences)
    return f"The chat has touched {touched} of {len(article.sentences)} sentences"


def blocks(article: Article, spans: Iterable[Span] = ()) -> list[Block]:
    """The article's paragraphs, cut at its sentences and at *spans*; everything joined is `article.text`."""
    text = article.text
    cuts = {0, len(text)}
    for sentence in article.sentences:
        cuts |= {sentence.start, sentence.end}
    for span in spans:
        cuts |= set(span)
    ends = sorted(cuts)
    breaks = list((_BLANK_LINES if _BLANK_LINES.search(text) else _NEWLINES).finditer(text))
    made: list[Block] = []
    start = place = 0
    for end, gap_end in [*((found.start(), found.end()) for found in breaks), (len(text), len(text))]:
        inner = [start]
        while place < len(ends) and ends[place] <= end:
            if ends[place] > start:
                inner.append(ends[place])
            place += 1
        if inner[-1] != end:
            inner.append(end)
        pieces = [(a, b, text[a:b]) for a, b in pairwise(inner)]
        made.append(Block(headline=_is_headline(text[start:end]), pieces=pieces, gap=(end, gap_end, text[end:gap_end])))
        start = gap_end
    return made


def _is_headline(paragraph: str) -> bool:
    line = paragraph.strip()
    return 0 < len(line) <= LONGEST_HEADLINE and "\n" not in line and line[-1].isalnum() and line[0].isupper()


@cache
def _component() -> ComponentRenderer:
    css, js = (files("ui").joinpath(f"article_pane.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("article_pane", html=_HTML, css=css, js=js)
