from datetime import date

import pytest
from made_files import WORD, docx, paragraph

from ingest import ArticleNotReadable, read_bytes

TABLE = (
    "<w:tbl>"
    + "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in (("Ship", "People"), ("Ferry", "300"))
    )
    + "</w:tbl>"
)
CHANGED = (
    "<w:p><w:r><w:t>It carries </w:t></w:r><w:del><w:r><w:delText>200</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>300</w:t></w:r></w:ins><w:r><w:t> people.</w:t></w:r></w:p>"
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>The ferry</dc:title><dc:creator>{}</dc:creator><dcterms:created>2024-03-26T09:00:00Z</dcterms:created>"
    "</cp:coreProperties>"
)


def test_paragraphs_tables_and_changes_are_kept_as_accepted() -> None:
    article = read_bytes(docx(paragraph("A ferry sails.") + TABLE + CHANGED), name="ferry.docx")

    assert article.text == "A ferry sails.\n\nShip | People\nFerry | 300\n\nIt carries 300 people."


def test_the_properties_give_the_facts() -> None:
    data = docx(paragraph("A ferry sails."), more={"docProps/core.xml": CORE.format("Ann Lee")})
    article = read_bytes(data, name="ferry.docx")

    assert (article.title, article.author) == ("The ferry", "Ann Lee")
    assert (article.published, article.published_evidence) == (date(2024, 3, 26), "document properties")


def test_the_properties_of_a_program_s_template_are_not_believed() -> None:
    data = docx(paragraph("A ferry sails."), more={"docProps/core.xml": CORE.format("python-docx")})
    article = read_bytes(data, name="ferry.docx")

    assert (article.title, article.author, article.published) == ("The ferry", "", None)


def test_a_date_in_the_text_stands_before_the_properties() -> None:
    body = paragraph("By Ann Lee") + paragraph("25 March 2024") + paragraph("A ferry sails.")
    article = read_bytes(docx(body, more={"docProps/core.xml": CORE.format("Bo")}), name="ferry.docx")

    assert (article.author, article.published, article.published_evidence) == ("Ann Lee", date(2024, 3, 25), "text")
    assert article.text == "A ferry sails."


def test_the_kind_is_told_by_what_a_file_holds() -> None:
    assert read_bytes(docx(paragraph("A ferry sails.")), name="ferry.txt").text == "A ferry sails."


@pytest.mark.parametrize("body", ["<w:p><w:r>", "<w:sdt/>" * 3, ""])
def test_a_damaged_document_is_told_in_one_line(body: str) -> None:
    with pytest.raises(ArticleNotReadable) as caught:
        read_bytes(docx(body), name="ferry.docx")
    assert "\n" not in str(caught.value)


def test_a_document_type_is_refused() -> None:
    bomb = f'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document {WORD}><w:body>&b;</w:body></w:document>'

    with pytest.raises(ArticleNotReadable, match="document type"):
        read_bytes(docx("", more={"word/styles.xml": bomb}), name="ferry.docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_a_document_that_breaks_off_is_called_damaged(part: str) -> None:
    data = docx(paragraph("A ferry sails."), more={part: f"<w:document {WORD}><w:body><w:p>"})

    with pytest.raises(ArticleNotReadable, match=r"'a\.docx' is a damaged Word document \(ExpatError\)\. Open it in"):
        read_bytes(data, name="a.docx")
