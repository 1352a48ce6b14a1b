"""Files made for the tests: pages, PDFs, Word documents and books, and what a stranger might send instead."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

Text = tuple[float, float, float, str]
"""Left, bottom and size in points, and what stands there."""


def pdf(pages: Sequence[Sequence[Text]], *, info: str = "") -> bytes:
    """A PDF with one text at each place, in the order given."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for texts in pages:
        drawn = "".join(
            f"BT /F1 {size:g} Tf {left:g} {bottom:g} Td ({escaped(said)}) Tj ET\n" for left, bottom, size, said in texts
        )
        kids.append(f"{len(objects) + 1} 0 R")
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects) + 2} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>"
            ),
            f"<< /Length {len(drawn.encode('latin-1'))} >>\nstream\n{drawn}endstream",
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    if info:
        objects.append(f"<< {info} >>")
    return written(objects, info=bool(info))


def written(objects: Sequence[str], *, info: bool = False) -> bytes:
    """A PDF of these objects, with its table of where each begins."""
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    last = f" /Info {len(objects)} 0 R" if info else ""
    return bytes(data) + f"trailer << /Size {len(objects) + 1} /Root 1 0 R{last} >>\nstartxref\n{table}\n%%EOF".encode()


def escaped(said: str) -> str:
    return said.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def archive(files: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org"


def docx(body: str, *, more: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body, in WordprocessingML."""
    kinds = (
        f'<Types xmlns="{RELATIONS}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        f'<Relationships xmlns="{RELATIONS}/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" '
        f'Type="{RELATIONS}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    return archive(
        {
            "[Content_Types].xml": kinds,
            "_rels/.rels": links,
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            **(more or {}),
        }
    )


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def epub(chapters: Iterable[str], *, facts: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """A book with these chapters, each a page's body; *facts* are Dublin Core."""
    pages = {f"c{number}.xhtml": body for number, body in enumerate(chapters)}
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{facts}</metadata>"
        f'<manifest>{items}<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            "OEBPS/nav.xhtml": page.format("<nav><ol><li>Contents</li></ol></nav>"),
            **{f"OEBPS/{name}": page.format(body) for name, body in pages.items()},
            **(more or {}),
        }
    )


def page(body: str, *, head: str = "", language: str = "en") -> str:
    """A web page with what stands around an article on the web."""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article>{body}</article></main>
<aside><h2>Most read</h2><ul><li><a href="/1">Ten tips for a better garden</a></li></ul></aside>
<footer><p>Terms of use</p><p>Cookie settings</p><p>© 2024 The Gazette</p></footer></body></html>"""


def gzip_bomb(size: int) -> bytes:
    """*size* zero bytes, packed."""
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)) + pack.flush()


def protected_pdf(said: str, password: str) -> bytes:
    """A PDF that *password* opens: the first way of its standard, RC4 with a key of 40 bits."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password.encode() + padding)[:32]
    owner = rc4(md5(padded)[:5], padded)
    key = md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + b"id")[:5]
    drawn = rc4(md5(key + (4).to_bytes(3, "little") + b"\0\0")[:10], f"BT /F1 11 Tf 60 700 Td ({said}) Tj ET".encode())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        f"<< /Length {len(drawn)} >>\nstream\n{drawn.decode('latin-1')}\nendstream",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{rc4(key, padding).hex()}> >>",
    ]
    return written(objects).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<6964> <6964>]")


def md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def rc4(key: bytes, data: bytes) -> bytes:
    state, place = list(range(256)), 0
    for step in range(256):
        place = (place + state[step] + key[step % len(key)]) % 256
        state[step], state[place] = state[place], state[step]
    one = other = 0
    made = bytearray()
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        made.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(made)
