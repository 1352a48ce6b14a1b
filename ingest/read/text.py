"""Plain text: bytes → clean text, whatever encoding they are in."""

import codecs
import re

from ingest.errors import ArticleNotReadable
from ingest.read.facts import Facts, Hints, opening

_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\u00ad\ufdd0-\ufdef\ufffe\uffff]")
_CURE = "Text, Markdown, HTML, PDF, .docx and .epub can be read."


def read(data: bytes, _hints: Hints) -> tuple[str, Facts]:
    """The text of *data*, and the facts it opens with. Raises ArticleNotReadable if it is binary."""
    return opening(unwrapped(decode(data)))


def decode(data: bytes) -> str:
    """The clean text of *data*: Unicode by its mark or its bytes, else Windows-1252, which is also Latin-1.

    Raises ArticleNotReadable if it is binary, or in an encoding of another script, of which no byte tells.
    """
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            message = f"looks like {kind}. {_CURE}"
            raise ArticleNotReadable(message)
    text = _decoded(data)
    if _is_binary(text):
        message = f"looks like a binary file. {_CURE}"
        raise ArticleNotReadable(message)
    return clean(text)


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    # ASCII in UTF-16 has a NUL in every other place, and nowhere else.
    even, odd, pairs = data[::2].count(0), data[1::2].count(0), len(data) // 2
    if odd > pairs * 0.4 and not even:
        return data.decode("utf-16-le", "replace")
    if even > pairs * 0.4 and not odd:
        return data.decode("utf-16-be", "replace")
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text) - damaged
    if beyond >= damaged:  # a few damaged bytes in UTF-8 are no reason to misread all the others
        return text
    if damaged > len(text) * 0.15 and not _is_binary(
        text.replace("\ufffd", "")
    ):  # accents are rare in western text: 4 % in French, 8 % in Czech
        message = "is in an encoding we cannot tell. Save it as UTF-8."
        raise ArticleNotReadable(message)
    return data.decode("cp1252", "replace")


def _is_binary(text: str) -> bool:
    # A stray control character is dropped; of compressed data or machine code every eighth is one.
    return text.count("\ufffd") + len(_NOT_TEXT.findall(text)) > max(3, len(text) // 20)


def clean(text: str) -> str:
    """*text* with one kind of line break, no blank space around it, and no character that is not text.

    Control characters, lone surrogates, byte order marks and soft hyphens go; several blank lines become one.
    """
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    text = _NOT_TEXT.sub("", text)
    return re.sub(r"\n\s*\n", "\n\n", text).strip()


def unwrapped(text: str) -> str:
    """*text* with the lines of its paragraphs joined, if it is wrapped to a width as in mail and old books.

    A line was wrapped if the next line's first word would not have fitted; nine in ten must be.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    inner = [place for place in range(len(lines) - 1) if lines[place].strip() and lines[place + 1].strip()]
    if not 40 <= width <= 100 or len(inner) < 3:  # noqa: PLR2004 - widths people wrap at; fewer lines prove nothing
        return text
    full = {place for place in inner if len(lines[place]) + 1 + len(lines[place + 1].split(maxsplit=1)[0]) > width}
    if len(full) < 0.9 * len(inner):
        return text
    return "".join(line + (" " if place in full else "\n") for place, line in enumerate(lines)).strip()
