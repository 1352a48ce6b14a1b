"""PDF → text in reading order, by PDFium: without page numbers, repeated headers and footers, and broken words."""

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from ingest import dates
from ingest.errors import ArticleNotReadable
from ingest.read.facts import Facts, Hints, filled, one_line, opening
from ingest.read.pdf_lines import Line, in_reading_order, lines_of
from ingest.read.text import clean

_MOST_PAGES = 5_000
_EDGE = 3
"""Lines at the top and at the bottom of a page that can be its header or footer."""
_PAGE_NUMBER = re.compile(r"(?<!\d)\d{1,5}(?!\d)|\b[ivxlc]+\b")
"""No number of more digits counts pages."""
_PART = re.compile(
    r"\b(?:act|annex|appendix|article|chapter|day|exercise|exhibit|figure|lesson|module|part|problem|question|scene|section"
    r"|step|table|task|theorem|unit|week)\W{0,2}(?:\w{1,3}\.)*$"
)
"""Before a number that counts the parts of a text, such as the 2 of “Section 7.2”, not its pages."""
_MOST_NUMBERS = 8
"""In a line of which one may be its page's: a date, a time, the page and how many there are."""
_APART = 1.35
"""Line distances: where the next line is further down than that, a paragraph ends."""
_INDENT = 0.02
"""Of the column's width: where a sentence has ended, a line that begins further in begins a paragraph."""
_LARGE = 1.2
"""A first line this many times as high as most is the title."""
_NO_TITLE = re.compile(
    r"untitled.*|(?:microsoft \w+ - )?.*\.(?:docx?|pdf|tex|indd|dvi|odt|rtf)|slide \d+|\W*", re.IGNORECASE
)


def read(data: bytes, hints: Hints) -> tuple[str, Facts]:
    """The text of a PDF, and the facts of its properties. Raises ArticleNotReadable, also where it is only pictures."""
    document = _opened(data, hints.password)
    with contextlib.closing(document):
        if len(document) > _MOST_PAGES:
            message = f"has {len(document):,} pages; {_MOST_PAGES:,} are the most. Split it into several articles."
            raise ArticleNotReadable(message)
        pages = [_lines(document, number) for number in range(len(document))]
        properties = _properties(document)
    if not any(pages):
        message = "holds no text, only pictures of it. Run text recognition (OCR) over it first, such as ocrmypdf."
        raise ArticleNotReadable(message)
    pages = without_edges(pages)
    title = _title(pages)
    facts = Facts()
    if title and any(len(page) > 0 for page in pages[1:]) | (len(pages[0]) > len(title)):
        pages[0] = pages[0][len(title) :]
        facts = replace(facts, title=one_line(clean(" ".join(line.text for line in title))))
    text, facts = opening(clean("\n\n".join(_paragraphs([line for page in pages for line in page]))), facts)
    return text, filled(facts, properties)


