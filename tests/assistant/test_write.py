"""What a model's answer is like as it grows, and where its server fails: through `drafts()`, over HTTP."""

import json
from collections.abc import Iterator

import pytest
from fake_openai import Fake

from assistant import OFFLINE, Answer, Turn, Usage, answer, drafts
from ingest import Article, Library, read_text

SAID = "The mayor is Tom Reed [s3]. "


def ask(article: Article, library: Library, question: str = "Who is the mayor?", **more: object) -> list[Answer]:
    return list(drafts(question, article=article, library=library, **more))  # type: ignore[arg-type]


def test_what_an_answer_took_is_told(fake: Fake, article: Article, library: Library) -> None:
    fake.says = SAID
    *growing, whole = ask(article, library)

    assert whole.usage == Usage(tokens_in=10, tokens_out=9, tokens_cached=4, cost=None)
    assert whole.timings
    assert whole.timings.first_token
    assert 0 < whole.timings.retrieval < whole.timings.first_token <= whole.timings.total
    assert not any(draft.complete or draft.usage for draft in growing)
    counted = whole.to_message().usage_metadata  # type: ignore[attr-defined]
    assert counted["total_tokens"] == 19
    assert counted["input_token_details"] == {"cache_read": 4}
    assert answer("Who is the mayor?", article=article, library=library, model=OFFLINE).usage is None


def test_citations_come_while_the_answer_grows(fake: Fake, article: Article, library: Library) -> None:
    fake.says = SAID + "word " * 40
    assert any(draft.citations and not draft.complete for draft in ask(article, library))


def test_closing_the_drafts_before_the_first_word_hangs_up(
    fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.model.choice.READ_SECONDS", 60)
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("hang"))
    growing = drafts("Who is the mayor?", article=article, library=library)
    assert not next(growing).text
    growing.close()  # type: ignore[attr-defined]
    assert fake.hung_up.wait(10)


def test_closing_the_drafts_in_the_middle_hangs_up(
    fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("endless"))
    growing = drafts("Who is the mayor?", article=article, library=library)
    next(draft for draft in growing if draft.text)
    growing.close()  # type: ignore[attr-defined]
    assert fake.hung_up.wait(10)


def test_a_wait_is_told_in_the_drafts(
    fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("busy1"))
    *growing, whole = ask(article, library)
    assert "The server is busy. Trying again in 1 s." in {draft.waiting for draft in growing}
    assert (whole.waiting, whole.complete) == ("", True)


