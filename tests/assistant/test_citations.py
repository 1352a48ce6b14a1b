from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.citations import MARK, NOT_IN_ARTICLE, citation, cite
from assistant.values import Answer, AnswerSentence, Citation, Evidence
from ingest.article import Article, Sentence


def article(*texts: str, id: str = "0123456789ab") -> Article:  # noqa: A002
    text = " ".join(texts)
    spans, start = [], 0
    for number, one in enumerate(texts):
        spans.append(Sentence(number, start, start + len(one)))
        start += len(one) + 1
    return Article(
        id=id,
        text=text,
        title="The deal",
        author="A. Writer",
        published=date(2025, 1, 18),
        url="https://example.org/deal",
        source="pasted",
        sentences=tuple(spans),
        passages=(),
    )


def evidence(*texts: str) -> list[Evidence]:
    one = article(*texts)
    return [Evidence(one, sentence) for sentence in one.sentences]


SEVEN = evidence(*(f"Sentence number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")))


def read(text: str, of: list[Evidence] = SEVEN, *, complete: bool = True) -> Answer:
    return cite("What?", text, of, answerer="fake", complete=complete)


def quotes(answer: Answer) -> list[str]:
    return [one.quote for one in answer.citations]


def test_a_mark_becomes_an_exact_citation() -> None:
    of = evidence("It rained.", "The cabinet approved the deal.")
    assert read("The cabinet approved the deal [s2].", of) == Answer(
        question="What?",
        text="The cabinet approved the deal [1].",
        answered=True,
        citations=(
            Citation(
                mark=1,
                article_id="0123456789ab",
                version=1,
                title="The deal",
                author="A. Writer",
                published=date(2025, 1, 18),
                url="https://example.org/deal",
                start=11,
                end=41,
                quote="The cabinet approved the deal.",
            ),
        ),
        sentences=(
            AnswerSentence(
                text="The cabinet approved the deal [1].",
                marks=(1,),
                support="quoted",
                why="It stands word for word in its citation.",
            ),
        ),
        answerer="fake",
        complete=True,
    )


@pytest.mark.parametrize(
    ("written", "clean", "cited"),
    [
        ("So [s3].", "So [1].", [3]),
        ("So [S3].", "So [1].", [3]),
        ("So[s3].", "So [1].", [3]),
        ("So [s3, s7].", "So [1] [2].", [3, 7]),
        ("So [s3; 7].", "So [1] [2].", [3, 7]),
        ("So [s3 and s7].", "So [1] [2].", [3, 7]),
        ("So [s3-5].", "So [1] [2] [3].", [3, 4, 5]),
        ("So [s3–s5].", "So [1] [2] [3].", [3, 4, 5]),
        ("So [s5-s3].", "So [1] [2] [3].", [3, 4, 5]),
        ("So [s3][s7].", "So [1] [2].", [3, 7]),
        ("So [s3], [s7].", "So [1] [2].", [3, 7]),
        ("So 【s3】.", "So [1].", [3]),
        ("So 【3†source】.", "So [1].", [3]),
        ("So (s3).", "So [1].", [3]),
        ("So [3].", "So [1].", [3]),
        ("So [^3].", "So [1].", [3]),
        ("So [[s3]].", "So [1].", [3]),
        ("So [s3](#s3).", "So [1].", [3]),
        ("So [s3](https://example.org/7).", "So [1].", [3]),
        ("So [sentence 3].", "So [1].", [3]),
        ("So `[s3]`.", "So [1].", [3]),
        ("So **[s3]**.", "So [1].", [3]),
        ("So [s7]. Also [s3] and [s7].", "So [1]. Also [2] and [1].", [7, 3]),
        ("So [s3][s3].", "So [1].", [3]),
        ("So [s99].", "So.", []),
        ("So [s99] it goes.", "So it goes.", []),
        ("So [s0].", "So.", []),
        ("So [s99, s3].", "So [1].", [3]),
        ("So [s6-s9].", "So [1] [2].", [6, 7]),
        ("So [s1-s400].", "So.", []),
        ("So [s99999999999999999999].", "So.", []),
        ("So [ [s99]99].", "So.", []),
        ("In the (1990s) or (2) years.", "In the (1990s) or (2) years.", []),
        ("<think>Maybe [s1]?</think>So [s3].", "So [1].", [3]),
    ],
)
def test_marks_are_read_in_every_shape(written: str, clean: str, cited: list[int]) -> None:
    answer = read(written)
    assert answer.text == clean
    assert quotes(answer) == [SEVEN[number - 1].article.quote(SEVEN[number - 1].sentence) for number in cited]


