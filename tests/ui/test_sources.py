from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Citation
from ingest import Article, read_text
from ui.sources import FEWEST_WORDS, LONGEST_FRAGMENT, card, fragment, live_link

TEXT = "The bridge is closed - since Monday, say Reed & Co. It is old. A ferry sails.\n\nIt is old."
TODAY = date(2025, 3, 9)
WORDS = ["one", "two", "three", "four", "five", "six", "seven,", "-", "&"]


def cited(quote: str, article: Article, url: str = "https://www.news.test/a") -> Citation:
    start = article.text.index(quote)
    return Citation(
        mark=1,
        article_id=article.id,
        version=1,
        title="Bridge",
        author="Ada Reed",
        published=date(2025, 3, 4),
        url=url,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def test_a_unique_quote_is_named_in_the_address_and_its_signs_are_encoded() -> None:
    article = read_text(TEXT)
    quote = "The bridge is closed - since Monday, say Reed & Co."

    assert live_link(cited(quote, article), article) == (
        "https://www.news.test/a#:~:text=The%20bridge%20is%20closed%20%2D%20since%20Monday%2C%20say%20Reed%20%26%20Co."
    )
    assert live_link(cited(quote, article, "https://news.test/a#top"), article).startswith(
        "https://news.test/a#top:~:text="
    )


def test_a_quote_that_stands_twice_or_whose_article_is_gone_is_not_named() -> None:
    article = read_text(TEXT)

    assert live_link(cited("It is old.", article), article) == "https://www.news.test/a"
    assert live_link(cited("The bridge", article), None) == "https://www.news.test/a"


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.test", "https://[x"]
)
def test_nothing_but_the_web_is_a_link(url: str) -> None:
    article = read_text(TEXT)

    assert live_link(cited("The bridge", article, url), article) == ""
    assert url == "" or url not in card(cited("The bridge", article, url), article, TODAY)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.data())
def test_a_fragment_finds_its_quote_and_nothing_else(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    named = fragment(quote, text)
    if named:
        first, _, last = named.partition(",")
        found = text.find(unquote(first))
        assert text.count(unquote(first)) == 1
        assert found == text.find(quote)
        if last:
            assert text.find(unquote(last), found + len(unquote(first))) + len(unquote(last)) == found + len(quote)
        else:
            assert unquote(first) == quote


def test_a_long_quote_and_one_over_two_paragraphs_are_named_by_their_ends() -> None:
    words = [f"word{number}" for number in range(60)]
    long = " ".join(words)
    assert len(long) > LONGEST_FRAGMENT
    assert fragment(long, long) == f"{'%20'.join(words[:FEWEST_WORDS])},{'%20'.join(words[-FEWEST_WORDS:])}"
    two = "A first paragraph that ends.\n\nAnd a second one after it."
    assert fragment(two, two) == "A%20first%20paragraph%20that,second%20one%20after%20it."


def test_a_card_tells_all_that_finds_the_quote_again() -> None:
    article = read_text(TEXT)

    assert card(cited("The bridge is closed", article), article, TODAY) == (
        "“The bridge is closed”\n"
        "Ada Reed, “Bridge”, news.test, 4 March 2025\n"
        "https://www.news.test/a\n"
        "Accessed 9 March 2025\n"
        "Characters 0–20 of version 1\n"
        f"SHA-256 of the text: {article.sha256}\n"
    )


def test_a_quote_is_not_named_by_words_that_stand_before_it_in_other_capitals() -> None:
    before = "Rebuilding will take years, the prime minister said. Few believe it. IT IS OLD."
    quote = (
        "The prime minister said that the reconstruction of the old harbour, of both its piers and of the railway that led "
        "there until the war, which nobody has begun to plan, begins in May."
    )
    text = f"{before} {quote}"

    named = unquote(fragment(quote, text)).split(",")
    assert text.casefold().count(named[0].casefold()) == 1
    assert fragment("It is old.", f"{text} It is old.") == ""
