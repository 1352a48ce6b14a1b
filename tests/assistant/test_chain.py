import asyncio
from pathlib import Path

import pytest
from fake_openai import Fake
from langchain_core.callbacks import BaseCallbackHandler

from assistant import OFFLINE, Answer, Question, QuestionNotUsable, Turn, answer, chain, drafts
from assistant.values import Citation
from ingest import Article, ArticleNotFound, Library


def exact(citations: tuple[Citation, ...], article: Article) -> bool:
    return all(one.quote == article.text[one.start : one.end] for one in citations)


def test_the_sentence_that_answers_is_quoted_with_its_place(article: Article, library: Library) -> None:
    answered = answer("How much will the repair cost?", article=article, library=library)

    assert answered.answered
    assert answered.text == "Mayor Tom Reed said the repair would cost “about 2.4 million pounds”. [1]"
    assert [one.quote for one in answered.citations] == [
        "Mayor Tom Reed said the repair would cost “about 2.4 million pounds”."
    ]
    assert exact(answered.citations, article)
    assert [(one.support, one.marks) for one in answered.sentences] == [("quoted", (1,))]
    assert answered.answerer == "offline reader"


def test_offsets_count_code_points_behind_an_emoji(article: Article, library: Library) -> None:
    cracks = answer("How many cracks did the engineers find?", article=article, library=library)

    assert "14 cracks" in cracks.text
    assert exact(cracks.citations, article)


def test_a_sentence_that_leans_on_another_is_quoted_with_it(article: Article, library: Library) -> None:
    thanked = answer("Whom did the mayor thank?", article=article, library=library)

    (quoted,) = thanked.citations
    assert quoted.quote.startswith("Mayor Tom")
    assert "He thanked" in quoted.quote


@pytest.mark.parametrize("question", ["Who won the football match?", "What is the population of Paris?"])
def test_what_the_article_does_not_say_is_not_answered(question: str, article: Article, library: Library) -> None:
    declined = answer(question, article=article, library=library)

    assert not declined.answered
    assert declined.text == "The article does not say."
    assert declined.citations == ()
    assert declined.closest
    assert exact(declined.closest, article)


def test_the_whole_library_is_asked_where_no_article_is_named(library: Library) -> None:
    answered = answer("What was the apple harvest in Kent like?", library=library)

    assert answered.citations[0].quote == "The apple harvest in Kent was the best in ten years."


@pytest.mark.parametrize("name", ["Bridge to stay closed", "bridge to stay closed"])
def test_an_article_is_named_by_its_title(name: str, library: Library) -> None:
    assert answer("Who is the mayor?", article=name, library=library).citations[0].title == "Bridge to stay closed"


def test_several_articles_are_asked_at_once_and_no_others(article: Article, library: Library) -> None:
    apples = library.find("The apple harvest in Kent was the best in ten years.")

    assert answer("What was the apple harvest like?", article=[article, apples.id], library=library).citations
    assert not answer("What was the apple harvest like?", article=(article, article), library=library).answered
    with pytest.raises(ArticleNotFound, match="Choose one"):
        answer("What was the apple harvest like?", article=[], library=library)


