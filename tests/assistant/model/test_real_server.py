"""A real model behind a real server: llama.cpp with SmolLM2-135M, far too small to answer well.

So nothing here asks for a right answer: what comes streams, is counted, can be stopped, and gains no citation it has not.
"""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant import OFFLINE, Answer, answer, drafts
from ingest import Article, Library, read_text

ROOT = Path(__file__).parents[3]
TOKENS = 1536
LONGEST_START = 60
"""Seconds, on a machine that does much else."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("llama") / "log.txt"
    command = [sys.executable, str(ROOT / "tests" / "llama_server.py"), str(port), str(TOKENS)]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            end = time.monotonic() + LONGEST_START
            while not healthy(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def healthy(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).status == 200)
    except OSError:
        return False


def busy(server: str) -> bool:
    """Whether the server still makes tokens."""
    slots = urllib.request.urlopen(server.removesuffix("/v1") + "/slots", timeout=30).read()  # noqa: S310
    return b'"is_processing":true' in slots.replace(b" ", b"")


@pytest.fixture(autouse=True)
def _real(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server)
    monkeypatch.setattr("assistant.model.choice.READ_SECONDS", 120)


def sound(answered: Answer, articles: dict[str, str]) -> bool:
    """Every citation stands in its article, every mark has its citation, and what has none is flagged."""
    exact = all(articles[one.article_id][one.start : one.end] == one.quote for one in answered.citations)
    marks = [one.mark for one in answered.citations]
    told = all(
        set(one.marks) <= set(marks) and (one.marks or one.support == "unsupported") for one in answered.sentences
    )
    return exact and told and marks == list(range(1, len(marks) + 1))


def test_a_real_model_streams_is_counted_and_its_nonsense_gains_no_citation(article: Article, library: Library) -> None:
    growing = list(drafts("How much will the repair cost?", article=article, library=library))
    last = growing[-1]

    assert last.answerer != OFFLINE
    assert len({draft.text for draft in growing}) > 2
    assert all(sound(draft, {article.id: article.text}) for draft in growing)
    assert last.usage or not last.complete
    if last.usage:
        assert last.usage.tokens_in > 200
        assert last.usage.tokens_out > 0
        assert last.usage.cost is None
    assert last.complete or last.offline, "what reached the length limit has the offline reader's answer beside it"


def test_stopping_frees_the_server(article: Article, library: Library, server: str) -> None:
    growing = drafts("Tell all that is in the article, sentence by sentence.", article=article, library=library)
    next(draft for draft in growing if draft.text)
    growing.close()  # type: ignore[attr-defined]
    end = time.monotonic() + 30
    while busy(server):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_article_longer_than_the_model_reads_is_shown_in_part(tmp_path: Path) -> None:
    text = " ".join(f"Hill {number} has seen nothing but rain for weeks and weeks." for number in range(120))
    long = read_text(f"{text} The keeper of the lighthouse is Ada Quill.")
    with Library.open(tmp_path) as library:
        library.add([long])
        shown = answer("Who is the keeper of the lighthouse?", article=long, library=library)

    assert shown.answerer != OFFLINE
    assert sound(shown, {long.id: long.text})
    assert shown.usage is None or shown.usage.tokens_in < TOKENS


def test_the_page_shows_what_a_real_model_says(isolated: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text("The ferry sails at nine. The harbour was built in 1902.")])
    page = AppTest.from_file(str(ROOT / "ui" / "app.py"), default_timeout=120).run()
    page.chat_input[0].set_value("When does the ferry sail?").run()

    assert not page.exception
    html = "\n".join(element.proto.body for element in page.get("html"))
    assert "When does the ferry sail?" in html
    assert "SmolLM" in html or "gpt" in html, "it says who wrote"
