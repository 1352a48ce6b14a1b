"""What helps to read and to check: previews, keys, finding, the size of the text, the margin bar, copies."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from fake_openai import Fake
from playwright.sync_api import Page, expect

from ingest import Library
from ingest.samples import sample_articles
from ui.chat import Exchange
from ui.chats import Chats

from .conftest import Serve, ask, highlighted, whole

Open = Callable[..., Page]

CHAT = "c" * 32

WITH_ADDRESS = """\
---
title: The old bridge
author: Ada Reed
date: 2025-03-04
url: https://www.news.test/bridge
---
The council of Harrow closed the old bridge on Monday. It has 14 cracks.

A ferry carries 300 people a day.
"""


def test_a_chip_previews_its_quote_under_the_pointer_and_under_the_focus(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    preview = page.get_by_role("tooltip")
    found = page.locator(".exchange .text a.chip").last
    found.hover()
    expect(preview).to_be_visible()
    expect(preview).to_contain_text("around 130 captives remain")
    expect(preview).to_contain_text("26 March 2024")
    preview.hover()
    expect(preview).to_be_visible()
    page.mouse.move(5, 5)
    expect(preview).to_be_hidden()

    page.get_by_test_id("stChatInputTextArea").focus()
    found.focus()
    expect(preview).to_be_visible()
    expect(found).to_have_attribute("aria-describedby", "quote-preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(found).to_be_focused()


def test_where_the_article_does_not_say_nothing_stays_highlighted(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    expect(page.locator(".piece.on.words").first).to_be_visible()
    ask(page, "Who won the football match?")
    expect(page.locator(".piece.on, .piece.words")).to_have_count(0)
    closest = page.locator(".exchange").last.locator("a.chip").first
    closest.click()
    expect(page.locator(".piece.on").first).to_be_in_viewport()


def test_keys_lead_to_the_box_and_from_citation_to_citation(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "Who won the football match?")
    chips = page.locator(".exchange a.chip")
    page.locator(".pane .scroller").focus()
    page.keyboard.press("n")
    expect(chips.nth(0)).to_be_focused()
    first = highlighted(page)
    page.keyboard.press("n")
    expect(chips.nth(1)).to_be_focused()
    assert highlighted(page) != first
    page.keyboard.press("p")
    expect(chips.nth(0)).to_be_focused()
    assert highlighted(page) == first
    page.keyboard.press("p")
    expect(chips.last).to_be_focused()

    page.keyboard.press("/")
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_focused()
    page.keyboard.type("n/?")
    expect(box).to_have_value("n/?")


def test_the_keys_are_listed_and_can_be_turned_off(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.locator(".pane .scroller").focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("next citation")
    keys.get_by_label("Use these keys").uncheck()
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()

    page.locator(".pane .scroller").focus()
    page.keyboard.press("/")
    expect(page.locator(".pane .scroller")).to_be_focused()
    page.get_by_role("button", name="Keys").click()
    keys.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_words_are_found_in_the_article_one_after_the_other(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.locator(".pane .scroller").focus()
    page.keyboard.press("f")
    box = page.get_by_role("searchbox", name="Find in the article")
    expect(box).to_be_focused()
    box.fill("SECURITY council")
    count = page.locator(".pane .count")
    many = len(re.findall("security\\s+council", sample_articles()[0].title + sample_articles()[0].text, re.IGNORECASE))
    expect(count).to_have_text(f"1 of {many}")
    box.press("Enter")
    expect(count).to_have_text(f"2 of {many}")
    box.press("Shift+Enter")
    page.get_by_role("button", name="Previous place").click()
    expect(count).to_have_text(f"{many} of {many}")
    found = "[...CSS.highlights.get('found-here')].map((range) => range.toString()).join()"
    assert page.evaluate(found).lower().split() == ["security", "council"]

    box.fill("$.* nowhere (")
    expect(count).to_have_text("not found")
    box.fill("")
    expect(count).to_have_text("")
    text = "".join(page.locator(".piece").all_text_contents())
    assert text == sample_articles()[0].text, "finding leaves the text alone"


def test_the_text_grows_and_stays_so(address: str, open_page: Open) -> None:
    page = open_page(address)
    before = page.locator(".pane .piece").first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    page.get_by_role("button", name="Larger text").click()
    after = page.locator(".pane .piece").first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert after > before
    page.reload()
    expect(page.locator(".pane h2")).to_be_visible()
    assert page.locator(".pane .piece").first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") == after
    page.get_by_role("button", name="Smaller text").click()


def test_the_margin_bar_shows_where_the_chat_has_been(address: str, open_page: Open) -> None:
    page = open_page(address)
    expect(page.locator(".pane .rail i")).to_have_count(0)
    ask(page, "How many captives are still in Gaza?")
    bar = page.get_by_role("img", name=re.compile("The chat has touched 1 of"))
    expect(bar.locator("i").first).to_be_visible()
    touched = "".join(page.locator(".piece.touched").all_text_contents())
    assert "around 130 captives" in touched
    ask(page, "Who won the football match?")
    expect(page.get_by_role("img", name=re.compile("The chat has touched 4 of"))).to_be_visible()

    page.locator(".pane .scroller").evaluate("(node) => node.scrollTo({top: 0, behavior: 'instant'})")
    page.locator(".pane .rail i").last.click()
    expect(page.locator(".piece.touched").last).to_be_in_viewport()


def test_a_citation_is_copied_with_all_that_finds_it_again(
    serve: Serve, open_page: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("article") / "bridge.md"
    path.write_text(WITH_ADDRESS, encoding="utf-8")
    page = open_page(serve(str(path)), permissions=["clipboard-read", "clipboard-write"])
    ask(page, "How many cracks does the bridge have?")
    page.locator(".sources summary").click()
    cited = page.locator(".quotes li", has_text="It has 14 cracks.")
    expect(cited.get_by_role("link", name="Live page")).to_have_attribute(
        "href", re.compile(r"^https://www\.news\.test/bridge#:~:text=The%20council%20.*It%20has%2014%20cracks\.$")
    )
    cited.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    card = page.evaluate("navigator.clipboard.readText()").splitlines()

    assert card[0] == "“The council of Harrow closed the old bridge on Monday. It has 14 cracks.”"
    assert card[1] == "Ada Reed, “The old bridge”, news.test, 4 March 2025"
    assert card[2] == "https://www.news.test/bridge"
    assert re.fullmatch(r"Accessed \d+ \w+ \d{4}", card[3])
    assert card[4] == "Characters 0–72 of version 1"
    assert re.fullmatch(r"SHA-256 of the text: [0-9a-f]{64}", card[5])


def test_the_citation_of_an_article_without_an_address_names_its_very_text(address: str, open_page: Open) -> None:
    page = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    article = sample_articles()[0]
    ask(page, "How many captives are still in Gaza?")
    page.locator(".sources summary").click()
    expect(page.get_by_role("link", name="Live page")).to_have_count(0)
    copy = page.locator(".sources").get_by_role("button", name="Copy citation")
    copy.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    quote, facts, accessed, place, checksum = page.evaluate("navigator.clipboard.readText()").splitlines()

    assert facts == f"{article.author}, “{article.title}”, 26 March 2024"
    assert accessed.startswith("Accessed ")
    start, end = map(int, re.fullmatch(r"Characters (\d+)–(\d+) of version 1", place).groups())  # type: ignore[union-attr]
    assert quote == f"“{article.text[start:end]}”"
    assert checksum == f"SHA-256 of the text: {sha256(article.text.encode()).hexdigest()}"
    expect(copy).to_be_focused()


def test_the_last_question_is_asked_again_changed_and_judged(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "Who won the football match?")
    page.get_by_role("button", name="Edit the question").click()
    page.get_by_label("Edit the question").fill("How many captives are still in Gaza?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".exchange")).to_contain_text(["around 130 captives"])
    whole(page)
    expect(page.locator(".exchange")).to_have_count(1)

    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("button", name="Ask again")).to_be_focused()
    whole(page)
    expect(page.locator(".exchange")).to_have_count(1)

    page.get_by_role("button", name="Poor answer").click()
    expect(page.get_by_role("button", name="Poor answer")).to_have_attribute("aria-pressed", "true")
    word = page.get_by_label("Why, in a word")
    expect(word).to_be_focused()
    word.fill("<b>too</b> short")
    word.press("Enter")
    expect(page.locator(".word[value='<b>too</b> short']")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Why, in a word")).to_have_value("<b>too</b> short")
    page.get_by_role("button", name="Poor answer").click()
    expect(page.get_by_label("Why, in a word")).to_have_count(0)


def test_what_is_asked_is_seen_wherever_the_chat_was_read(address: str, open_page: Open) -> None:
    page = open_page(address, viewport={"width": 1280, "height": 500})
    for question in ("Who won the football match?", "Who won the chess match?"):
        ask(page, question)
    first = page.locator(".exchange .question").first
    first.scroll_into_view_if_needed()
    expect(first).to_be_in_viewport()
    ask(page, "How many captives are still in Gaza?")
    expect(page.locator(".exchange .text a.chip").last).to_be_in_viewport()


def test_what_is_read_stays_while_earlier_questions_come(serve: Serve, open_page: Open) -> None:
    article = sample_articles()[0]

    def prepare(home: Path) -> None:
        with Library.open(home) as library:
            library.add([article])
        chats = Chats(home)
        for number in range(60):
            chats.save(CHAT, article.id, number, Exchange(f"Question {number}.", running=False))
        chats.close()

    page = open_page(f"{serve(prepare=prepare)}/?chat={CHAT}")
    earlier = page.get_by_role("button", name="Show 25 earlier questions")
    first = page.get_by_text("Question 35.", exact=True)
    expect(page.get_by_text("Question 59.", exact=True)).to_be_in_viewport()
    page.locator(".st-key-chat").hover()
    for _ in range(60):  # as a reader scrolls: Streamlit follows the end through one jump while it still draws
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(20)
    expect(earlier).to_be_in_viewport()
    place = first.bounding_box()
    assert place
    earlier.click()
    expect(page.locator(".exchange")).to_have_count(50)
    expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_visible()
    expect(first).to_be_in_viewport()
    assert abs(first.bounding_box()["y"] - place["y"]) < 2  # type: ignore[index]


def test_a_question_that_is_edited_has_the_focus_and_gives_it_back(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "Who won the football match?")
    page.get_by_role("button", name="Edit the question").click()
    expect(page.get_by_label("Edit the question")).to_be_focused()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Edit the question")).to_be_focused()


def test_a_chat_is_renamed_by_keyboard(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "Who won the football match?")
    page.get_by_role("button", name="Chats").click()
    kept = page.locator("[class*=st-key-kept]").first
    kept.get_by_role("button", name="Rename").press("Enter")
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    name.fill("Football")
    name.press("Enter")
    opens = kept.get_by_role("button", name="Football")
    expect(opens).to_be_visible()
    words = opens.get_by_text("Football").bounding_box()
    assert words["x"] - opens.bounding_box()["x"] < 20, "names stand one below the other"


def test_the_model_and_the_offline_reader_answer_in_turn(serve: Serve, open_page: Open) -> None:
    with Fake("Some 130 captives are still held in Gaza [s20].") as fake:
        page = open_page(serve(OPENAI_BASE_URL=fake.url(), ASSISTANT_MODEL="small-model"))
        ask(page, "How many captives are still in Gaza?")
        expect(page.locator(".by")).to_contain_text("Written by small-model · 19 tokens")
        page.get_by_role("button", name="Ask the offline reader").click()
        expect(page.locator(".by")).to_have_text("Quoted by the offline reader")
        whole(page)
        page.get_by_role("button", name="Ask small-model").click()
        expect(page.locator(".by")).to_contain_text("Written by small-model")
        whole(page)

        expect(page.locator(".exchange")).to_have_count(1)
        assert len(fake.requests) == 2, "the offline reader asks nobody"
