"""HTML → its blocks of text: every word a page shows, a line for each paragraph, list item and table row."""

import re
from collections.abc import Iterator

from lxml.etree import _Comment, _Entity, _ProcessingInstruction
from lxml.html import HtmlElement

# ruff: noqa: SIM905 - a list of words reads best as words
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section summary table tbody tfoot thead "
    "title tr ul".split()
)
_HIDDEN = frozenset(["head", "noscript", "script", "style", "template", "textarea", "select", "svg", "math", "iframe"])
_TIGHT = frozenset(["li", "tr", "dt", "dd"])
"""What follows its neighbour without a blank line."""


def text_of(root: HtmlElement, skip: frozenset[str] = frozenset()) -> str:
    """All that *root* shows, but for the elements named in *skip*: a blank line between blocks, one line a row or item."""
    parts: list[str] = []
    for word in _walk(root, skip):
        if word.startswith("\n"):
            while parts and parts[-1] == " ":
                parts.pop()
            if parts and parts[-1].startswith("\n"):
                parts[-1] = max(parts[-1], word, key=len)
            elif parts:
                parts.append(word)
        elif not (word == " " and (not parts or parts[-1] == " " or parts[-1].startswith("\n"))):
            parts.append(word)
    lines = ("".join(parts)).split("\n")
    return "\n".join(re.sub(r" {2,}", " ", line).strip(" |") for line in lines).strip()


_CELLS = frozenset(["td", "th"])


def _walk(root: HtmlElement, skip: frozenset[str]) -> Iterator[str]:
    """Words and line breaks in the order of the page, without recursion: a page may be as deep as it likes."""
    waiting: list[tuple[HtmlElement, bool]] = [(root, False)]
    cells = 0
    while waiting:
        element, closes = waiting.pop()
        named = isinstance(element.tag, str)
        tag = element.tag.rpartition("}")[2].lower() if named else ""
        if closes:
            yield from [" "] if cells else _break(tag)
            cells -= tag in _CELLS
            if element is not root:
                yield from _words(element.tail)
            continue
        if isinstance(element, (_Comment, _ProcessingInstruction, _Entity)) or not named or tag in _HIDDEN | skip:
            if element is not root:
                yield from _words(element.tail)
            continue
        if tag in _CELLS and element.getprevious() is not None:
            yield " | "
        cells += tag in _CELLS
        yield from [" "] if cells else _break(tag)
        yield from _words(element.text)
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))


def _break(tag: str) -> Iterator[str]:
    if tag in _TIGHT or tag == "br":
        yield "\n"
    elif tag in _BLOCKS:
        yield "\n\n"


def _words(text: str | None) -> Iterator[str]:
    if not text:
        return
    if text[:1].isspace():
        yield " "
    yield " ".join(text.split())
    if text[-1:].isspace():
        yield " "
