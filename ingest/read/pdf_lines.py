"""The lines of one page of a PDF, from the characters PDFium finds and where they stand, in the order they are read."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

_HYPHEN = "\x02"
"""What PDFium makes of a hyphen at a line's end."""
_GAP = 1.5
"""Heights of a line: a wider space within one parts two columns."""
_MARGIN = 4.0
"""Points of white on each side of the middle between two columns."""
_FEWEST = 4
"""Lines on each side that make columns of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text on one base line, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    """Of its highest character."""
    size: float
    """Of its font, as it is set."""
    hyphen: bool = False
    """Whether its last word goes on in the next line; the hyphen is not in the text."""
    row: bool = False
    """Whether it is made of cells, with white between them."""
    column_left: float = 0
    column_width: float = 0


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    box: tuple[float, float, float, float]
    """Left, right, bottom, top."""
    size: float


def lines_of(page: pypdfium2.PdfTextPage) -> list[Line]:
    """The lines in the order the PDF draws them."""
    found: list[Line] = []
    held: list[_Character] = []
    for character in _characters(page):
        if character.text in {"\n", _HYPHEN} or (held and _parted(held, character)):
            found += _line(held, hyphen=character.text == _HYPHEN)
            held = []
        if character.text not in {"\n", _HYPHEN}:
            held.append(character)
    return found + _line(held)


def _characters(page: pypdfium2.PdfTextPage) -> Iterator[_Character]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = tuple(map(ctypes.byref, (left, right, bottom, top)))
    handle = page.raw
    high = 0
    for place in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, place)
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a pair in UTF-16
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:  # noqa: PLR2004 - the second half
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        text = chr(code)
        if text == "\r" or code in {0, 0xFFFE, 0xFFFF} or (code < 32 and text not in {"\n", _HYPHEN, "\t"}):  # noqa: PLR2004
            continue
        if text == "\n":
            yield _Character("\n", (0, 0, 0, 0), 0)
            continue
        if pdfium.FPDFText_HasUnicodeMapError(handle, place) == 1 and text != _HYPHEN:
            continue  # the font does not say which character it draws
        pdfium.FPDFText_GetCharBox(handle, place, *box)
        size = pdfium.FPDFText_GetFontSize(handle, place)
        yield _Character(text, (left.value, right.value, bottom.value, top.value), size)


def _parted(held: Sequence[_Character], character: _Character) -> bool:
    """Whether *character* stands so far to the right of those *held*, or so far off their line, that it begins another."""
    inked = [one for one in held[-40:] if not one.text.isspace()]
    if not inked or character.text.isspace():
        return False
    last = inked[-1].box
    height = max(4.0, *(one.box[3] - one.box[2] for one in inked))
    return character.box[0] - last[1] > _GAP * height


def _line(characters: Sequence[_Character], *, hyphen: bool = False) -> list[Line]:
    inked = [one for one in characters if not one.text.isspace()]
    if not inked:
        return []
    text = " ".join("".join(_logical(characters)).split())
    return [
        Line(
            text=text,
            left=min(one.box[0] for one in inked),
            right=max(one.box[1] for one in inked),
            bottom=sorted(one.box[2] for one in inked)[len(inked) // 2],
            height=max(one.box[3] - one.box[2] for one in inked),
            size=max(one.size for one in inked),
            hyphen=hyphen,
        )
    ]


def _logical(characters: Sequence[_Character]) -> Iterator[str]:
    """The characters in the order they are read.

    Of several that one drawn sign stands for, PDFium turns those of right-to-left scripts about: they are turned back.
    """
    place = 0
    while place < len(characters):
        end = place + 1
        if characters[place].text.isspace():
            yield " "
            place = end
            continue
        while end < len(characters) and characters[end].box == characters[place].box:
            end += 1
        together = [one.text for one in characters[place:end]]
        if len(together) > 1 and any("\u0590" <= text < "\u0900" or "\ufb1d" <= text < "\uff00" for text in together):
            together.reverse()
        yield from together
        place = end


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """*lines* column after column where the page has columns that are drawn across; else as they are drawn."""
    if not lines:
        return []
    return _columns(list(lines), min(line.left for line in lines), max(line.right for line in lines))


def _columns(lines: list[Line], left: float, right: float) -> list[Line]:
    middle = _middle(lines, left, right)
    if middle is None:
        return [replace(line, column_left=left, column_width=max(right - left, 1.0)) for line in _rows_joined(lines)]
    bands: list[tuple[list[Line], list[Line], list[Line]]] = [([], [], [])]
    spanning = sorted((line for line in lines if line.left < middle < line.right), key=lambda line: -line.bottom)
    bands += [([], [], []) for _ in spanning]
    for line in lines:
        if line.left < middle < line.right:
            bands[spanning.index(line) + 1][0].append(line)
            continue
        above = sum(one.bottom > line.bottom for one in spanning)
        bands[above][1 if line.right <= middle else 2].append(line)
    ordered: list[Line] = []
    for across, first, second in bands:
        ordered += _columns(across, left, right) if across else []
        ordered += _columns(first, left, max((line.right for line in first), default=middle)) if first else []
        ordered += _columns(second, min((line.left for line in second), default=middle), right) if second else []
    return ordered


def _middle(lines: Sequence[Line], left: float, right: float) -> float | None:
    """The place between two columns, if there are any: white beside most lines, with enough text on both sides."""
    best: tuple[int, float] | None = None
    width = right - left
    for step in range(20, 81, 2):
        place = left + width * step / 100
        first = [line for line in lines if line.right <= place - _MARGIN]
        second = [line for line in lines if line.left >= place + _MARGIN]
        across = len(lines) - len(first) - len(second)
        if min(len(first), len(second)) < _FEWEST or across > len(lines) // 4:
            continue
        if not _broad(first, place - left) or not _broad(second, right - place):
            continue  # numbers beside a list, or cells of a table
        if best is None or across < best[0]:
            best = (across, place)
    return best[1] if best else None


def _broad(lines: Sequence[Line], width: float) -> bool:
    return sum(line.right - line.left for line in lines) > 0.5 * width * len(lines)


def _rows_joined(lines: Sequence[Line]) -> list[Line]:
    """Neighbours on one base line made one: the cells of a row, the words of a justified line."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if (
            before
            and abs(before.bottom - line.bottom) < 0.4 * max(before.height, line.height)
            and line.left > before.right
        ):
            joined[-1] = replace(
                line,
                text=f"{before.text} {line.text}",
                left=before.left,
                row=before.row or line.left - before.right > _GAP * max(before.height, line.height),
                height=max(before.height, line.height),
                size=max(before.size, line.size),
            )
        else:
            joined.append(line)
    return joined
