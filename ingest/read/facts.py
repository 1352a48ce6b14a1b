"""What a source states about itself before its text begins: title, byline, date, address."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from ingest import dates


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a source states about itself; empty where it says nothing."""

    title: str = ""
    author: str = ""
    published: date | None = None
    evidence: str = ""
    """Where the date stands; see `Article.published_evidence`."""
    site: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What is known of a source before it is read."""

    name: str = ""
    """Of the file, as it is shown."""
    url: str = ""
    """Where a page was fetched, after all redirects."""
    charset: str = ""
    """What the server says."""
    media: str = ""
    """The media type that the server says, such as `text/html`."""
    password: str = field(default="", repr=False)


Reader = Callable[[bytes, Hints], tuple[str, Facts]]
"""The bytes of a source → its text, cleaned, and the facts it states. Raises ArticleNotReadable."""


def filled(facts: Facts, others: Facts) -> Facts:
    """*facts*, and where they say nothing, what *others* say."""
    if not facts.published:
        facts = replace(facts, published=others.published, evidence=others.evidence)
    return replace(
        facts,
        title=facts.title or others.title,
        author=facts.author or others.author,
        site=facts.site or others.site,
        url=facts.url or others.url,
        language=facts.language or others.language,
    )


_LABELLED = re.compile(
    r"(?P<label>title|headline|author|byline|by|date|published(?: on)?|url|source)[ \t]*:[ \t]*(?P<value>\S.*)",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:date|published(?: on)?)[ \t]*:?[ \t]+", re.IGNORECASE)
# "By Jane Doe and J. K. Rowling": names only, so that "By Monday the talks had failed" stays text.
_BYLINE = re.compile(r"[Bb]y (?P<names>[^\W\d_a-z][\w.’'-]*(?: (?:and|de|van|von|of|[^\W\d_a-z][\w.’'-]*),?){1,8})")
_HEADLINE = 200
"""Code points: a longer first line is a paragraph."""
_LONGEST_LINE = 2000
"""Code points of a line that states a fact: as long as a web address can be."""


def one_line(value: str) -> str:
    """*value* without line breaks and repeated space, at most 300 code points."""
    return " ".join(value[:1000].split())[:300].strip()


def address(value: str) -> str:
    """*value* if it is a web address, else nothing: no script and no file ever becomes a link."""
    value = value.strip()
    try:
        host = urlsplit(value).hostname
    except ValueError:  # "http://[" is no address
        host = None
    return value if host and re.fullmatch(r"https?://[^\s<>\"]{1,2000}", value, re.IGNORECASE) else ""


def opening(text: str, facts: Facts | None = None) -> tuple[str, Facts]:
    """*text* without the lines it states facts in, and *facts* with those added that it lacked.

    Read are labelled lines (`Title: …`), a byline, a date alone on its line, and the headline above these; also the
    prefix `date 2024-03-26` of a first paragraph. The first line of any other shape is where the text begins.
    """
    facts = facts or Facts()
    rest, found = _stated(text, facts)
    if rest == text and not facts.title:
        headline, _, below = text.partition("\n")
        if below and len(headline) <= _HEADLINE and headline.strip()[-1:] not in {".", "!", "…", ":"}:
            rest_below, found_below = _stated(below.lstrip(), facts)
            if rest_below != below.lstrip() and rest_below and not found_below.title:
                return rest_below, replace(found_below, title=one_line(headline))
    return (rest, found) if rest else (text, facts)


def _stated(text: str, facts: Facts) -> tuple[str, Facts]:
    rest = text
    while rest:
        line, _, below = rest.partition("\n")
        if fact := _fact(line.strip(), facts):
            facts, rest = fact, below.lstrip()
            continue
        prefix = _DATED.match(rest)
        if prefix and not facts.published and (day := dates.leading(rest[prefix.end() :])):
            after = rest[prefix.end() + day[1] :]
            if after[:1].isspace() and not after.lstrip()[:1].islower():
                return after.lstrip(), replace(facts, published=day[0], evidence="text")
        break
    return rest, facts


def _fact(line: str, facts: Facts) -> Facts | None:
    """*facts* with the one that *line* states; None if it states none or one that is known."""
    if len(line) > _LONGEST_LINE:
        return None
    label, value = "", line
    if labelled := _LABELLED.fullmatch(line):
        label, value = labelled["label"].lower(), labelled["value"]
    elif byline := _BYLINE.fullmatch(line):
        label, value = "by", byline["names"]
    if label in {"title", "headline"}:
        return None if facts.title else replace(facts, title=one_line(value))
    if label in {"author", "byline", "by"}:
        return None if facts.author else replace(facts, author=one_line(value))
    if label in {"url", "source"}:
        return replace(facts, url=address(value)) if address(value) and not facts.url else None
    day = dates.parse(value)
    return replace(facts, published=day, evidence="text") if day and not facts.published else None