def test_a_path_is_added_to_the_library_first(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The shop in Dale Street opens at seven.", encoding="utf-8")
    with Library.open(tmp_path / "home") as library:
        answered = answer("When does the shop open?", article=str(tmp_path / "note.txt"), library=library)

        assert answered.text == "The shop in Dale Street opens at seven. [1]"
        assert len(library.listings()) == 1


def test_an_unknown_article_is_an_error_that_names_those_there_are(library: Library) -> None:
    with pytest.raises(ArticleNotFound, match=r"'Nowhere'.*'Bridge to stay closed'"):
        answer("Who is the mayor?", article="Nowhere", library=library)


def test_an_empty_library_is_an_error_that_says_how_to_add(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, pytest.raises(ArticleNotFound, match="python -m ingest FILE"):
        answer("Who is the mayor?", library=library)


@pytest.mark.parametrize(("question", "said"), [("", "empty"), (" \n ", "empty"), ("why " * 2_500, "9,999 characters")])
def test_a_question_that_cannot_be_used_is_an_error(
    question: str, said: str, article: Article, library: Library
) -> None:
    with pytest.raises(QuestionNotUsable, match=said):
        answer(question, article=article, library=library)


@pytest.mark.parametrize("question", ["橋はいつ再開しますか？", "؟من هو العمدة", "?", "🤷", '" OR * NEAR(', "\ud800"])
def test_any_question_gets_a_sane_answer(question: str, article: Article, library: Library) -> None:
    for scope in (article, None):
        assert isinstance(answer(question, article=scope, library=library), Answer)


def test_a_follow_up_is_read_with_the_question_before_it(article: Article, library: Library) -> None:
    history = (Turn("What did Mayor Tom Reed say about the repair?", "It would cost about 2.4 million pounds. [1]"),)

    assert "2.4 million" in answer("How much would it cost?", article=article, history=history, library=library).text


def test_the_chain_is_a_runnable(article: Article, library: Library) -> None:
    runnable = chain(article=article, library=library)
    answered = answer("Who is the mayor?", article=article, library=library)

    assert runnable.invoke("Who is the mayor?") == answered
    assert list(runnable.stream(Question("Who is the mayor?"))) == [answered]
    assert asyncio.run(runnable.ainvoke("Who is the mayor?")) == answered


def test_callbacks_see_the_retriever(library: Library) -> None:
    found: list[str] = []

    class Listener(BaseCallbackHandler):
        def on_retriever_end(self, documents: object, **_: object) -> None:
            found.extend(document.metadata["title"] for document in documents)  # type: ignore[attr-defined]

    chain(library=library).invoke("How was the apple harvest?", config={"callbacks": [Listener()]})

    assert found


def test_a_model_s_answer_grows_and_cites_exactly(fake: Fake, article: Article, library: Library) -> None:
    fake.says = "The mayor is Tom Reed [s3]. The bridge is made of gold [s2][s99]."
    growing = list(drafts("Who is the mayor?", article=article, library=library))

    last = growing[-1]
    assert last.text == "The mayor is Tom Reed [1]. The bridge is made of gold [2]."
    assert exact(last.citations, article)
    assert [one.support for one in last.sentences] == ["supported", "unsupported"]
    assert len(growing) > 2
    assert all(last.text.startswith(draft.text) for draft in growing)
    assert not growing[0].complete
    assert last.complete


def test_a_model_that_finds_nothing_leaves_the_closest_sentences(
    fake: Fake, article: Article, library: Library
) -> None:
    fake.says = "NOT_IN_ARTICLE"
    declined = answer("Who won the football match?", article=article, library=library)

    assert not declined.answered
    assert declined.text == "The article does not say."
    assert declined.closest
    assert exact(declined.closest, article)


@pytest.mark.parametrize("scenario", ["401", "500", "html", "empty"])
def test_the_offline_reader_answers_where_the_model_fails(
    scenario: str, fake: Fake, article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    answered = answer("Who is the mayor?", article=article, library=library)

    assert answered.answerer == "offline reader"
    assert answered.citations[0].quote.startswith("Mayor Tom Reed")
    assert answered.notice.endswith("The offline reader answers instead.")


def test_the_offline_reader_answers_where_it_is_asked_for(fake: Fake, article: Article, library: Library) -> None:
    assert answer("Who is the mayor?", article=article, model=OFFLINE, library=library).answerer == OFFLINE
    assert not fake.requests


def test_a_missing_provider_does_not_stop_the_answer(article: Article, library: Library) -> None:
    answered = answer("Who is the mayor?", article=article, model="anthropic:claude-x", library=library)

    assert answered.citations
    assert "offline reader answers instead" in answered.notice
