"""A real Chromium on the real page, served by the command that a user runs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60.0
"""Seconds: a busy machine is slow, a broken page never comes."""

expect.set_options(timeout=PATIENCE * 1000)

Serve = Callable[..., str]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, help="a folder for pictures of the page, such as docs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts the chat with a library of its own, these arguments and settings; gives its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(
        *arguments: str,
        secrets: Callable[[str], str] | None = None,
        prepare: Callable[[Path], None] | None = None,
        **settings: str,
    ) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        home = tmp_path_factory.mktemp("served")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "ASSISTANT"))}
        address = f"http://127.0.0.1:{port}"
        if prepare:
            prepare(home)
        if secrets:
            (home / ".streamlit").mkdir()
            (home / ".streamlit" / "secrets.toml").write_text(secrets(address), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "ui", "--port", str(port), *arguments],
            env={**kept, "ASSISTANT_HOME": str(home), **settings},
            cwd=home,
        )
        started.append(process)
        end = time.monotonic() + PATIENCE
        while not is_up(address):
            assert process.poll() is None, "the chat ended by itself"
            assert time.monotonic() < end, "the chat did not start"
            time.sleep(0.1)
        return address

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) in {0, -signal.SIGTERM}


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    """A chat with the sample articles."""
    return serve()


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health") as answer:  # noqa: S310 - our own server
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address; at the end no page may have logged an error or asked another server for anything."""
    faults: list[str] = []
    pages: list[Page] = []

    def visit(address: str, *, ready: str = ".pane h2", also: tuple[str, ...] = (), **context: Any) -> Page:  # noqa: ANN401 - what Playwright takes
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
        ours = (
            address.split("?", maxsplit=1)[0],
            f"ws{address.removeprefix('http').split('?')[0]}",
            "data:",
            "blob:",
            *also,
        )
        page.on("request", lambda request: None if request.url.startswith(ours) else faults.append(request.url))
        pages.append(page)
        page.goto(address)
        expect(page.locator(ready)).to_be_attached()
        return page

    yield visit
    for page in pages:
        page.context.close()
    assert faults == []


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer is whole."""
    exchanges = page.locator(".exchange")
    count = exchanges.count()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    expect(exchanges).to_have_count(count + 1)
    whole(page)


def choose_article(page: Page, title: str) -> None:
    """Choose the one article whose name holds *title*, and wait until it is shown."""
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile(title)).click()
    expect(page.locator(".pane h2")).to_have_text(re.compile(title))


def whole(page: Page) -> None:
    """Wait until the last answer is whole and the page is at rest."""
    expect(page.locator(".again")).to_be_visible()
    expect(page.locator(".exchange.growing")).to_have_count(0)
    expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_visible()


def highlighted(page: Page) -> str:
    """The text that is marked in the article, once something is."""
    expect(page.locator(".piece.on").first).to_be_visible()
    return "".join(page.locator(".piece.on").all_text_contents())
