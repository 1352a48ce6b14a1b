"""The page's states, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_openai import Fake
from streamlit.testing.v1 import AppTest

from ingest import Library, read_bytes, read_text
from ui import shelf

APP = Path(__file__).parents[2] / "ui" / "app.py"


@pytest.fixture
def page() -> AppTest:
    """The page as it opens, on the sample articles."""
    opened = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not opened.exception
    return opened


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake() as server:
        yield server


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def ask(page: AppTest, question: str) -> str:
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return shown(page)


def choose(page: AppTest, title: str) -> None:
    (option,) = [option for option in page.selectbox[0].options if title in option]
    page.selectbox[0].select(option).run()
    assert not page.exception


def test_a_first_visitor_finds_two_articles_and_who_answers(page: AppTest) -> None:
    assert len(page.selectbox[0].options) == 3
    assert page.selectbox[0].options[0] == "All 2 articles"
    assert "The <strong>offline reader</strong> answers" in shown(page)
    assert "Ask about <strong>Security Council demands Gaza ceasefire" in shown(page)


def test_an_answer_comes_with_its_chip_and_stays(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    html = ask(page, "Who won the football match?")

    assert "around 130 captives remain" in html
    assert 'href="#cite-' in html
    assert "The article does not say." in html
    assert html.index("around 130") < html.index("football")


def test_an_empty_chat_suggests_questions_and_a_press_asks_one(page: AppTest) -> None:
    suggested = [button for button in page.button if str(button.key).startswith("suggested ")]
    assert suggested[0].label == r"What is this article about\?"
    suggested[1].click().run()
    assert not page.exception

    question = suggested[1].label.replace("\\", "")
    assert question in shown(page)
    assert 'href="#cite-' in shown(page)
    assert not [button for button in page.button if str(button.key).startswith("suggested ")]


def test_each_article_has_a_chat_of_its_own(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    choose(page, "ferry")
    assert "130 captives" not in shown(page)

    assert "6.4 million pounds" in ask(page, "How much did the electric boat cost?")
    choose(page, "Security Council")
    assert "130 captives" in shown(page)


def test_all_articles_can_be_asked_at_once(page: AppTest) -> None:
    choose(page, "All 2 articles")
    assert "Ask about <strong>all 2 articles</strong>" in shown(page)
    assert "130 captives" in ask(page, "How many captives are still in Gaza?")
    html = ask(page, "How much did the electric boat cost?")

    assert "6.4 million pounds" in html
    assert len(set(re.findall(r"#cite-([0-9a-f]{12})-", html))) == 2
    assert page.query_params["article"] == "all"


def test_the_address_brings_a_chat_back(page: AppTest) -> None:
    choose(page, "ferry")
    ask(page, "How much did the electric boat cost?")
    again = AppTest.from_file(str(APP), default_timeout=60)
    again.query_params["chat"] = page.query_params["chat"]
    again.run()

    assert "6.4 million pounds" in shown(again)
    assert 'href="#cite-' in shown(again)


def test_a_new_visitor_begins_with_an_empty_chat_and_finds_the_others_in_the_list(page: AppTest) -> None:
    ask(page, "How many *captives* are still in Gaza?")
    again = AppTest.from_file(str(APP), default_timeout=60).run()
    assert "130 captives" not in shown(again)

    (listed,) = [button for button in again.button if str(button.key).startswith("open ")]
    assert listed.label == r"How many \*captives\* are still in Gaza\?"
    listed.click().run()
    assert "130 captives" in shown(again)

    (forget,) = [button for button in again.button if button.label == "Forget"]
    forget.click().run()
    assert "130 captives" not in shown(again)


def test_a_new_chat_about_the_same_article_starts_empty(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    (new,) = [button for button in page.button if button.label == "New chat"]
    new.click().run()

    assert "130 captives" not in shown(page)


def test_an_answer_about_an_older_version_says_so(page: AppTest) -> None:
    article = read_bytes(b"The ferry carries 300 people a day. It is old.", name="ferry.txt")
    shelf.library().add([article])
    page.run()
    choose(page, "The ferry carries 300")
    assert re.search(r'href="#cite-[0-9a-f]{12}-0-35', ask(page, "How many people does the ferry carry?"))

    shelf.library().add([read_bytes(b"A new boat came. The ferry carries 300 people a day.", name="ferry.txt")])
    page.run()
    assert re.search(r'href="#cite-[0-9a-f]{12}-17-52', shown(page))
    assert "The article has changed since" in shown(page)


def test_the_address_names_the_article_and_opens_it_again(page: AppTest) -> None:
    choose(page, "ferry")
    again = AppTest.from_file(str(APP), default_timeout=60)
    again.query_params["article"] = page.query_params["article"]
    again.run()

    assert "diesel ferry" in shown(again)


def test_the_page_opens_on_the_article_it_was_started_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf.Opening, "article_id", shelf.library().listings()[1].id)

    assert "diesel ferry" in shown(AppTest.from_file(str(APP), default_timeout=60).run())


def test_an_article_added_elsewhere_is_there_at_the_next_step(page: AppTest, isolated: Path) -> None:
    with Library.open(isolated) as other:
        other.add([read_text("The council closed the bridge on Monday.")])
    page.run()

    assert any("The council closed" in option for option in page.selectbox[0].options)


def test_a_question_that_cannot_be_used_is_told_and_nothing_is_lost(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    html = ask(page, "x" * 2_001)

    assert "The question has 2,001 characters. Ask in at most 2,000." in html
    assert "around 130 captives remain" in html


def test_a_library_that_cannot_be_used_is_told_in_words(isolated: Path) -> None:
    (isolated / "library.sqlite3").write_bytes(b"no database" * 1000)
    opened = AppTest.from_file(str(APP), default_timeout=60).run()

    assert not opened.exception
    assert "cannot be used" in shown(opened)


def test_an_empty_library_says_how_to_begin(page: AppTest) -> None:
    for listing in shelf.library().listings():
        shelf.library().remove(listing.id)
    page.run()

    assert "The library is empty." in shown(page)


def test_a_model_that_fails_is_told_and_the_reader_answers(
    page: AppTest, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("401"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    html = ask(page, "How many captives are still in Gaza?")

    assert "rejected the API key" in html
    assert "The offline reader answers instead." in html
    assert "around 130 captives remain" in html


def test_a_model_at_work_is_named(page: AppTest, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("ok"))
    monkeypatch.setenv("ASSISTANT_MODEL", "small-model")
    html = ask(page, "How many captives are still in Gaza?")

    assert "<strong>small-model</strong> writes the answers" in html
    assert "Written by small-model" in html
