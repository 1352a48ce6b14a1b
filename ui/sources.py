"""Where a citation can be checked outside: the live page at the quote, and a card to paste elsewhere. Pure."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from assistant import Citation
from ingest import Article

LONGEST_FRAGMENT = 160
"""Code points; a longer quote is named by its first and last words, as the address would be longer than the line."""
FEWEST_WORDS = 4
"""At each end of a quote that is named so."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader can do with a citation elsewhere."""

    link: str
    """The live page, at the quote where that is unique in the article; empty without an address."""
    card: str
    """The quote and everything that finds it again, as plain text."""


def source(citation: Citation, article: Article | None, today: date) -> Source:
    """The source of *citation*, which *article* is the version of; None where that version is no longer kept."""
    return Source(live_link(citation, article), card(citation, article, today))


def live_link(citation: Citation, article: Article | None) -> str:
    """The citation's address, with a text fragment where the quote stands once in *article*."""
    if not is_web(citation.url):
        return ""
    named = fragment(citation.quote, article.text) if article else ""
    if not named:
        return citation.url
    return f"{citation.url}{':~:' if '#' in citation.url else '#:~:'}text={named}"


def fragment(words: str, text: str) -> str:
    """*words* as a text fragment that finds them in *text*, or nothing where none finds them alone.

    A browser takes the first place that fits, whatever its capitals.
    """
    whole, flat = " ".join(words.split()), " ".join(text.split()).casefold()
    if not whole or flat.count(whole.casefold()) != 1:
        return ""
    if "\n" not in words.strip() and len(whole) <= LONGEST_FRAGMENT:
        return _encoded(whole)
    parts = whole.split()
    lines = [line.split() for line in words.splitlines() if line.strip()]
    for count in range(FEWEST_WORDS, len(parts) // 2 + 1):
        first, last = " ".join(lines[0][:count]), " ".join(lines[-1][-count:])
        ends = whole.casefold().find(last.casefold()) == len(whole.casefold()) - len(last.casefold())
        if flat.count(first.casefold()) == 1 and ends and not _overlap(first, last, whole):
            return f"{_encoded(first)},{_encoded(last)}"
    return ""


def card(citation: Citation, article: Article | None, today: date) -> str:
    """The quote, outlet, byline, title, date, address, day, offsets and checksum, a line for each kind of fact."""
    outlet = (article.site if article else "") or _host(citation.url).removeprefix("www.")
    facts = [citation.author, f"“{citation.title}”", outlet, _day(citation.published)]
    place = f"Characters {citation.start}–{citation.end} of version {citation.version}"
    checksum = f"\nSHA-256 of the text: {article.sha256}" if article else ""
    address = f"{citation.url}\n" if is_web(citation.url) else ""
    return (
        f"“{citation.quote}”\n{', '.join(fact for fact in facts if fact)}\n{address}Accessed {_day(today)}\n"
        f"{place}{checksum}\n"
    )


def is_web(url: str) -> bool:
    """Whether *url* may be a link: nothing but http and https is."""
    return url.startswith(("https://", "http://")) and bool(_host(url))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _encoded(words: str) -> str:
    """Percent-encoded; a comma, a dash and an ampersand have a meaning in a fragment."""
    return quote(words, safe="").replace("-", "%2D")


def _overlap(first: str, last: str, whole: str) -> bool:
    return len(first) + len(last) > len(whole)
