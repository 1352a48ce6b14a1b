"""With sign-in on, each person has a library of their own, and no address, id or file name opens another's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_oidc import Provider
from playwright.sync_api import Page, expect

from .conftest import Serve, ask

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def address(serve: Serve, provider: Provider) -> str:
    return serve("--questions-an-hour", "3", "--articles", "3", secrets=provider.secrets)


@pytest.fixture
def sign_in(address: str, provider: Provider, open_page: Open) -> Callable[..., Page]:
    def enter(user: str, query: str = "") -> Page:
        provider.user = user
        page = open_page(address + query, ready=".st-key-sign-in h1", also=(provider.issuer,))
        expect(page.locator(".pane")).to_have_count(0)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".pane h2")).to_be_visible()
        return page

    return enter


def upload(page: Page, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.locator("input[type=file]").set_input_files(path)
    add.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".pane h2")).to_have_text(re.compile(re.escape(text[:20])))


def test_two_people_see_nothing_of_each_other(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    ada = sign_in("ada")
    upload(ada, tmp_path / "notes.txt", "The secret of Ada is 4711. Nobody knows it.")
    ask(ada, "What is the secret of Ada?")
    expect(ada.locator(".exchange .text").last).to_contain_text("4711")
    expect(ada).to_have_url(re.compile("chat="))
    query = parse_qs(urlsplit(ada.url).query)
    chat, article = query["chat"][0], query["article"][0]

    bob = sign_in("bob")
    expect(bob.get_by_role("button", name="Bob *Reed*")).to_be_visible()
    for asked in (f"?chat={chat}", f"?article={article}", f"?article={article}&chat={chat}"):
        bob.goto(urlsplit(ada.url)._replace(query="").geturl() + asked)
        expect(bob.locator(".pane h2")).to_be_visible()
        expect(bob.locator(".exchange")).to_have_count(0)
        expect(bob.locator("body")).not_to_contain_text("4711")
        assert chat not in bob.url
    bob.get_by_role("button", name="Chats").click()
    expect(bob.get_by_text("No chat is kept yet.")).to_be_visible()
    bob.keyboard.press("Escape")
    upload(bob, tmp_path / "notes.txt", "The secret of Bob is 42. Nobody knows it.")
    ask(bob, "What is the secret of Ada?")
    expect(bob.locator("body")).not_to_contain_text("4711")

    ada.reload()
    expect(ada.locator(".exchange .text").last).to_contain_text("4711")
    expect(ada.locator(".pane h2")).to_contain_text("Ada")


def test_who_signs_out_sees_nothing_more(sign_in: Callable[..., Page]) -> None:
    page = sign_in("eve")
    page.get_by_role("button", name="Eve *Reed*").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".st-key-sign-in")).to_be_visible()
    expect(page.locator(".pane")).to_have_count(0)
    page.reload()
    expect(page.locator(".st-key-sign-in")).to_be_visible()


def test_nobody_uses_up_what_all_share(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in("max")
    for _ in range(3):
        ask(page, "How many captives are still in Gaza?")
    expect(page.get_by_text("around 130 captives remain")).not_to_have_count(0)
    ask(page, "Who wrote the draft?")
    last = page.locator(".exchange").last
    expect(last.locator(".question")).to_have_text("Who wrote the draft?")
    expect(last.get_by_role("alert")).to_contain_text("You have asked 3 questions within an hour")
    page.reload()
    expect(page.locator(".exchange").last.get_by_role("alert")).to_contain_text("Ask again in")

    upload(page, tmp_path / "notes.txt", "The third article fits. There is room for it.")
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.get_by_label("Text").fill("The fourth does not.")
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.get_by_role("alert")).to_contain_text("Your library holds 3 articles, and 3 are allowed here.")
    expect(add.get_by_label("Text")).to_have_value("The fourth does not.")

    other = sign_in("zoe")
    ask(other, "How many captives are still in Gaza?")
    expect(other.locator(".exchange .text").last).to_contain_text("around 130 captives remain")


def test_where_the_settings_of_sign_in_are_broken_nobody_is_let_in(serve: Serve, open_page: Open) -> None:
    page = open_page(serve(secrets=lambda _: "[auth"), ready=".error")

    expect(page.locator(".error")).to_contain_text("secrets.toml cannot be read")
    expect(page.locator(".pane")).to_have_count(0)
