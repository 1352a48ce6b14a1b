"""Every state of the page at both widths, light and dark: nobody is kept out, and nothing hangs over the edge."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_openai import Fake
from playwright.sync_api import Page, expect

from ingest import Library

from .conftest import Serve, ask, highlighted, whole

Open = Callable[..., Page]

DESKTOP, PHONE = (1280, 800), (390, 844)
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
WAYS = pytest.mark.parametrize(("scheme", "size"), list(product(("light", "dark"), (DESKTOP, PHONE))), ids=str)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with Fake() as server:
        yield server


@pytest.fixture(scope="module")
def with_model(serve: Serve, fake: Fake) -> str:
    return serve(OPENAI_BASE_URL=fake.url("endless"), ASSISTANT_MODEL="small-model")


@pytest.fixture(scope="module")
def failing(serve: Serve, fake: Fake) -> str:
    return serve(OPENAI_BASE_URL=fake.url("401"), OPENAI_API_KEY="sk-wrong")


@pytest.fixture(scope="module")
def empty(serve: Serve) -> str:
    def prepare(home: Path) -> None:
        from ingest import read_text

        with Library.open(home) as library:
            library.remove(library.add([read_text("Soon gone.")])[0].article.id)

    return serve(prepare=prepare)


def fair(page: Page) -> None:
    """No serious fault for anybody, and no scrolling sideways, once the page is at rest: until then parts of it fade."""
    if not page.locator(".growing").count():
        expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_visible()
        expect(page.locator('[data-stale="true"]')).to_have_count(0)
    results = Axe().run(page, options={"runOnly": RULES})
    bad = [
        (found["id"], found["impact"], [node["html"][:150] for node in found["nodes"]])
        for found in results.response["violations"]
        if found["impact"] in {"serious", "critical"}
    ]
    assert bad == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def opened(open_page: Open, address: str, scheme: Any, size: tuple[int, int], **more: Any) -> Page:  # noqa: ANN401 - Playwright's
    return open_page(address, color_scheme=scheme, viewport={"width": size[0], "height": size[1]}, **more)


@WAYS
def test_the_chat_its_boxes_and_menus(
    address: str,
    open_page: Open,
    scheme: Any,  # noqa: ANN401 - one of Playwright's words
    size: tuple[int, int],
) -> None:
    page = opened(open_page, address, scheme, size)
    expect(page.get_by_role("button", name="What is this article about?")).to_be_visible()
    fair(page)
    ask(page, "Who won the football match?")
    ask(page, "How many captives are still in Gaza?")
    page.locator(".sources summary").last.click()
    page.get_by_role("button", name="Good answer").last.click()
    expect(page.get_by_label("Why, in a word")).to_be_visible()
    page.locator(".exchange .text a.chip").last.focus()
    fair(page)

    if size == PHONE:
        page.get_by_role("button", name="Read").click()
        expect(page.locator(".pane h2")).to_be_visible()
        fair(page)
        page.keyboard.press("Escape")
        expect(page.locator(".pane h2")).to_be_hidden()
        expect(page.get_by_role("button", name="Read")).to_be_focused()
    else:
        page.get_by_role("button", name="Keys").click()
        fair(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit the question").click()
    expect(page.get_by_label("Edit the question")).to_be_visible()
    fair(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Edit the question")).to_have_count(0)

    page.get_by_role("button", name="Chats").click()
    expect(page.locator("[class*=st-key-kept]").first).to_be_visible()
    fair(page)
    page.get_by_role("button", name="Delete").first.click()
    expect(page.locator(".st-key-undo")).to_be_visible()
    page.keyboard.press("Escape")
    fair(page)
    page.locator(".st-key-undo").get_by_role("button", name="Undo").click()
    expect(page.locator(".st-key-undo")).to_have_count(0)
    for box in ("Add an article", "Details"):
        page.get_by_role("button", name=box).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        fair(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_the_narrowest_phones_no_button_covers_another(address: str, open_page: Open, width: int) -> None:
    page = open_page(address, viewport={"width": width, "height": 700})
    buttons = page.locator(".st-key-head button:visible")
    expect(buttons).to_have_count(5)
    places = [one.bounding_box() for one in buttons.all()]
    for one, other in combinations((place for place in places if place), 2):
        apart = abs(one["x"] - other["x"]) - (one if one["x"] < other["x"] else other)["width"]
        assert apart >= 4 or abs(one["y"] - other["y"]) >= 40, (one, other)


@pytest.mark.parametrize(("scheme", "danger"), [("light", "rgb(179, 38, 30)"), ("dark", "rgb(255, 138, 128)")])
def test_boxes_have_the_colours_of_the_page(address: str, open_page: Open, scheme: Any, danger: str) -> None:  # noqa: ANN401 - one of Playwright's words
    page = opened(open_page, address, scheme, DESKTOP)
    page.get_by_role("button", name="Keys").click()
    ground = page.locator(".stApp").evaluate("(node) => getComputedStyle(node).backgroundColor")
    expect(page.get_by_role("dialog", name="Keys")).to_have_css("background-color", ground)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add an article").click()
    box = page.get_by_role("dialog")
    box.get_by_role("button", name="Add", exact=True).click()
    expect(box.locator(".error")).to_have_css("border-left-color", danger)
    expect(box.locator(".error")).to_have_css("border-left-width", "3px")


@WAYS
def test_an_answer_on_its_way_stopped_and_failed(
    with_model: str,
    failing: str,
    open_page: Open,
    scheme: Any,  # noqa: ANN401 - one of Playwright's words
    size: tuple[int, int],
) -> None:
    page = opened(open_page, with_model, scheme, size)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("How many captives are still in Gaza?")
    box.press("Enter")
    expect(page.locator(".growing .text").nth(1)).to_be_visible()
    fair(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".stopped")).to_be_visible()
    whole(page)
    fair(page)
    page = opened(open_page, failing, scheme, size)
    ask(page, "How many captives are still in Gaza?")
    expect(page.locator(".notice")).to_contain_text("rejected the API key")
    fair(page)


def test_what_is_found_beside_an_answer_that_broke_off_is_shown_in_the_article(
    serve: Serve, fake: Fake, open_page: Open
) -> None:
    page = open_page(serve(OPENAI_BASE_URL=fake.url("length"), ASSISTANT_MODEL="small-model"))
    ask(page, "How many captives are still in Gaza?")
    chip = page.locator(".beside .text a.chip").first
    chip.click()
    quote = chip.get_attribute("data-quote")

    assert quote
    assert highlighted(page) == quote


@WAYS
def test_an_empty_library(
    empty: str,
    open_page: Open,
    scheme: Any,  # noqa: ANN401 - one of Playwright's words
    size: tuple[int, int],
) -> None:
    page = opened(open_page, empty, scheme, size, ready=".welcome")
    expect(page.locator(".welcome")).to_contain_text("The library is empty. Add an article to ask it.")
    expect(page.get_by_role("button", name="Read")).to_have_count(0)  # there is nothing to read
    fair(page)


def test_an_answer_goes_on_while_the_page_is_gone_and_stops_on_demand(
    with_model: str, fake: Fake, open_page: Open
) -> None:
    page = open_page(with_model)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("How many captives are still in Gaza?")
    box.press("Enter")
    expect(page.locator(".growing .text").nth(1)).to_be_visible()
    expect(page).to_have_url(re.compile("chat="))
    page.reload()
    expect(page.locator(".growing")).to_be_visible()
    second = open_page(page.url)
    expect(second.locator(".growing .text").nth(1)).to_be_visible()
    fake.hung_up.clear()
    second.get_by_role("button", name="Stop").click()
    for each in (second, page):
        expect(each.locator(".stopped")).to_be_visible()
        expect(each.locator(".growing")).to_have_count(0)
    assert fake.hung_up.wait(30), "the model's server is left"


def test_the_page_says_who_may_load_and_frame_what(address: str, open_page: Open) -> None:
    page = open_page(address)
    said = page.request.get(address).headers
    policy = dict(part.split(" ", 1) for part in said["content-security-policy"].split("; "))

    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert said["x-content-type-options"] == "nosniff"
    assert said["referrer-policy"] == "no-referrer"
    assert policy["img-src"] == "'self' data: blob:"