def test_an_article_s_own_bracket_does_not_cite() -> None:
    of = evidence("It holds 1.5 million people.[3]", "It rains.", "It snows.")
    answer = read("It holds 1.5 million people.[3] [s1]", of)
    assert (answer.text, quotes(answer)) == (
        "It holds 1.5 million people.(3) [1]",
        [of[0].article.quote(of[0].sentence)],
    )
    assert quotes(read("It snows [2].", of)) == []
    assert quotes(read("It snows 【2】.", of)) == quotes(read("It snows 【2】 [2].", of)) == []


@pytest.mark.parametrize("own", ["[3]", "【3】", "［3］", "【3†x】", "[[3]]", "【3]"])
def test_a_bracket_of_the_article_s_own_becomes_a_round_one(own: str) -> None:
    of = evidence(f"It holds 1.5 million people.{own}")
    assert read(f"It holds 1.5 million people.{own} [s1]", of).text == (
        f"It holds 1.5 million people.({own.strip('[]【】［］')}) [1]"
    )


@pytest.mark.parametrize(
    "text", ["NOT_IN_ARTICLE", " NOT_IN_ARTICLE.\n", '"NOT_IN_ARTICLE"', r"NOT\_IN\_ARTICLE", "", "*"]
)
def test_the_marker_means_not_answered(text: str) -> None:
    expected = Answer(question="What?", text="The article does not say.", answered=False, answerer="fake")
    assert read(text) == expected


def test_a_marker_behind_an_answer_vanishes() -> None:
    assert read("So [s3]. NOT_IN_ARTICLE").text == "So [1]."


def test_marks_without_a_word_are_read_as_the_sentences_they_name() -> None:
    answered = read("[s2][s5]")

    assert answered.text == "Sentence number two. [1] Sentence number five. [2]"
    assert [one.support for one in answered.sentences] == ["quoted", "quoted"]
    assert read("[s2]", complete=False).text == ""


def test_marks_that_name_no_sentence_and_no_word_are_no_answer() -> None:
    for text in ("[s99]", "[s8].", "“[s12]”", "**[s99]**"):
        assert not read(text).answered
        assert read(text).text == "The article does not say."


@pytest.mark.parametrize("space", ["\x0b", "\x0c", "\x85", "\xa0", "\u2028"])
def test_white_space_of_any_kind_between_marks_is_no_word(space: str) -> None:
    assert read(f"[s2]{space}[s5]").text == "Sentence number two. [1] Sentence number five. [2]"


@pytest.mark.parametrize("sentence", ["[s3]", "[s1]", ". [s2]", "[s[s9]1]"])
def test_a_mark_that_names_a_sentence_of_nothing_but_marks_is_no_answer(sentence: str) -> None:
    assert read("[s1]", evidence(sentence)).text == "The article does not say."


def test_words_near_the_marker_are_words() -> None:
    assert read("NOT_IN_ART class").answered


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("NOT_IN", ""),
        ("So [", "So"),
        ("So [s", "So"),
        ("So [s3", "So"),
        ("So [s3,", "So"),
        ("So [s3, s", "So"),
        ("So [s3-", "So"),
        ("So 【s3†sou", "So"),
        ("So (s", "So"),
        ("So [s3]", "So [1]"),
        ("So [s3] [s", "So [1]"),
        ("So N", "So"),
        ("So (se", "So"),
        ("So (see", "So (see"),
        ("<think>hm", ""),
        ("<think", ""),
        ("So **", "So"),
        ("So **[s3]", "So"),
        ("So **[s3]*", "So"),
        ("So `[s3", "So"),
        ("So [s3](#s", "So [1]"),
        ("So [s3](https://example.o", "So [1]"),
    ],
)
def test_an_unfinished_mark_is_held_back(draft: str, shown: str) -> None:
    assert read(draft, complete=False).text == shown


