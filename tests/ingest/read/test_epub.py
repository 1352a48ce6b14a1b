from datetime import date

import pytest
from made_files import archive, epub

from ingest import ArticleNotReadable, read_bytes

FACTS = (
    "<dc:title>Ships &amp; ferries</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator>"
    "<dc:date>2024-03-26</dc:date><dc:language>en-GB</dc:language><dc:publisher>Harbour Press</dc:publisher>"
)


def test_a_book_is_its_chapters_in_order_without_navigation() -> None:
    article = read_bytes(
        epub(["<h1>One</h1><p>It <i>rained</i>.</p>", "<p>It stopped.<br/>Sun.</p>"], facts=FACTS), name="b.epub"
    )

    assert article.text == "One\n\nIt rained.\n\nIt stopped.\nSun."
    assert (article.title, article.author, article.site) == ("Ships & ferries", "Ann Lee, Bo Ek", "Harbour Press")
    assert (article.published, article.published_evidence, article.language) == (
        date(2024, 3, 26),
        "document properties",
        "en",
    )


def test_a_name_that_leads_out_of_the_archive_leads_nowhere() -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="../../../etc/passwd" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    with pytest.raises(ArticleNotReadable, match="holds no text"):
        read_bytes(epub([], more={"OEBPS/book.opf": package, "../../etc/evil.xhtml": "x"}), name="b.epub")


def test_a_protected_book_is_told() -> None:
    encryption = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
        '<e:CipherReference URI="OEBPS/c0.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
    )
    with pytest.raises(ArticleNotReadable, match="protected against copying"):
        read_bytes(epub(["<p>x</p>"], more={"META-INF/encryption.xml": encryption}), name="b.epub")


@pytest.mark.parametrize("container", ["", "<", "<container/>", '<c xmlns="x"><rootfile full-path="none.opf"/></c>'])
def test_a_damaged_book_is_told_in_one_line(container: str) -> None:
    with pytest.raises(ArticleNotReadable) as caught:
        read_bytes(archive({"META-INF/container.xml": container}), name="b.epub")
    assert "\n" not in str(caught.value)
