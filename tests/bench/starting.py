"""From the command to the page, and to the first answer; and what memory that takes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from .measure import QUESTIONS, Figures


def figures() -> Figures:
    """Twice: in an empty home folder, where the samples are added first, and again."""
    with tempfile.TemporaryDirectory() as home:
        for when in ("first start", "later start"):
            port = free_port()
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "ui", "--port", str(port)], env={**os.environ, "ASSISTANT_HOME": home}
            )
            try:
                while not is_up(port):
                    time.sleep(0.02)
                yield f"command to server ready, {when}", f"{time.perf_counter() - began:.1f} s"
                if when == "later start":
                    yield from first_answer(port, began)
                    yield "peak memory of the chat's process", f"{peak_memory(process.pid):.0f} MB"
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_up(port: int) -> bool:
    """Whether the chat answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as response:
            return bool(response.read() == b"ok")
    except OSError:
        return False


def first_answer(port: int, began: float) -> Iterator[tuple[str, str]]:
    """In a real browser, whose own start counts too."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}")
        page.wait_for_selector(".pane h2")
        yield "command to page ready, the browser's own start included", f"{time.perf_counter() - began:.1f} s"
        box = page.get_by_test_id("stChatInputTextArea")
        asked = time.perf_counter()
        box.fill(QUESTIONS[0])
        box.press("Enter")
        page.wait_for_selector(".exchange .chip")
        yield "question to answer on the page", f"{time.perf_counter() - asked:.2f} s"
        browser.close()


def peak_memory(pid: int) -> float:
    """Of a process, in MB, as Linux counts it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
