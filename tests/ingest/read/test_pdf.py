from datetime import date

import pytest
from made_files import Text, pdf, written

from ingest import ArticleNotReadable, read_bytes

LINES = (
    "The council closed the old bridge on Monday after engineers had",
    "found fourteen cracks in its northern pier. A ferry will carry up to",
    "300 people a day until the work is done, said the mayor, who spoke",
    "of a well-known weakness of the bridge.",
)

WORDS = ("Rain", "The bridge", "A ferry", "Nothing at all")


def lines(texts: tuple[str, ...], *, left: float = 60, top: float = 700, size: float = 11) -> list[Text]:
    return [(left, top - 14 * place, size, said) for place, said in enumerate(texts)]


def test_the_lines_of_a_paragraph_are_joined_and_paragraphs_are_kept_apart() -> None:
    article = read_bytes(pdf([[*lines(LINES), *lines(("Nobody was hurt.",), top=620)]]), name="a.pdf")

    assert article.text == " ".join(LINES) + "\n\nNobody was hurt."


def test_a_word_broken_at_a_line_s_end_is_made_whole() -> None:
    broken = (
        "The bridge had been in-",
        "spected twice by the well-",
        "known firm, and by Jean-",
        "Paul Weber.",
        LINES[3],
    )
    article = read_bytes(pdf([lines(broken)]), name="a.pdf")

    assert article.text.startswith(
        "The bridge had been inspected twice by the well-known firm, and by Jean-Paul Weber."
    )


def test_columns_are_read_one_after_the_other_even_where_they_are_drawn_across() -> None:
    left = [f"Left line {n} goes on and on here" for n in range(8)]
    right = [f"right line {n} goes on and on too" for n in range(8)]
    across: list[Text] = [
        (60, 760, 11, "One headline over both of the columns, as wide as the whole page is, and more")
    ]
    for place in range(8):
        across += [(60, 700 - 14 * place, 11, left[place]), (320, 700 - 14 * place, 11, right[place])]
    article = read_bytes(pdf([across]), name="a.pdf")

    places = [article.text.index(said) for said in ("One headline", *left, *right)]
    assert places == sorted(places)


def test_a_table_keeps_its_rows() -> None:
    table: list[Text] = []
    for place, row in enumerate(
        [("Country", "People", "Capital"), ("Austria", "8.9", "Vienna"), ("Belgium", "11.5", "Brussels")]
    ):
        table += [(60 + 150 * cell, 600 - 14 * place, 11, said) for cell, said in enumerate(row)]
    article = read_bytes(pdf([[*lines(LINES), *table]]), name="a.pdf")

    assert [line for line in article.text.split("\n") if line][-2:] == ["Austria 8.9 Vienna", "Belgium 11.5 Brussels"]


@pytest.mark.parametrize(
    "footers",
    [
        ("1 / 4", "2 / 4", "3 / 4", "4 / 4"),
        ("- 8 -", "- 9 -", "- 10 -", "- 11 -"),
        ("viii", "ix", "x", "xi"),
        ("26 March 2024, page 25 of 28", "26 March 2024, page 26 of 28", "", "26 March 2024, page 28 of 28"),
    ],
)
def test_running_titles_and_page_numbers_are_left_out(footers: tuple[str, ...]) -> None:
    pages = [
        [
            (60, 770, 9, "The Gazette, weekly"),
            *lines((f"{word} is what this page is about.",)),
            (290, 30, 9, footer),
        ]
        for word, footer in zip(WORDS, footers, strict=True)
    ]
    article = read_bytes(pdf(pages), name="a.pdf")

    assert article.text == "\n\n".join(f"{word} is what this page is about." for word in WORDS)


@pytest.mark.parametrize(
    "ends",
    [
        ("Revenue: 120 million.", "Revenue: 135 million."),
        ("2022: 14 ships, 3 captains.", "2023: 15 ships, 4 captains."),
        ("The council met on 4 March 1990.", "The council met on 6 March 1990."),
        ("Account 10000000000000001.", "Account 10000000000000002."),
        (f"Digits: {'8' * 5000}.", f"Digits: {'9' * 5000}."),
    ],
)
def test_lines_of_one_shape_at_the_end_of_each_page_are_kept_unless_they_count_the_pages(ends: tuple[str, str]) -> None:
    pages = [(f"{word} is what this page is about.", end) for word, end in zip(WORDS, ends, strict=False)]
    article = read_bytes(pdf([lines(page) for page in pages]), name="a.pdf")

    assert article.text.split() == " ".join(said for page in pages for said in page).split()


@pytest.mark.parametrize(("head", "size"), [("Chapter {}", 11), ("Section 7.{}", 11), ("Kapitel {}", 16)])
@pytest.mark.parametrize("foot", ["{}", "Page {} of 4", "Chapter 9 - {}"])
def test_headings_that_count_with_the_pages_are_kept(head: str, size: float, foot: str) -> None:
    texts = [
        (head.format(n), f"{word} is what this page is about.", f"{word}, and so on.")
        for n, word in enumerate(WORDS, 1)
    ]
    pages: list[list[Text]] = [[(60, 780, 24, "Four pages")]]
    for number, (heading, *below) in enumerate(texts, 1):
        pages.append([(60, 760, size, heading), *lines(tuple(below)), (290, 30, 9, foot.format(number))])
    article = read_bytes(pdf(pages), name="a.pdf")

    assert article.title == "Four pages"
    assert article.text.split() == " ".join(said for text in texts for said in text).split()


def test_a_table_over_two_pages_keeps_its_rows() -> None:
    rows = [f"{1950 + n} {12 + n * 0.7:.1f} {3 + n * 1.1:.1f}" for n in range(80)]
    article = read_bytes(pdf([lines(tuple(rows[:40])), lines(tuple(rows[40:]))]), name="a.pdf")

    assert article.text.split() == " ".join(rows).split()


def test_a_sentence_goes_on_over_the_page() -> None:
    article = read_bytes(pdf([lines(LINES[:2]), lines(LINES[2:])]), name="a.pdf")

    assert article.text == " ".join(LINES)


def test_the_title_is_what_stands_largest_above_the_text_and_the_date_is_a_property() -> None:
    data = pdf(
        [[(60, 760, 24, "A bridge is closed"), *lines(LINES)]],
        info="/Title (untitled.docx) /Author (Ann Lee) /CreationDate (D:20240326101500+02'00')",
    )
    article = read_bytes(data, name="a.pdf")

    assert (article.title, article.author, article.title_is_made) == ("A bridge is closed", "Ann Lee", False)
    assert (article.published, article.published_evidence) == (date(2024, 3, 26), "document properties")
    assert article.text == " ".join(LINES)


def test_a_pdf_of_pictures_says_what_to_do() -> None:
    with pytest.raises(
        ArticleNotReadable, match=r"'scan.pdf' holds no text, only pictures of it\. Run text recognition"
    ):
        read_bytes(pdf([[]]), name="scan.pdf")


PAGE_TREES = {
    "a page tree that is its own child": [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>",
    ],
    "two page trees, each in the other": [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 99999999 >>",
        "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 99999999 >>",
    ],
    "a page count that is none": [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [] /Count 2147483647 >>",
    ],
    "content that draws itself": [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
        ("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n"
        "/X Do\nendstream"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("objects", PAGE_TREES.values(), ids=PAGE_TREES)
def test_a_pdf_that_goes_round_in_circles_is_refused(objects: list[str]) -> None:
    with pytest.raises(ArticleNotReadable) as caught:
        read_bytes(written(objects), name="loop.pdf")
    assert "\n" not in str(caught.value)
