"""Articles on the page: added by address and with a password, put right, compared with what they were."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from loopback import Reply, Site, site
from made_files import page as web_page
from made_files import protected_pdf
from playwright.sync_api import Locator, Page, expect

from .conftest import Serve, ask, highlighted

Open = Callable[..., Page]


def report(cracks: int) -> Reply:
    said = (
        f"<article><h1>The bridge of Harrow</h1><p>The council of Harrow closed the old bridge on Monday, after weeks of"
        f" rain.</p><p>Engineers found {cracks} cracks in its arches, the mayor told reporters who had come to see it.</p>"
        "<p>Until it is mended a ferry carries people and bicycles over the river, every day until eight.</p></article>"
    )
    return Reply(web_page(said).encode())


@pytest.fixture(scope="module")
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    return serve("--allow-host", "127.0.0.1")


def add_from(page: Page, url: str) -> None:
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_label("Address").fill(url)
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add).to_have_count(0)


def publish(box: Locator, day: str) -> None:
    """Type *day* into the parts of the date."""
    for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
        box.get_by_role("spinbutton", name=f"{part}, Published").press_sequentially(digits)


def test_a_page_is_added_by_its_address_and_what_it_changed_later_is_shown(
    address: str, web: Site, open_page: Open
) -> None:
    web.replies["/bridge"] = report(14)
    page = open_page(address)
    add_from(page, f"{web.url}/bridge")
    expect(page.locator(".pane h2")).to_have_text("The bridge of Harrow")
    ask(page, "How many cracks did the engineers find?")
    assert "14 cracks" in highlighted(page)

    web.replies["/bridge"] = report(23)
    add_from(page, f"{web.url}/bridge")
    expect(page.locator(".pane")).to_contain_text("23 cracks")
    expect(page.locator(".exchange .notice")).to_contain_text("The article has changed since this answer was given")
    page.get_by_role("button", name="Details").click()
    changes = page.get_by_role("dialog").locator(".changes")
    expect(changes.locator("del")).to_contain_text("14 cracks")
    expect(changes.locator("ins")).to_contain_text("23 cracks")


def test_what_is_known_of_an_article_is_put_right(address: str, web: Site, open_page: Open) -> None:
    web.replies["/ferry"] = Reply(report(3).body.replace(b"The bridge of Harrow", b"Teh ferry"))
    page = open_page(address)
    add_from(page, f"{web.url}/ferry")
    expect(page.locator(".pane h2")).to_have_text("Teh ferry")
    page.get_by_role("button", name="Details").click()
    box = page.get_by_role("dialog")
    box.get_by_label("Title", exact=True).fill("The <ferry>")
    box.get_by_label("Byline").fill("Ada Reed")
    publish(box, "2025-03-04")
    box.get_by_role("button", name="Save").click()
    expect(page.locator(".pane h2")).to_have_text("The <ferry>")
    expect(page.get_by_role("combobox")).to_have_value("The <ferry> · 2025-03-04")
    expect(page.locator(".pane")).to_contain_text("4 March 2025 · Ada Reed")

    page.get_by_role("button", name="Details").click()
    box.get_by_label("Address").fill("javascript:alert(1)")
    box.get_by_role("button", name="Save").click()
    expect(box.locator(".error")).to_contain_text("javascript:alert(1)")
    page.keyboard.press("Escape")
    expect(page.locator(".pane")).to_contain_text("4 March 2025 · Ada Reed")


def test_a_pdf_that_needs_a_password_is_opened_with_it(address: str, open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(protected_pdf("The council closed the bridge on Monday.", "open sesame"))
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.locator("input[type=file]").set_input_files(path)
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_contain_text("needs a password")
    add.get_by_role("textbox", name="Password").fill("open sesame")
    add.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".pane")).to_contain_text("The council closed the bridge on Monday.")
