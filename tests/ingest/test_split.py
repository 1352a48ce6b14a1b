import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.article import Sentence
from ingest.embed import MAX_TOKENS, count_tokens
from ingest.read import read_text
from ingest.read.text import clean
from ingest.split import passages, sentences

PROSE = st.lists(
    st.sampled_from(
        [
            "Mr.",
            "Smith",
            "said",
            "“No.",
            "Yes.”",
            "U.S.",
            "e.g.",
            "3.5",
            "…",
            "\n",
            "\n\n",
            " ",
            " ",
            "?!",
            "He",
            "(a)",
            "。",
            "中",
            ".",
        ]
    ),
    max_size=60,
).map("".join)


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. Senate met at 10 a.m. on Monday.", "It voted."],
        ["He lives in the U.S.", "The council met."],
        ["Mr. Smith met Dr. J. K. Rowling.", "They talked."],
        ["It grew by 3.5 per cent, e.g. in No. 5.", "Then it fell."],
        ["“We won.", "We lost.”", "He left."],
        ["“Why?” he asked.", "“Because!” she said."],
        ["“Really?” Mr Netanyahu asked.", "Nobody answered."],
        ["He waited… and waited.", "Nothing came…", "Then it did."],
        ["He left (in a hurry.)", "She stayed."],
        ["It was said.[1]", "It was denied.[2][3]"],
        ["The vote passed.", "14 members were in favour."],
    ],
)
def test_a_line_is_split_where_its_sentences_end(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_a_headline_without_a_stop_is_a_sentence_of_its_own() -> None:
    text = "UN votes\n\n“in light of the change in the US position,” Netanyahu’s office said.\nBy hand"
    assert split(text) == [
        "UN votes",
        "“in light of the change in the US position,” Netanyahu’s office said.",
        "By hand",
    ]


def test_chinese_and_japanese_stops_need_no_space() -> None:
    assert split("今天下雨。你好吗？「はい。」終わり！") == ["今天下雨。", "你好吗？", "「はい。」", "終わり！"]


def test_a_list_number_belongs_to_its_item() -> None:
    assert split("1. Wash the rice.\n2. Boil it.") == ["1. Wash the rice.", "2. Boil it."]


@given(st.text() | PROSE)
@example("She left . “ \n He stayed.")
def test_sentences_tile_the_text(text: str) -> None:
    found = sentences(text)
    assert [sentence.number for sentence in found] == list(range(len(found)))
    end = 0
    for sentence in found:
        assert text[end : sentence.start].strip() == ""
        quote = text[sentence.start : sentence.end]
        assert quote
        assert quote == quote.strip()
        assert end <= sentence.start < sentence.end
        end = sentence.end
    assert text[end:].strip() == ""


def test_a_few_neighbouring_sentences_make_a_passage() -> None:
    text = " ".join(f"The council of town number {number} met on that day." for number in range(40))
    article = read_text(text)
    assert [(passage.number, passage.first) for passage in article.passages] == [(0, 0), (1, 11), (2, 22), (3, 33)]
    assert [passage.last for passage in article.passages] == [10, 21, 32, 39]
    assert all(article.quote(passage).startswith("The council") for passage in article.passages)


def test_an_overlong_sentence_is_cut_between_words_and_loses_nothing() -> None:
    text = "Short one. W" + "ord and w" * 5000 + "as the end."
    article = read_text(text)
    parts = [passage for passage in article.passages if passage.first == 1]
    assert " ".join(article.quote(part) for part in parts) == article.quote(article.sentences[1])
    assert max(count_tokens(article.quote(part)) for part in parts) <= MAX_TOKENS - 2


LONG = st.lists(
    st.sampled_from(["antidisestablishmentarianism", "中", " ", " ", "a\u0301b", "—", "'", "x" * 150, "\u200b", "the"]),
    max_size=20,
)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(PROSE | LONG.map("".join) | LONG.map(lambda words: "".join(words) * 40) | st.text(), max_size=8).map(
        " ".join
    )
)
def test_passages_hold_every_sentence_and_fit_the_embedder(raw: str) -> None:
    text = clean(raw)
    found = sentences(text)
    made = passages(text, found)
    assert [passage.number for passage in made] == list(range(len(made)))
    end = 0
    for passage in made:
        quote = text[passage.start : passage.end]
        assert text[end : passage.start].strip() == ""
        assert quote == quote.strip()
        assert count_tokens(quote) + 2 <= MAX_TOKENS
        if passage.first != passage.last:
            assert (passage.start, passage.end) == (found[passage.first].start, found[passage.last].end)
        end = passage.end
    assert text[end:].strip() == ""
    assert {number for passage in made for number in range(passage.first, passage.last + 1)} == set(range(len(found)))


def test_a_hundred_thousand_characters_without_a_stop_are_one_sentence() -> None:
    assert sentences("a " * 50_000) == (Sentence(0, 0, 99_999),)
