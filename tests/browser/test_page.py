"""The way of a reader: ask, press the chip, see the sentence; at every width, in light and dark, by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_openai import Fake
from playwright.sync_api import Page, expect

from assistant import verify
from ingest import Article, read
from ingest.samples import sample_articles

from .conftest import Serve, ask, choose_article, highlighted

Open = Callable[..., Page]

PICTURES = {"desktop": ("light", (1280, 800)), "desktop-dark": ("dark", (1280, 800)), "phone": ("light", (390, 844))}

HOSTILE = """\
---
title: "<script>window.pwned = 1</script> & :red[title] $a$b$"
date: 2025-03-04
---
The <img src="https://evil.test/p.png" onerror="window.pwned = 1"> mayor of Harrow 😀😀 is Tom $Reed$, :rainbow[he] said.

<script>window.pwned = 2</script> The **bridge** cost [5 million](https://evil.test) & more: ![x](https://evil.test/x.png).
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Article:
    path = tmp_path_factory.mktemp("hostile") / "hostile.txt"
    path.write_text(HOSTILE.partition("---\n")[2].partition("---\n")[2], encoding="utf-8")
    return read(path)


def place_of(page: Page, number: int = 0) -> tuple[int, int]:
    href = page.locator(".exchange").last.locator("a.chip").nth(number).get_attribute("href") or ""
    start, end = re.fullmatch(r"#cite-[0-9a-f]{12}-(\d+)-(\d+)(?:-\d+-\d+)?", href).groups()  # type: ignore[union-attr]
    return int(start), int(end)


def test_the_chip_of_an_answer_shows_its_very_sentence(address: str, open_page: Open) -> None:
    page = open_page(address)
    article = sample_articles()[0]
    ask(page, "How many captives are still in Gaza?")
    start, end = place_of(page)

    assert "around 130 captives" in article.text[start:end]
    assert highlighted(page) == article.text[start:end], "the article moves to the proof by itself"
    words = "".join(page.locator(".piece.on.words").all_text_contents())
    assert "130" in words
    assert words in article.text[start:end]
    expect(page.locator(".exchange strong")).to_have_text(words)

    ask(page, "Who won the football match?")
    expect(page.locator(".absent")).to_contain_text("The article does not say.")
    page.locator(".absent a.chip").nth(1).click()
    start, end = place_of(page, 1)
    assert highlighted(page) == article.text[start:end]
    expect(page.locator(".piece.on").first).to_be_in_viewport()
    assert page.url.count("#") == 0, "the address stays as it is"


def test_a_hostile_article_is_shown_letter_for_letter_and_cited_exactly(
    hostile: Article, serve: Serve, open_page: Open
) -> None:
    page = open_page(serve(hostile.source))
    ask(page, "Who is the mayor of Harrow?")
    start, end = place_of(page)

    assert "Tom $Reed$" in hostile.text[start:end]
    assert highlighted(page) == hostile.text[start:end]
    expect(page.locator(".exchange .text").last).to_contain_text("Tom $Reed$, :rainbow[he] said.")
    assert "".join(page.locator(".piece").all_text_contents()) == hostile.text
    assert page.evaluate("window.pwned") is None


def test_the_keyboard_is_enough(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    chip = page.locator("a.chip").first
    chip.focus()
    chip.press("Enter")
    expect(page.locator(".piece.on").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_pasted_article_is_added_opened_and_asked(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_contain_text("There is nothing to add yet.")
    add.get_by_label("Text", exact=True).fill(
        "The council of Harrow closed the old bridge on Monday. It has 14 cracks."
    )
    add.get_by_label("Title", exact=True).fill("Bridge closed")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".pane h2")).to_have_text("Bridge closed")
    ask(page, "How many cracks does the bridge have?")

    assert "It has 14 cracks." in highlighted(page)


def test_a_file_that_is_no_article_is_refused_and_the_next_one_taken(
    address: str, open_page: Open, tmp_path: Path
) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x00\x01\x02\xff" * 200)
    (tmp_path / "ferry.md").write_text("# The ferry\n\nThe ferry carries 300 people a day.", encoding="utf-8")
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.locator("input[type=file]").set_input_files(tmp_path / "picture.txt")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_contain_text("picture.txt")
    add.get_by_role("button", name="Remove").first.click()
    add.locator("input[type=file]").set_input_files(tmp_path / "ferry.md")
    add.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".pane h2")).to_have_text("The ferry")