def _opened(data: bytes, password: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            message = (
                "is not opened by that password. Check it."
                if password
                else "needs a password. Give it with --password, or beside the file on the page."
            )
        else:
            message = "is a damaged PDF. Get it again from where it came."
        raise ArticleNotReadable(message) from error


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page in reading order; a page that PDFium cannot load has none."""
    try:
        with contextlib.closing(document[number]) as page, contextlib.closing(page.get_textpage()) as text:
            return in_reading_order(lines_of(text))
    except pypdfium2.PdfiumError:
        return []


def without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """*pages* without what stands at the top or the bottom of many of them: running titles and page numbers."""
    large = _LARGE * _usual_height(pages)
    said = {id(line): set(_running(line, number, large)) for number, page in enumerate(pages) for line in _edges(page)}
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({(one, round(line.bottom / 4)) for line in _edges(page) for one in said[id(line)]})
    enough = 2 if len(pages) < 6 else max(3, len(pages) // 4)  # noqa: PLR2004 - left and right pages may differ
    kept = [[line for line in page if not _repeats(line, said.get(id(line), ()), seen, enough)] for page in pages]
    return kept if any(kept) else [list(page) for page in pages]


def _edges(page: Sequence[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: -line.bottom)
    return [*by_height[:_EDGE], *by_height[-_EDGE:]]


def _repeats(line: Line, said: Iterable[str], seen: Counter[tuple[str, int]], enough: int) -> bool:
    place = round(line.bottom / 4)
    return any(sum(seen[one, place + step] for step in (-1, 0, 1)) >= enough for one in said)


def _running(line: Line, number: int, large: float) -> Iterator[str]:
    """What a line of page *number* says on each page, if it is a running one: all of it, or all but the page's number.

    “Page 3 of 9” on the third page is “Page #1 of 9”, and so is “Page 4 of 9” on the fourth. Words that are *large*, and
    such as “Chapter 3”, are a heading: what that counts is no page.
    """
    said = line.text.strip().casefold()
    yield said
    if line.height >= large and any(map(str.isalpha, said)):
        return
    for found in islice(_PAGE_NUMBER.finditer(said), _MOST_NUMBERS):
        if not _PART.search(said[: found.start()]):
            counted = int(found[0]) if found[0].isdecimal() else _roman(found[0])
            yield f"{said[: found.start()]}#{counted - number}{said[found.end() :]}"


def _roman(numeral: str) -> int:
    """Its value; of letters that are no numeral, such as “civil”, any value."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in numeral]
    return sum(-one if one < two else one for one, two in pairwise([*values, 0]))


def _title(pages: Sequence[Sequence[Line]]) -> Sequence[Line]:
    """The lines of the title: those that the first page begins with, if they are larger than the rest."""
    if not pages[0]:
        return []
    usual = _usual_height(pages)
    large = 0
    for line in pages[0][:4]:
        if line.height < usual * _LARGE or line.height < pages[0][0].height * 0.9:
            break
        large += 1
    return pages[0][:large]


def _usual_height(pages: Sequence[Sequence[Line]]) -> float:
    """That of most lines of *pages*, which have some."""
    return Counter(round(line.height, 1) for page in pages for line in page).most_common(1)[0][0]


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """The text of each paragraph: lines joined, words that were broken at a line's end made whole."""
    hyphenated = set(re.findall(r"\w+-\w+", " ".join(line.text for line in lines).casefold()))
    steps = Counter(
        round(one.bottom - two.bottom)
        for one, two in pairwise(lines)
        if 0 < one.bottom - two.bottom < 3 * one.height + 20
    )
    usual = steps.most_common(1)[0][0] if steps else 0
    parts: list[str] = []
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        if before is not None and _ends(before, line, usual):
            yield "".join(parts)
            parts = []
            before = None
        if before is None:
            parts.append(line.text)
        elif before.hyphen:
            parts[-1] = _whole(parts[-1], line.text, hyphenated)
        else:
            parts.append(" " + line.text)
    yield "".join(parts)


def _ends(before: Line, line: Line, usual: float) -> bool:
    """Whether a paragraph ends between two lines."""
    if before.hyphen:
        return False
    other_font = before.size != line.size and abs(before.height - line.height) > 0.18 * max(before.height, line.height)
    if other_font or before.row or line.row:
        return True
    stops = before.text.rstrip("\"'”’») ")[-1:] in {".", "!", "?", ":", "…", "؟", "。"}
    broken_early = _would_fit(line, before) and not line.text[:1].islower()
    down = before.bottom - line.bottom
    if down <= 0 or down > 3 * usual + 20:  # another column or page
        return stops or broken_early
    far_down = usual and down > _APART * usual
    indented = line.left - before.left > _INDENT * line.column_width
    return far_down or broken_early or (stops and (indented or _would_fit(line, before)))


def _would_fit(line: Line, before: Line) -> bool:
    """Whether the line *before* has room for the first word of the next: then it was broken on purpose."""
    word = len(line.text.split(maxsplit=1)[0]) + 1
    room = before.column_left + before.column_width - before.right
    character = min((before.right - before.left) / len(before.text), 0.7 * before.height)  # the cells of a row lie wide
    return room > 1.1 * word * character


def _whole(before: str, after: str, hyphenated: set[str]) -> str:
    """Two parts of a broken word as one: with the hyphen if it is written so elsewhere, or goes on in capitals or digits."""
    first = re.search(r"\w*$", before)
    second = re.match(r"\w*", after)
    compound = f"{first[0] if first else ''}-{second[0] if second else ''}".casefold()
    keep = compound in hyphenated or not after[:1].islower()
    return f"{before}{'-' if keep else ''}{after}"


def _properties(document: pypdfium2.PdfDocument) -> Facts:
    stated = {name: one_line(clean(value)) for name, value in document.get_metadata_dict(skip_empty=True).items()}
    title = stated.get("Title", "")
    written = re.match(r"D:(\d{4})(\d{2})(\d{2})", stated.get("CreationDate", ""))
    published = dates.parse("-".join(written.groups())) if written else None
    return Facts(
        title="" if _NO_TITLE.fullmatch(title) else title,
        author=stated.get("Author", ""),
        published=published,
        evidence="document properties" if published else "",
    )
