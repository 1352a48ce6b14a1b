"""A web page → its article, by trafilatura; a page in which that finds none is read whole."""

import codecs
import re
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ingest.errors import ArticleNotReadable
from ingest.read.blocks import text_of
from ingest.read.facts import Facts, Hints, filled, one_line, opening
from ingest.read.page_facts import FAULTS, page_facts
from ingest.read.text import clean

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})|<\?xml[^>]{0,80}?encoding=[\"']([a-zA-Z0-9_-]{2,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 8_192
"""Bytes: the standard says 1,024, pages do not."""
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "logical": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    **{f"x-cp{number}": f"cp{number}" for number in range(1250, 1259)},
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
}
"""Declared → read; a page whose declaration could be read as ASCII is not in UTF-16."""
_JAPANESE_IN_SEVEN_BITS = "iso-2022-jp"
_DEEPEST = 1_000
"""Elements within each other: trafilatura and lxml walk some trees by recursion, and pages of the web have about 30."""
_SHORT = 250
"""Code points: below that trafilatura has found no article and given what it had; where the page shows less without what
stands around an article, or ten times as much, that is taken instead."""
_AROUND = frozenset(["nav", "header", "footer", "aside", "form", "button"])
"""What stands around an article where a page says so."""


def read(data: bytes, hints: Hints) -> tuple[str, Facts]:
    """The article of a page, without what stands around it, and the facts the page states. Raises ArticleNotReadable."""
    page = decoded(data, hints.charset)
    tree = _parsed(page)
    facts = page_facts(tree, page, hints)
    text = _extracted(page)
    if len(text) < _SHORT:
        everything = clean(text_of(tree, skip=_AROUND)) or clean(text_of(tree))
        if len(everything) < len(text) or len(everything) > 10 * len(text):
            text = everything
    if not facts.title:
        facts = replace(facts, title=_headline(tree))
    headline, _, below = text.partition("\n")
    if below.strip() and facts.title and _same_words(headline, facts.title):
        text = below.strip()
    text, found = opening(text, Facts(title=facts.title, author=facts.author, url=facts.url))
    return text, filled(facts, found)


def decoded(data: bytes, charset: str = "") -> str:
    """The page as text: by its byte order mark, as valid UTF-8, as the server or the page declares, or as it looks.

    Japanese in seven bits is valid UTF-8 too, so that is tried first where it is declared.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    if data[1:200:2].count(0) > 90:  # noqa: PLR2004 - nearly all of a hundred
        return data.decode("utf-16-le", "replace")
    if data[:200:2].count(0) > 90:  # noqa: PLR2004 - likewise
        return data.decode("utf-16-be", "replace")
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    declared = (found[1] or found[2]).decode() if found else ""
    seven_bits = [name for name in (charset, declared) if name.lower() == _JAPANESE_IN_SEVEN_BITS]
    for name in (*seven_bits, "utf-8", charset, declared):
        try:
            return data.decode(_AS_BROWSERS_READ.get(name.lower(), name))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    for name in (charset, declared):  # one damaged byte is no reason to disbelieve a page
        known = _AS_BROWSERS_READ.get(name.lower(), name)
        try:
            text = data.decode(known, "replace")
        except (LookupError, ValueError):
            continue
        if text.count("\ufffd") < max(3, len(text) // 200):
            return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _parsed(page: str) -> HtmlElement:
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        message = "holds no text. Check that it is the page you meant."
        raise ArticleNotReadable(message) from error
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            message = f"has more than {_DEEPEST:,} elements within each other. It may be made to do harm."
            raise ArticleNotReadable(message)
    return tree


def _extracted(page: str) -> str:
    """The article alone, as trafilatura finds it; a blank line between paragraphs."""
    import trafilatura

    try:
        found = trafilatura.extract(page, include_comments=False, with_metadata=False) or ""
    except FAULTS:
        return ""
    parts: list[str] = []
    tight = False
    for line in filter(None, map(str.strip, clean(found).split("\n"))):
        row = line.startswith("|") and line.endswith("|")
        if row and not line.strip("|- "):
            continue
        item = line.startswith("- ")
        parts.append(("\n" if tight and (row or item) else "\n\n") if parts else "")
        parts.append(line.strip("| ") if row else line.removeprefix("- "))
        tight = row or item
    return clean("".join(parts))


def _headline(tree: HtmlElement) -> str:
    first = next(tree.iter("h1", "h2", "h3"), None)
    return one_line(clean(first.text_content())) if first is not None else ""


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())