def test_a_mark_behind_the_full_stop_belongs_to_the_sentence_before() -> None:
    answer = read("The first point stands. [s1] The second point stands.[s2]\n\nThe third point stands.")
    assert [(one.text, one.marks) for one in answer.sentences] == [
        ("The first point stands. [1]", (1,)),
        ("The second point stands. [2]", (2,)),
        ("The third point stands.", ()),
    ]


def test_a_mark_at_the_beginning_of_a_line_belongs_to_that_line() -> None:
    answer = read("The first point stands.\n[s2] The second point stands.")
    assert [one.marks for one in answer.sentences] == [(), (1,)]


def test_a_sentence_without_a_mark_is_unsupported() -> None:
    (sentence,) = read("The moon is made of cheese.").sentences
    assert (sentence.support, sentence.why) == ("unsupported", "It cites nothing.")


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (0, 99)])
def test_a_span_outside_the_text_is_a_bug(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="No citation can be made"):
        citation(1, article("Short."), *span)


texts = st.text(st.sampled_from('ab .,\n[]()【】s123-–^*`†"’N_TIé́😀')) | st.text()
parts = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5)


@given(texts, parts)
@example("[[s9]1]", ["a"])
@example("[s[s9]1]", ["a"])
@example("[1] [s[9]2]", ["a"])
def test_each_citation_is_exact_and_each_mark_has_one(text: str, sentences: list[str]) -> None:
    of = evidence(*sentences)
    answer = read(text, of)
    assert [one.mark for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    for one in answer.citations:
        assert one.quote == of[0].article.text[one.start : one.end]
    shown = {
        int(number) for mark in MARK.findall(answer.text) for number in mark.strip("[]").split() if number.isdigit()
    }
    assert shown == {one.mark for one in answer.citations}
    assert {mark for one in answer.sentences for mark in one.marks} <= shown
    for one_sentence in answer.sentences:
        assert one_sentence.text in answer.text


@given(st.text(st.characters(exclude_characters="[]［］【】()（）<\\_`*"), min_size=1))
def test_text_without_marks_stays_as_it_is(text: str) -> None:
    stripped = text.strip()
    if stripped.strip(" \t\r\n\"'“”‘’«»."):
        assert read(text).text == stripped


written = st.lists(
    st.sampled_from(
        [
            "<think>so</think>",
            "So it goes",
            " **[s4]**",
            "`[s1]`",
            "[s2](#s2)",
            " [s3]",
            "[s7]",
            " [s2, 4]",
            " [s5-s6]",
            "【s1†x】",
            " (s5)",
            " [s99]",
            ". ",
            "\n",
            " on",
        ]
    )
)


@given(written.map("".join))
def test_where_a_stream_is_cut_makes_no_difference(text: str) -> None:
    whole = read(text)
    for end in range(len(text)):
        draft = read(text[:end], complete=False)
        if whole.answered:
            assert whole.text.startswith(draft.text)
            assert whole.citations[: len(draft.citations)] == draft.citations


@given(texts)
def test_a_draft_never_shows_the_marker(text: str) -> None:
    for end in range(len(text)):
        draft = read(text[:end], complete=False)
        assert NOT_IN_ARTICLE not in draft.text


LONG = "The council of Harrow will keep the “old\nbridge” closed until June, engineers said on Monday."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('The council of Harrow will keep the "old bridge" closed until June [s1].', LONG[:66]),
        ("Engineers spoke of the “old bridge” on Monday [s1].", "old\nbridge"),
        ("Engineers spoke of “closed until June” and the “old bridge” [s1].", "closed until June"),
        (f"{' '.join(LONG.split())} [s1]", None),
        ("Engineers spoke of “a new bridge” [s1].", None),
        ("Engineers spoke of the council's bridge [s1].", None),
    ],
)
def test_what_is_quoted_word_for_word_is_narrowed_to(said: str, words: str | None) -> None:
    of = evidence("It rained.", LONG)[1:]
    found = read(said, of)
    assert (found.highlight.text if found.highlight else None) == words
    if found.highlight:
        assert of[0].article.text[found.highlight.start : found.highlight.end] == words
        assert found.citations[0].quote == LONG, "the citation stays the whole sentence"
