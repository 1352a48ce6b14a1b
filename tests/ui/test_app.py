"""The page's states, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_openai import Fake
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from assistant.chain import LONGEST_QUESTION
from ingest import Library, read_bytes, read_text
from ui import shelf
from ui.chat import Exchange
from ui.limits import TooManyQuestions

APP = Path(__file__).parents[2] / "ui" / "app.py"
SHOWN = 25
"""Questions of a long chat that are drawn at first."""


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


def menu(page: AppTest) -> AppTest:
    """The list of chats, opened."""
    page.session_state["chats-menu"] = True
    return page.run()


def named(page: AppTest, key: str) -> Button:
    """The first button whose key begins so."""
    return next(button for button in page.button if str(button.key).startswith(key))


def test_a_new_visitor_begins_with_an_empty_chat_and_finds_the_others_in_the_list(page: AppTest) -> None:
    ask(page, "How many *captives* are still in Gaza?")
    again = menu(AppTest.from_file(str(APP), default_timeout=60).run())
    assert "130 captives" not in shown(again)

    assert named(again, "open ").label == r"How many \*captives\* are still in Gaza\?"
    named(again, "open ").click().run()
    assert "130 captives" in shown(again)


def test_a_deleted_chat_comes_back_with_undo(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    named(menu(page), "delete ").click().run()
    assert "130 captives" not in shown(page)
    assert "Deleted the chat “How many captives are still in Gaza?”." in shown(page)
    assert not [button for button in page.button if str(button.key).startswith("open ")]

    next(button for button in page.button if button.label == "Undo").click().run()
    named(page, "open ").click().run()
    assert "130 captives" in shown(page)
    assert "Deleted the chat" not in shown(page)


def test_what_is_asked_after_a_chat_was_deleted_is_there_after_undo_too(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    named(menu(page), "delete ").click().run()
    ask(page, "Who wrote the draft?")
    next(button for button in page.button if button.label == "Undo").click().run()

    assert "Who wrote the draft?" in shown(page)
    kept = [button.label for button in menu(page).button if str(button.key).startswith("open ")]
    assert {label.strip("*") for label in kept} == {r"Who wrote the draft\?", r"How many captives are still in Gaza\?"}


def edit_last(page: AppTest, question: str) -> str:
    page.session_state["edited"] = (page.query_params["chat"], 0)
    page.run()
    page.text_area[0].set_value(question)
    next(button for button in page.button if button.label == "Ask").click().run()
    assert not page.exception
    return shown(page)


def test_an_answer_is_not_lost_where_its_question_is_emptied_or_cannot_be_asked_again(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, "How many captives are still in Gaza?")
    assert "around 130 captives remain" in edit_last(page, "  ")

    def refuse() -> None:
        message = "You have asked 100 questions within an hour."
        raise TooManyQuestions(message)

    monkeypatch.setattr(shelf, "count_question", refuse)
    html = edit_last(page, "Who wrote the draft?")
    assert "around 130 captives remain" in html
    assert "You have asked 100 questions within an hour." in html


def test_a_chat_is_renamed_and_found_by_its_name_and_by_what_it_says(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    named(menu(page), "renames ").click().run()
    page.text_input(key=named(page, "rename ").key.replace("rename", "name")).set_value("The captives")
    named(page, "rename ").click().run()
    assert named(page, "open ").label == r"**The captives**"

    (box,) = [box for box in page.text_input if box.label == "Find a chat"]
    for words in ("the capt", "ISRAEL ESTIMATES", "still in gaza"):
        box.set_value(words).run()
        assert named(page, "open ").label == r"**The captives**"
    box.set_value("football").run()
    assert "No chat holds these words." in shown(page)


def test_a_new_chat_about_the_same_article_starts_empty(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    (new,) = [button for button in menu(page).button if button.label == "New chat"]
    new.click().run()

    assert "130 captives" not in shown(page)


def test_of_a_long_chat_the_last_questions_are_drawn_and_the_rest_on_demand(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    id_, scope = page.query_params["chat"], page.query_params["article"]
    id_, scope = (one if isinstance(one, str) else one[0] for one in (id_, scope))
    for number in range(1, 70):
        shelf.chats().save(id_, scope, number, Exchange(f"Question {number}.", running=False))
    page.run()
    assert len(re.findall("<h3", shown(page))) == SHOWN
    assert "Question 69." in shown(page)

    (earlier,) = [button for button in page.button if "earlier" in button.label]
    assert earlier.label == f"Show {SHOWN} earlier questions"
    earlier.click().run()
    assert len(re.findall("<h3", shown(page))) == 2 * SHOWN
    (earlier,) = [button for button in page.button if "earlier" in button.label]
    assert earlier.label == "Show 20 earlier questions"
    earlier.click().run()
    assert "130 captives" in shown(page)
    assert not [button for button in page.button if "earlier" in button.label]


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
    monkeypatch.setattr(shelf.Start, "article_id", shelf.library().listings()[1].id)

    assert "diesel ferry" in shown(AppTest.from_file(str(APP), default_timeout=60).run())


def test_an_article_added_elsewhere_is_there_at_the_next_step(page: AppTest, isolated: Path) -> None:
    with Library.open(isolated) as other:
        other.add([read_text("The council closed the bridge on Monday.")])
    page.run()

    assert any("The council closed" in option for option in page.selectbox[0].options)


def test_a_question_that_cannot_be_used_is_told_and_nothing_is_lost(page: AppTest) -> None:
    ask(page, "How many captives are still in Gaza?")
    assert page.chat_input[0].proto.max_chars == LONGEST_QUESTION
    html = ask(page, "  ")

    assert "The question is empty. Ask something about the article." in html
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
