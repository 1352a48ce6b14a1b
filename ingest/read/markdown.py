"""Markdown: the readable text, one line a block, and the facts of its front matter."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest import dates
from ingest.read.facts import Facts, Hints, address, one_line, opening
from ingest.read.language import language_code
from ingest.read.text import clean, decode

_FRONT_MATTER = 20_000
"""Code points: more between two `---` is text between two rules."""
_LONGEST_PARAGRAPH = 20_000
"""Code points: the parsers take quadratic time over hostile markup in one paragraph or piece of HTML (43 s at 250,000), so
a longer one is taken as it is written."""
_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline", "by"),
    "published": ("date", "published", "publishdate", "pubdate", "published_at", "date_published", "datepublished"),
    "site": ("site", "sitename", "site_name", "publisher"),
    "language": ("lang", "language"),
    "url": ("url", "canonical_url", "canonical", "link", "permalink", "source"),
}


def read(data: bytes, _hints: Hints) -> tuple[str, Facts]:
    """The readable text of *data*, without its first heading, and the facts it states. Raises ArticleNotReadable if it is binary."""
    body, facts = _front_matter(decode(data))
    tokens = _parsed(body)
    if _is_title(tokens):
        title = one_line("".join(_inline(tokens[1].children or [])))
        if rest := _text(tokens[3:]):
            return opening(rest, facts if facts.title else replace(facts, title=title))
    return opening(_text(tokens), facts)


def _parsed(body: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.core.ruler.disable("inline")
    links: dict[str, Any] = {}
    tokens = parser.parse(body, links)
    for token in tokens:
        if token.type == "inline":
            token.children = []
            if len(token.content) <= _LONGEST_PARAGRAPH:
                parser.inline.parse(token.content, parser, links, token.children)
            else:
                token.children.append(Token("text", "", 0, content=token.content))
    return tokens


def _is_title(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1"


def _text(tokens: Sequence[Token]) -> str:
    """A blank line between blocks, a line for each list item and table row."""
    parts: list[str] = []
    items = 0
    for token in tokens:
        if token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        elif token.type == "inline":
            parts.append("".join(_inline(token.children or [])))
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content)
        elif token.type == "html_block":
            parts.append(_without_tags(token.content))
        if token.type in {"td_close", "th_close"}:
            parts.append(" | ")
        elif token.type == "tr_close":
            parts[-1] = "\n"
        elif token.block and token.nesting != 1 and token.type != "inline":
            parts.append("\n" if items or token.type == "list_item_close" else "\n\n")
    return clean("".join(parts))


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            yield token.content
        elif token.type == "softbreak" or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            yield " "  # also within a cell of a table, which is one line
        elif token.type == "hardbreak":
            yield "\n"
        elif token.type == "image":
            yield from _inline(token.children or [])


class _Words(HTMLParser):
    """Collects what a page shows of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the name is the base class's
        if tag in {"script", "style"}:
            self._hidden = tag
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _without_tags(html: str) -> str:
    if len(html) > _LONGEST_PARAGRAPH:
        return html
    words = _Words()
    words.feed(html)
    words.close()
    return "".join(words.parts)


def _front_matter(text: str) -> tuple[str, Facts]:
    """The text below the front matter, and its facts; *text* as it is if it has none that is YAML."""
    head, found, _ = text[:_FRONT_MATTER].partition("\n---\n")
    if not found or not head.startswith("---\n"):
        return text, Facts()
    try:
        # Plain strings only: no YAML date, number or `no` to take apart, and nothing that could be built from a tag.
        stated = yaml.load(head[3:], Loader=yaml.BaseLoader)  # noqa: S506 - the base loader is the safest of all
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return text, Facts()
    if not isinstance(stated, dict):
        return text, Facts()
    values = {key.lower(): value for key, value in stated.items() if isinstance(key, str)}
    published = _published(values)
    return text[len(head) + len(found) :], Facts(
        title=_first(values, "title"),
        author=_first(values, "author"),
        published=published,
        evidence="front matter" if published else "",
        site=_first(values, "site"),
        language=language_code(_first(values, "language")),
        url=next((url for key in _KEYS["url"] if (url := address(_named(values.get(key))))), ""),
    )


def _first(values: dict[str, object], fact: str) -> str:
    return next((line for key in _KEYS[fact] if (line := one_line(clean(_named(values.get(key)))))), "")


def _published(values: dict[str, object]) -> date | None:
    return next((day for key in _KEYS["published"] if (day := dates.parse(_named(values.get(key))))), None)


def _named(value: object) -> str:
    """A string, the `name` of a mapping, or several of these in a row."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        names = (item.get("name") if isinstance(item, dict) else item for item in value[:20])
        return ", ".join(name for name in names if isinstance(name, str))
    return value if isinstance(value, str) else ""
