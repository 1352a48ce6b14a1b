import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import Answer, RecordNotIntact, Timings, Usage, answer, record, verify
from assistant.__main__ import main
from assistant.citations import cite
from assistant.record import as_markdown
from assistant.strict import strict
from assistant.values import Evidence
from ingest import Article, Library
from ingest.samples import sample_articles

QUESTIONS = ("How many captives are still in Gaza?", "Who won the football match?", "What is this article about?")


@pytest.fixture(scope="module")
def article() -> Article:
    return sample_articles()[0]


@pytest.fixture(scope="module")
def answers(article: Article, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        return [answer(question, article=article, library=library) for question in QUESTIONS]


def test_a_record_holds_the_article_and_the_answers_as_they_were(article: Article, answers: list[Answer]) -> None:
    kept = verify(record(answers, [article]))

    assert kept.articles[0].text == article.text
    assert kept.articles[0].published == article.published
    assert list(kept.answers) == answers


def test_an_answer_that_broke_off_is_kept_with_what_was_offered_and_both_are_checked(
    article: Article, answers: list[Answer]
) -> None:
    first, second, _ = answers
    taken, timed = Usage(tokens_in=9, tokens_out=3, cost=0.25), Timings(retrieval=0.1, first_token=0.2, total=0.3)
    broken = replace(first, complete=False, offline=second, usage=taken, timings=timed)
    (kept,) = verify(record([broken], [article])).answers
    assert (kept, kept.timings) == (broken, timed)

    moved = replace(second, closest=tuple(replace(one, start=one.start + 1) for one in second.closest))
    with pytest.raises(RecordNotIntact, match="does not stand at"):
        verify(record([replace(broken, offline=moved)], [article]))


@given(data=st.data())
def test_one_changed_byte_is_found(article: Article, answers: list[Answer], data: st.DataObject) -> None:
    saved = record(answers, [article]).encode()
    place = data.draw(st.integers(0, len(saved) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != saved[place]))
    changed = saved[:place] + bytes([other]) + saved[place + 1 :]

    with pytest.raises((RecordNotIntact, UnicodeDecodeError)):
        verify(changed.decode())


def test_a_quote_that_the_article_does_not_hold_is_found_though_the_checksum_fits(
    article: Article, answers: list[Answer]
) -> None:
    first = answers[0]
    forged = replace(first, citations=(replace(first.citations[0], quote="Nobody"),))

    with pytest.raises(RecordNotIntact, match="“Nobody” does not stand at characters"):
        verify(record([forged], [article]))


def test_a_place_that_is_counted_from_the_end_or_holds_nothing_is_none(article: Article, answers: list[Answer]) -> None:
    first = answers[0]
    (one, *_), length = first.citations, len(article.text)
    for start, end, quote in ((one.start - length, one.end - length, one.quote), (5, 5, ""), (9, 5, "")):
        forged = replace(first, citations=(replace(one, start=start, end=end, quote=quote), *first.citations[1:]))
        with pytest.raises(RecordNotIntact, match="does not stand at characters"):
            verify(record([forged], [article]))


def test_words_that_are_said_to_answer_are_words_of_what_is_cited(article: Article, answers: list[Answer]) -> None:
    first = answers[0]
    words = first.highlight
    assert words
    other = {"text": "Nobody"}, {"start": words.start + 1}, {"mark": 9}, {"start": 0, "text": article.text[: words.end]}
    for change in other:
        with pytest.raises(RecordNotIntact, match="are no words of what is cited"):
            verify(record([replace(first, highlight=replace(words, **change))], [article]))


def test_a_sentence_that_its_citation_does_not_back_is_found(article: Article, answers: list[Answer]) -> None:
    first = answers[0]
    forged = replace(first, sentences=(replace(first.sentences[0], text="Around 140 captives remain in Gaza. [1]"),))

    with pytest.raises(RecordNotIntact, match="is not backed by what it cites"):
        verify(record([forged], [article]))


def test_a_text_that_says_more_than_its_sentences_is_found(article: Article, answers: list[Answer]) -> None:
    first = answers[0]
    for forged in (
        replace(first, text="Nobody is held in Gaza any more. [1]"),
        replace(first, text=f"{first.text} Nobody doubts it."),
        replace(first, text="Nobody is held in Gaza any more. [1]", sentences=()),
        replace(answers[1], text="Nobody won."),
    ):
        with pytest.raises(RecordNotIntact, match="is not made of the sentences that were checked"):
            verify(record([forged], [article]))


@given(
    text=st.lists(
        st.sampled_from([*"ab.\n \t-*1?!", "[s1]", "[s2]", "[s99]", "Israel ", "- ", "**", "…", "“x” "]), max_size=20
    ).map("".join)
)
@example(text="1[s1]b")
def test_whatever_a_model_writes_its_record_is_intact(article: Article, text: str) -> None:
    evidence = [Evidence(article, sentence) for sentence in article.sentences[:3]]
    for complete in (True, False):
        said = cite("Who?", text, evidence, answerer="a model", complete=complete)
        assert verify(record([said, strict(said)], [article])).answers[0] == said


@pytest.mark.parametrize("question", ["Did China support the resolution?", "Is Ramadan over?", "Did Israel react?"])
def test_a_lead_before_the_sentence_is_intact(article: Article, question: str, tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        verify(record([answer(question, article=article, library=library)], [article]))


@pytest.mark.parametrize("text", ["", "{}", "no record", '{"sha256_of_this_file": "' + "0" * 64 + '"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordNotIntact):
        verify(text)


def test_the_command_tells_whether_a_record_is_intact(
    article: Article, answers: list[Answer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(record(answers, [article]), encoding="utf-8")
    assert main(["verify", str(path)]) == 0
    assert "is intact: answers 3" in capsys.readouterr().out

    path.write_text(path.read_text(encoding="utf-8").replace("around 130", "around 131"), encoding="utf-8")
    assert main(["verify", str(path)]) == 1
    assert "was changed after it was saved" in capsys.readouterr().err

    path.write_bytes(b"\xff\xfe")
    assert main(["verify", str(path)]) == 1
    assert main(["verify", str(tmp_path / "missing")]) == 1


def test_markdown_is_literal(article: Article, answers: list[Answer]) -> None:
    hostile = replace(answers[0], question="![x](https://evil.test) <b>$1$</b> # *you*")
    text = as_markdown([hostile], [article])

    assert r"## !\[x\](https://evil.test) \<b\>\$1\$\</b\> \# \*you\*" in text
    assert "around 130 captives remain in Gaza" in text
    assert article.sha256 in text


def test_json_of_a_record_is_json(article: Article, answers: list[Answer]) -> None:
    assert json.loads(record(answers, [article]))["articles"][0]["sha256"] == article.sha256
