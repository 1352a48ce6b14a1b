"""The page: what a reader waits for, what a long chat costs, and how many readers one process bears."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from fake_openai import Fake
from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from assistant import OFFLINE, answer
from ingest import Article, Library
from ingest.samples import sample_articles
from ui.chat import Exchange
from ui.chats import Chats

from .measure import QUESTIONS, Figures
from .starting import free_port, is_up

LENGTHS = (0, 50, 200, 400)
"""Messages: a question and an answer are two."""
READERS = ((20, 1.2), (80, 1.6))
"""How many at once, and the aim: the longest time as a multiple of one reader's alone."""
RERUNS = 9
WATCH = """([before]) => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    const all = document.querySelectorAll(".exchange");
    const last = all[all.length - 1];
    if (all.length > before && last.querySelector(".chip")) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})"""
PRESS = """() => new Promise((done) => {
  const root = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".pane")).shadowRoot;
  for (const piece of root.querySelectorAll(".on")) piece.classList.remove("on");
  const began = performance.now();
  document.querySelector(".exchange .text a.chip").click();
  const look = () => (root.querySelector(".piece.on") ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look));
  look();
})"""


def figures() -> Figures:
    """In Chromium first, then through bare connections, which cost the browser's time nothing."""
    article = sample_articles()[0]
    with tempfile.TemporaryDirectory() as home:
        prepare(Path(home), article)
        with served(Path(home)) as (port, pid):
            yield from in_the_browser(port)
            alone = 0.0
            for length in LENGTHS:
                reader = Reader(port, f"article={article.id}&chat={chat_of(length)}")
                cost = median(reader.run() for _ in range(RERUNS)) * 1000
                alone = alone or cost
                yield f"one more drawing of a chat of {length} messages", f"{cost:.0f} ms"
                reader.close()
            before = memory(pid)
            idle = [Reader(port, f"article={article.id}") for _ in range(80)]
            yield "memory of an idle reader, of 80", f"{(memory(pid) - before) / len(idle) * 1024:.0f} KiB"
            for one in idle:
                one.close()
        with (
            Fake(says=f"{'word ' * 300}[s1].") as fake,
            served(Path(home), OPENAI_BASE_URL=fake.url("paced")) as (port, _),
        ):
            together(port, article, 1)
            alone = together(port, article, 1)
            yield "an answer of 300 words that a model writes, one reader alone", f"{alone:.1f} s"
            for count, aim in READERS:
                share = together(port, article, count) / alone
                yield f"the slowest of {count} readers at once, as a multiple (aim {aim})", f"{share:.2f}"
                bare = bare_client(fake, count) / alone
                yield f"as many answers read by LangChain's client alone, as a multiple of {alone:.1f} s", f"{bare:.2f}"


def prepare(home: Path, article: Article) -> None:
    """A library of the samples with a chat of each length."""
    with Library.open(home) as library:
        library.add(sample_articles())
        given = answer(QUESTIONS[0], article=article, library=library, model=OFFLINE)
    chats = Chats(home)
    for length in LENGTHS:
        for number in range(length // 2):
            chats.save(chat_of(length), article.id, number, Exchange(QUESTIONS[0], given, running=False))
    chats.close()


def chat_of(length: int) -> str:
    """The id of the chat of that many messages."""
    return f"{length:032x}"


@contextmanager
def served(home: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """The chat on a library; gives its port and process id."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "ASSISTANT"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "--port", str(port)], env={**kept, "ASSISTANT_HOME": str(home), **settings}
    )
    try:
        while not is_up(port):
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def in_the_browser(port: int) -> Iterator[tuple[str, str]]:
    """First page, question to answer, chip to highlight."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}")
        page.wait_for_selector(".pane h2")
        yield "first page after the start", f"{time.perf_counter() - began:.1f} s"
        waits = [ask(page, question) for question in (*QUESTIONS, *QUESTIONS)]
        yield "send to answer on the page, offline, p50 of 10", f"{median(waits):.0f} ms"
        presses = [float(page.evaluate(PRESS)) for _ in range(RERUNS)]
        yield "chip to highlight, p50 / longest of 9 (aim 100 ms)", f"{median(presses):.0f} / {max(presses):.0f} ms"
        browser.close()


def ask(page: Page, question: str) -> float:
    """Milliseconds from the key press until the answer stands on the page."""
    page.wait_for_selector(".exchange.growing", state="detached")
    before = page.locator(".exchange").count()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    page.evaluate(f"() => {{ window.answered = ({WATCH})([{before}]) }}")
    box.press("Enter")
    waited = float(page.evaluate("() => window.answered"))
    page.wait_for_selector(".exchange.growing", state="detached")
    page.wait_for_selector(".again")
    return waited


class Reader:
    """One open page, as the server sees it."""

    def __init__(self, port: int, query: str) -> None:
        self._query = query
        self._box = ""
        self._socket = connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item] - any name is one
        self.run()

    def run(self, question: str = "") -> float:
        """Seconds for a whole drawing, after asking *question* if there is one."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        if question:
            box = asked.rerun_script.widget_states.widgets.add(id=self._box)
            box.chat_input_value.data = question
        began = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while True:
            said = ForwardMsg()
            said.ParseFromString(bytes(self._socket.recv()))  # type: ignore[arg-type] - the server speaks in bytes
            element = said.delta.new_element
            if element.WhichOneof("type") == "chat_input":
                self._box = element.chat_input.id
            if (
                said.WhichOneof("type") == "script_finished"
                and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            ):
                return time.perf_counter() - began

    def close(self) -> None:
        """Leave."""
        self._socket.close()


def together(port: int, article: Article, count: int) -> float:
    """Seconds until the slowest of *count* readers has the whole answer to a question of their own."""
    readers = [Reader(port, f"article={article.id}") for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        times = list(pool.map(lambda reader: reader.run(QUESTIONS[0]), readers))
    for reader in readers:
        reader.close()
    return max(times)


def bare_client(fake: Fake, count: int) -> float:
    """Seconds in which LangChain's client reads *count* answers at once in a process of its own: no page, no citation."""
    code = (
        "import asyncio, sys, time\n"
        "from langchain_openai import ChatOpenAI\n"
        "model = ChatOpenAI(base_url=sys.argv[1], api_key='none', stream_chunk_timeout=None)\n"
        "async def read():\n"
        "    return [chunk async for chunk in model.astream('?')]\n"
        "async def main():\n"
        "    await read()\n"
        "    began = time.perf_counter()\n"
        "    await asyncio.gather(*(read() for _ in range(int(sys.argv[2]))))\n"
        "    print(time.perf_counter() - began)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, fake.url("paced"), str(count)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def memory(pid: int) -> float:
    """What a process holds now, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    held = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


if __name__ == "__main__":
    for name, figure in figures():
        print(f"{name}: {figure}", flush=True)