@pytest.mark.parametrize(
    "scenario", ["midreset", "midend", "unended", "stall", "badjson", "miderror", "length", "filter"]
)
def test_a_broken_answer_is_kept_marked_and_offered_beside_the_offline_reader_s(
    scenario: str, fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    fake.says = SAID
    broken = ask(article, library)[-1]

    assert broken.text.startswith("The mayor")
    assert not broken.complete
    assert broken.notice.startswith("This answer is incomplete. The language model")
    assert broken.offline
    assert broken.offline.answerer == OFFLINE
    assert broken.offline.citations[0].quote.startswith("Mayor Tom Reed")


@pytest.mark.parametrize(
    "scenario",
    [
        "401",
        "403",
        "404",
        "404html",
        "400",
        "context",
        "422",
        "429",
        "quota",
        "500",
        "503",
        "reset",
        "hang",
        "html",
        "nochoices",
        "empty",
    ],
)
def test_where_no_answer_comes_the_offline_reader_gives_one_and_says_why(
    scenario: str, fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    instead = ask(article, library)[-1]

    assert instead.answerer == OFFLINE
    assert instead.complete
    assert instead.citations[0].quote.startswith("Mayor Tom Reed")
    assert instead.notice.endswith("The offline reader answers instead.")


HILLS = [f"Hill {number} has seen nothing but rain for weeks and weeks." for number in range(120)]
HILLS[80] = "The lighthouse keeper of Skerry is Ada Quill."
KEEPER = "Who is the lighthouse keeper of Skerry?"


@pytest.fixture(scope="module")
def hills() -> Article:
    return read_text(" ".join(HILLS))


@pytest.fixture(scope="module")
def shelf(hills: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("hills")) as library:
        library.add([hills])
        yield library


def test_a_long_article_is_shown_in_part_with_the_neighbours_of_what_answers(
    fake: Fake, hills: Article, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CONTEXT", "2600")
    ask(hills, shelf, KEEPER)

    shown = fake.requests[0].body["messages"][1]["content"]
    assert all(HILLS[number] in shown for number in (79, 80, 81))
    assert "…" in shown
    assert shown.count("Hill ") < 100
    assert len(json.dumps(fake.requests[0].body)) < 2_600 * 4
    assert shown.startswith("<article>")
    assert shown.endswith(f"Question: {KEEPER}")


def test_a_server_that_reads_less_is_sent_less_from_then_on(
    fake: Fake, hills: Article, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("reads8000"))
    fake.says = "The keeper is Ada Quill."
    answers = [ask(hills, shelf, KEEPER)[-1], ask(hills, shelf, KEEPER)[-1]]

    assert [one.text for one in answers] == [fake.says, fake.says]
    first, *rest = [len(json.dumps(request.body)) for request in fake.requests]
    assert first > 8_000 > max(rest)
    assert len(rest) == 2


def test_a_size_that_is_no_number_is_told(
    fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CONTEXT", "much")
    assert "ASSISTANT_CONTEXT is 'much'" in ask(article, library)[-1].notice
    assert not fake.requests


def test_several_articles_are_shown_with_title_and_date_and_numbers_of_their_own(
    fake: Fake, article: Article, library: Library
) -> None:
    apples = library.find("The apple harvest in Kent was the best in ten years.")
    fake.says = "The mayor is Tom Reed [s3]. Prices fell by a fifth [s8]."
    both = answer("What happened?", article=[article, apples], library=library)

    shown = fake.requests[0].body["messages"][1]["content"]
    assert shown.count("<article>") == shown.count("Title: ") == 2
    assert "Published: Tuesday, 4 March 2025" in shown
    assert len({one.article_id for one in both.citations}) == 2


def test_strict_withholds_what_is_not_supported(
    fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_STRICT", "1")
    fake.says = "The bridge is made of gold [s1]. " + SAID
    *growing, whole = ask(article, library)

    assert whole.text == "The mayor is Tom Reed [1]."
    assert [one.mark for one in whole.citations] == [1]
    assert whole.citations[0].quote.startswith("Mayor Tom Reed")
    assert "Withheld: 1 of 2 sentences" in whole.notice
    assert not any("gold" in draft.text for draft in growing)

    fake.says = "The bridge is made of gold [s1]."
    nothing = ask(article, library)[-1]
    assert not nothing.answered
    assert nothing.text == "Nothing of what the language model wrote is supported by the article."
    assert nothing.closest


HISTORY = (Turn("Who is the mayor?", "The mayor is Tom Reed [1]."),)


def test_a_question_that_points_back_is_put_by_the_model(fake: Fake, article: Article, library: Library) -> None:
    fake.queue = ["What did Tom Reed say about the repair?", SAID]
    read = ask(article, library, "What did he say about the repair?", history=HISTORY)[-1]

    assert read.reading == "What did Tom Reed say about the repair?"
    assert read.question == "What did he say about the repair?"
    assert len(fake.requests) == 2
    assert read.usage == Usage(tokens_in=20, tokens_out=18, tokens_cached=8)
    assert "cracks" not in json.dumps(fake.requests[0].body), "the article is no part of that"


@pytest.mark.parametrize("put", ["What did Donald Duck say?", "He said it costs 2 million.", "", "x" * 400 + "?"])
def test_a_reading_with_names_nobody_spoke_of_is_not_used(
    put: str, fake: Fake, article: Article, library: Library
) -> None:
    fake.queue = [put or " ", SAID]
    read = ask(article, library, "What did he say about it?", history=HISTORY)[-1]
    assert read.reading == "What did he say about it? (Tom Reed)"


def test_a_question_that_stands_alone_is_asked_at_once(fake: Fake, article: Article, library: Library) -> None:
    assert ask(article, library, "Who is the mayor?", history=HISTORY)[-1].reading == ""
    assert len(fake.requests) == 1


def test_the_evidence_of_the_turn_before_stays_a_candidate(
    fake: Fake, hills: Article, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.retrieve.PASSAGES_OF_THE_LIBRARY", 1)
    before = answer(KEEPER, article=hills, library=shelf, model=OFFLINE)
    turn = Turn(before.question, before.text, before.citations)
    fake.queue = ["What did they do in that storm?"]
    shelf.add([read_text("A storm came over the town of Dale. They did what they could in that storm.")])
    ask_all = [*drafts("What did they do in that storm?", history=[turn], library=shelf)]

    shown = fake.requests[-1].body["messages"][-1]["content"] + fake.requests[-1].body["messages"][1]["content"]
    assert HILLS[80] in shown
    assert ask_all[-1].answerer != OFFLINE