def test_another_article_can_be_chosen_and_each_keeps_its_chat(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    choose_article(page, "diesel ferry")
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator(".piece.on")).to_have_count(0)
    ask(page, "How much did the electric boat cost?")
    choose_article(page, "Security Council")
    expect(page.locator(".exchange")).to_contain_text("130 captives")


def test_of_all_articles_a_chip_brings_up_the_one_it_points_to(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/?article=all")
    ask(page, "How many captives are still in Gaza?")
    expect(page.locator(".pane h2")).to_have_text(re.compile("Security Council"))
    ask(page, "How much did the electric boat cost?")
    expect(page.locator(".pane h2")).to_have_text(re.compile("diesel ferry"))

    page.locator(".exchange").first.locator("a.chip").first.click()
    expect(page.locator(".pane h2")).to_have_text(re.compile("Security Council"))
    assert "around 130 captives" in highlighted(page)


def test_the_way_back_leads_to_the_article_and_chat_before(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    choose_article(page, "diesel ferry")
    expect(page.locator(".exchange")).to_have_count(0)
    page.go_back()
    expect(page.locator(".pane h2")).to_have_text(re.compile("Security Council"))
    expect(page.locator(".exchange")).to_contain_text("130 captives")
    page.go_forward()
    expect(page.locator(".pane h2")).to_have_text(re.compile("diesel ferry"))


def test_a_chat_survives_a_reload_and_a_second_tab(address: str, open_page: Open) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    expect(page).to_have_url(re.compile("chat="))
    page.reload()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator(".exchange")).to_contain_text("around 130 captives")

    second = open_page(page.url)
    ask(second, "Who won the football match?")
    expect(second.locator(".exchange")).to_have_count(2)


def test_a_chat_is_saved_with_its_proof(address: str, open_page: Open, tmp_path: Path) -> None:
    page = open_page(address)
    ask(page, "How many captives are still in Gaza?")
    ask(page, "Who won the football match?")
    page.get_by_role("button", name="Chats").click()
    for way in ("Save with proof", "Save as page"):
        with page.expect_download() as saving:
            page.get_by_role("button", name=way).click()
        saved = saving.value.path().read_text(encoding="utf-8")
        kept = verify(saved)
        assert "around 130 captives" in kept.answers[0].citations[0].quote
        assert kept.articles[0].text == sample_articles()[0].text

    (tmp_path / "answers.html").write_text(saved, encoding="utf-8")
    alone = open_page((tmp_path / "answers.html").as_uri(), ready="article.read")
    alone.locator("a.chip").first.click()
    found = alone.locator(":target ~ mark").first
    expect(found).to_be_in_viewport()
    quote = kept.answers[0].citations[0].quote
    marked = alone.evaluate(
        """() => [...document.querySelectorAll('mark')].filter((mark) => getComputedStyle(mark).backgroundColor ===
        getComputedStyle(document.querySelector(':target ~ mark')).backgroundColor).map((mark) => mark.textContent).join('')"""
    )
    assert marked == quote


def test_some_of_the_articles_are_asked_at_once(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_label("Text", exact=True).fill("The lighthouse of Harrow has 199 steps.")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".pane h2")).to_contain_text("lighthouse")
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Some of the articles…").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("lighthouse")  # the one that is open is among them
    box.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("diesel ferry")).click()
    page.keyboard.press("Escape")
    box.get_by_role("button", name="Ask these").click()
    expect(page.locator(".welcome")).to_contain_text("Ask about 2 articles")
    ask(page, "How many steps does the lighthouse have?")
    assert "199 steps" in highlighted(page)
    ask(page, "How much did the electric boat cost?")
    expect(page.locator(".pane h2")).to_contain_text("diesel ferry")
    page.reload()
    expect(page.locator(".exchange")).to_have_count(2)


def test_an_article_that_was_removed_is_put_back(address: str, open_page: Open) -> None:
    page = open_page(address)
    title = page.locator(".pane h2").text_content() or ""
    page.get_by_role("button", name="Details").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove this article").click()
    expect(page.locator(".pane h2").get_by_text(title, exact=True)).to_have_count(0)
    undo = page.locator(".st-key-undo")
    expect(undo).to_contain_text(f"Removed “{title}”")
    undo.get_by_role("button", name="Undo").click()
    expect(undo).to_have_count(0)
    page.get_by_role("combobox").first.click()
    expect(page.get_by_role("option", name=re.compile(re.escape(title)))).to_be_visible()


