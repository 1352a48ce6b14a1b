"""EPUB: the chapters in the order of reading, without navigation; the facts of its package."""

import posixpath
from urllib.parse import unquote

from lxml import etree, html

from ingest import dates
from ingest.errors import ArticleNotReadable
from ingest.read.archive import Archive
from ingest.read.blocks import text_of
from ingest.read.facts import Facts, Hints, one_line
from ingest.read.language import language_code
from ingest.read.text import clean

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}
_CONTENT = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}


def read(data: bytes, _hints: Hints) -> tuple[str, Facts]:
    """The text of a book, chapter after chapter, and what its package states. Raises ArticleNotReadable."""
    archive = Archive(data)
    if "META-INF/encryption.xml" in archive.names and b"EncryptedData" in archive.read("META-INF/encryption.xml"):
        encrypted = etree.fromstring(archive.read("META-INF/encryption.xml"), _parser())
        if encrypted is not None and any(
            str(one.get("URI", "")).lower().endswith(("html", "htm", "xml"))
            for one in encrypted.iter("{*}CipherReference")
        ):
            message = "is protected against copying. Get it without protection."
            raise ArticleNotReadable(message)
    container = _parsed(archive, "META-INF/container.xml")
    rootfile = container.find(".//{*}rootfile")
    if rootfile is None or not rootfile.get("full-path"):
        message = "names no package, so it is a damaged EPUB. Get it again from where it came."
        raise ArticleNotReadable(message)
    place = str(rootfile.get("full-path"))
    package = _parsed(archive, place)
    chapters = (clean(_chapter(archive, name)) for name in _spine(package, posixpath.dirname(place)))
    return "\n\n".join(chapter for chapter in dict.fromkeys(chapters) if chapter), _facts(package)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(**_SAFE)


def _parsed(archive: Archive, name: str) -> etree._Element:
    try:
        root = etree.fromstring(archive.read(name), _parser())
    except etree.XMLSyntaxError as error:
        root, why = None, error
    else:
        why = None
    if root is None:
        message = f"has a damaged {name[:80]!r}. Get it again from where it came."
        raise ArticleNotReadable(message) from why
    return root


def _spine(package: etree._Element, folder: str) -> list[str]:
    """The names of the chapters' files, in the order of reading."""
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.iter("{*}item")
        if item.get("media-type") in _CONTENT and "nav" not in (item.get("properties") or "").split()
    }
    found = (files.get(one.get("idref")) for one in package.iter("{*}itemref") if one.get("linear") != "no")
    return [name for name in dict.fromkeys(found) if name]


def _chapter(archive: Archive, name: str) -> str:
    if name not in archive.names:
        return ""
    try:
        page = html.document_fromstring(archive.read(name), html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    return text_of(page, skip=frozenset(["nav"]))


def _facts(package: etree._Element) -> Facts:
    def stated(name: str) -> list[str]:
        found = (one.text or "" for one in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"))
        return [line for one in found if (line := one_line(clean(one)))]

    published = next((day for one in stated("date") if (day := dates.parse(one))), None)
    return Facts(
        title=next(iter(stated("title")), ""),
        author=", ".join(stated("creator")[:20]),
        published=published,
        evidence="document properties" if published else "",
        site=next(iter(stated("publisher")), ""),
        language=next(map(language_code, stated("language")), ""),
    )
