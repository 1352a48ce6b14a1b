""".docx: paragraphs, lists, tables, footnotes, and tracked changes as if accepted; its header and footer are left out."""

import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.parsers.expat import ExpatError

from lxml import etree, html

from ingest import dates
from ingest.errors import ArticleNotReadable
from ingest.read.archive import LARGEST_UNPACKED, Archive
from ingest.read.blocks import text_of
from ingest.read.facts import Facts, Hints, filled, one_line, opening
from ingest.read.text import clean

_PROGRAMS = frozenset(["python-docx", "Apache POI", "docx", "Un-named"])
"""Authors that are none: what such a program states is its template's."""
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def read(data: bytes, _hints: Hints) -> tuple[str, Facts]:
    """The text of a Word document, and the facts of its properties. Raises ArticleNotReadable."""
    archive = Archive(data)
    if archive.unpacked() > LARGEST_UNPACKED:
        message = f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB. It may be made to do harm."
        raise ArticleNotReadable(message)
    page = _as_page(_sound(archive))
    body = html.fromstring(f"<div>{page}</div>")
    facts, properties = Facts(), _facts(archive)
    first = body.find("h1")
    if first is not None and first.getprevious() is None and first.getnext() is not None:
        facts = replace(facts, title=one_line(clean(first.text_content())))
        body.remove(first)
    text, facts = opening(clean(text_of(body)), facts)
    return text, filled(facts, properties)


def _sound(archive: Archive) -> bytes:
    """The archive again, of the parts that hold text: each unpacked to the limit, and of none a DTD is left to expand."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for name in sorted(archive.names):
            if name.endswith((".xml", ".rels")):
                part = archive.read(name)
                if b"<!DOCTYPE" in part[:2000] or b"<!ENTITY" in part:
                    message = "holds a document type, which no word processor writes. It may be made to do harm."
                    raise ArticleNotReadable(message)
                copy.writestr(name, part)
    return kept.getvalue()


def _as_page(data: bytes) -> str:
    import mammoth

    try:
        result: Any = mammoth.convert_to_html(
            io.BytesIO(data), style_map="p[style-name='Title'] => h1:fresh", include_embedded_style_map=False
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, ExpatError, RecursionError) as error:
        message = f"is a damaged Word document ({type(error).__name__}). Open it in a word processor and save it anew."
        raise ArticleNotReadable(message) from error
    return str(result.value)


def _facts(archive: Archive) -> Facts:
    """What the properties say."""
    if "docProps/core.xml" not in archive.names:
        return Facts()
    try:
        core = etree.fromstring(archive.read("docProps/core.xml"), etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError:
        return Facts()
    stated = {etree.QName(one).localname: (one.text or "") for one in core if isinstance(one.tag, str)}
    if stated.get("creator", "").strip() in _PROGRAMS:
        return Facts(title=one_line(clean(stated.get("title", ""))))
    published = dates.parse(stated.get("created", ""))
    return Facts(
        title=one_line(clean(stated.get("title", ""))),
        author=one_line(clean(stated.get("creator", ""))),
        published=published,
        evidence="document properties" if published else "",
    )
