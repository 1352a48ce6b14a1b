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
_BEFORE = rb"(?>\s+|<\?xml[^>]{0,200}>|<!--.*?-->)*+"
"""What may stand before the first tag; a comment is taken once, or a thousand of them would be tried in every way."""
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_PART = re.compile(
    _BEFORE
    + rb"<(?:title|meta|link|script|style|noscript|h[1-6]|p|div|br|hr|table|ul|ol|dl|blockquote"
    + rb"|article|main|section|header|nav)(?:\s[^<>]*)?/?>",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(rb"</([a-z][a-z0-9]{0,10})\s*>\s*\Z", re.IGNORECASE)
_PAGES = frozenset(["text/html", "application/xhtml+xml"])
"""Media types."""
_TAG = re.compile(rb"<[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]")


def kind_of(data: bytes, hints: Hints) -> str:
    """`text`, `markdown`, `html`, `pdf`, `docx` or `epub`. Raises ArticleNotReadable for an archive of anything else."""
    if data.startswith(b"%PDF-") or (b"%PDF-" in data[:_PDF_WITHIN] and b"startxref" in data[-_PDF_WITHIN:]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    named = KINDS.get(PurePath(hints.name).suffix.lower(), "")
    plain = data[:20_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 is ASCII between NULs
    if _PAGE.match(plain) or ((named == "html" or hints.media in _PAGES) and _TAG.search(plain)):
        return "html"
    if named == "markdown":
        return "markdown"
    return "html" if _PART.match(plain) and _closes(data, plain) else "text"


def _closes(data: bytes, plain: bytes) -> bool:
    """Whether *data* ends with the end of what *plain*, its beginning, opens: a text may begin with a tag that it tells of."""
    found = _END.search(data[-200:].replace(b"\0", b""))
    return found is not None and re.search(rb"<" + found[1] + rb"[\s>]", plain, re.IGNORECASE) is not None


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