def test_the_longest_word_stays_within_what_was_removed(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_label("Text", exact=True).fill("The weir of Harrow is shut.")
    add.get_by_label("Title", exact=True).fill("W" * 300)
    add.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".pane h2")).to_have_text("W" * 300)
    assert page.locator(".welcome").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    page.get_by_role("button", name="Details").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove this article").click()
    undo = page.locator(".st-key-undo")
    expect(undo).to_contain_text("WWW")
    assert undo.locator(".notice").evaluate("(node) => node.getBoundingClientRect().right <= innerWidth")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_the_box_for_questions_stays_in_view_beside_what_was_removed(
    address: str, open_page: Open, viewport: dict[str, int]
) -> None:
    page = open_page(address, viewport=viewport)
    ask(page, "How many steps does the lighthouse have?")
    box, below = page.locator(".stChatInput"), "document.querySelector('.stMain').scrollHeight - innerHeight"
    expect(box).to_be_in_viewport(ratio=1)
    before = page.evaluate(below)
    page.get_by_role("button", name="Chats").click()
    page.get_by_role("button", name="Delete").first.click()
    undo = page.locator(".st-key-undo")
    expect(undo).to_be_visible()
    page.keyboard.press("Escape")
    expect(undo.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    expect(box).to_be_in_viewport(ratio=1)
    assert page.evaluate(below) <= before
    undo.get_by_role("button", name="Undo").click()
    expect(undo).to_have_count(0)


def test_no_hint_is_written_over_what_is_typed(address: str, open_page: Open) -> None:
    page = open_page(address, viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="Details").click()
    page.get_by_role("dialog").get_by_label("Title", exact=True).press_sequentially("!")
    hint = page.get_by_text("Press Enter to submit form")
    expect(hint).to_be_attached()
    expect(hint).to_be_hidden()


def test_an_address_that_cannot_be_read_is_told_in_words(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_label("Address").fill("ftp://127.0.0.1/x")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_contain_text("is no address of a web page")
    add.get_by_label("Address").fill("http://127.0.0.1:9/closed")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_contain_text("127.0.0.1:9/closed")
    expect(add.get_by_label("Address")).to_have_value("http://127.0.0.1:9/closed")


def test_a_suggested_question_is_asked_with_one_press(address: str, open_page: Open) -> None:
    page = open_page(address)
    page.get_by_role("button", name="What is this article about?").click()

    assert highlighted(page).startswith(sample_articles()[0].quote(sample_articles()[0].sentences[0]))


def test_a_running_answer_can_be_stopped_and_what_came_stays(open_page: Open, serve: Serve) -> None:
    with Fake() as fake:
        page = open_page(serve(OPENAI_BASE_URL=fake.url("endless"), ASSISTANT_MODEL="small-model"))
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill("How many captives are still in Gaza?")
        box.press("Enter")
        answered = page.locator(".exchange .text").nth(1)
        expect(answered).to_be_visible()
        stop = page.get_by_role("button", name="Stop").element_handle()
        place, came = stop.bounding_box(), len(answered.inner_text())
        expect(answered).to_have_text(re.compile(rf"[\s\S]{{{came + 200},}}"))
        assert stop.bounding_box() == place, "the button stays under the pointer while the text grows"
        stop.click()
        expect(page.locator(".exchange .notice")).to_contain_text("Stopped.")
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        expect(page.locator(".exchange .text").nth(1)).to_be_visible()


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_show_an_answer_with_its_proof(
    address: str,
    open_page: Open,
    name: str,
    pytestconfig: pytest.Config,
) -> None:
    scheme, size = PICTURES[name]
    page = open_page(address, color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    ask(page, "Who won the football match?")
    ask(page, "How many captives are still in Gaza?")
    chip = page.locator(".exchange .text a.chip").last
    expect(chip).to_be_in_viewport()
    if folder := pytestconfig.getoption("--screenshots", None):
        if size[0] > 1000:
            chip.hover()
        page.wait_for_timeout(1000)
        page.screenshot(path=folder / f"{name}.png")


def test_on_a_phone_a_chip_leads_to_the_article_and_back(address: str, open_page: Open) -> None:
    page = open_page(address, viewport={"width": 390, "height": 844})
    ask(page, "How many captives are still in Gaza?")
    page.locator("a.chip").first.click()
    expect(page.locator(".piece.on").first).to_be_in_viewport()
    page.get_by_role("button", name="Back to the chat").click()
    expect(page.locator("a.chip").first).to_be_in_viewport()
