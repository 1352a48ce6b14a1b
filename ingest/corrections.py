"""What the user says of an article stands before what its source says; the text is never touched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ingest import dates
from ingest.article import Article
from ingest.entries import Listing
from ingest.errors import FactNotUsable
from ingest.read.facts import address, one_line
from ingest.read.language import language_code
from ingest.read.text import clean

Corrected = TypeVar("Corrected", Article, Listing)
EVIDENCE = "by hand"


def usable(fact: str, value: date | str) -> str:
    """A correction as it is kept; empty if there is no such fact. Raises FactNotUsable."""
    line = value.isoformat() if isinstance(value, date) else one_line(clean(value))
    checks = {
        "title": (bool(line), "A title cannot be empty. Give one."),
        "published": (
            not line or dates.parse(line) is not None,
            f"{line!r} is no day up to today. Write it as 2024-03-26, or leave it empty for none.",
        ),
        "url": (
            not line or bool(address(line)),
            f"{line!r} is no http or https address. Check it, or leave it empty for none.",
        ),
        "language": (
            not line or bool(language_code(line)),
            f"{line!r} is no code of a language. Write it as `en`, or leave it empty for none.",
        ),
    }
    sound, message = checks.get(fact, (True, ""))
    if not sound:
        raise FactNotUsable(message)
    if fact == "published" and (day := dates.parse(line)):
        return day.isoformat()
    return language_code(line) if fact == "language" else line


def corrected(article: Corrected, corrections: Mapping[str, str]) -> Corrected:
    """*article* with what its user says of it: facts by name, as `usable` gives them."""
    if not corrections:
        return article
    plain = {fact: value for fact, value in corrections.items() if fact != "published"}
    if "title" in plain and isinstance(article, Article):
        article = replace(article, title_is_made=False)
    if "published" in corrections:
        day = dates.parse(corrections["published"])
        article = replace(article, published=day, published_evidence=EVIDENCE if day else "")
    return replace(article, **plain)  # type: ignore[arg-type]
