"""Which kind of file it is: told by what it holds; only text that says nothing of itself is judged by its name."""

import io
import re
import zipfile
from pathlib import PurePath

from ingest.errors import ArticleNotReadable
from ingest.read.facts import Hints

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}
"""Suffix → kind. A folder is searched for these, and an uploader takes them."""

_PDF_WITHIN = 1024
"""Bytes before `%PDF-` that readers of PDF put up with."""
_PAGE = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(rb"<[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]")


def kind_of(data: bytes, hints: Hints) -> str:
    """`text`, `markdown`, `html`, `pdf`, `docx` or `epub`. Raises ArticleNotReadable for an archive of anything else."""
    if data.startswith(b"%PDF-") or (b"%PDF-" in data[:_PDF_WITHIN] and b"startxref" in data[-_PDF_WITHIN:]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    named = KINDS.get(PurePath(hints.name).suffix.lower(), "")
    plain = data[:20_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 is ASCII between NULs
    if _PAGE.match(plain) or (named == "html" and _TAG.search(plain)):
        return "html"
    return named if named == "markdown" else "text"


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        message = f"is a damaged archive ({error}). Get it again from where it came."
        raise ArticleNotReadable(message) from error
    if "word/document.xml" in names:
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    message = "is an archive, and neither .docx nor .epub. Unpack it, and give the files in it."
    raise ArticleNotReadable(message)
