"""`make bench`: how fast and how large, each figure beside the bare parts it is made of; writes figures.md."""

import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

from assistant import PassageRetriever, answer
from assistant.reader.model import Network, network
from ingest import Article, Library, Vectors, read_text
from ingest.embed import BundledEmbedder, bundled
from ingest.samples import sample_articles

FIGURES = Path(__file__).with_name("figures.md")
PASSAGES = 10_000
QUESTIONS = (
    "How many captives are still in Gaza?",
    "Who wrote the draft?",
    "Which country abstained in the vote?",
    "Where did the indirect talks continue?",
    "Who won the football match?",
)
ROUNDS = 8


class RandomVectors(BundledEmbedder):
    """The real embedder for single texts, random vectors for many: a large library in seconds."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order."""
        if len(texts) == 1:
            return super().embed(texts)
        rows = np.random.default_rng(len(texts)).normal(size=(len(texts), self.dimensions)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def spread(times: Iterable[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    parts = quantiles(times, n=20)
    return parts[9], parts[18]


def words(count: int) -> Article:
    """An article of some *count* words: the samples, over and over, each sentence with a number of its own."""
    sentences = [article.quote(one) for article in sample_articles() for one in article.sentences]
    text, used, number = [], 0, 0
    while used < count:
        sentence = f"{sentences[number % len(sentences)].rstrip('.')} in case {number}."
        text.append(sentence)
        used += len(sentence.split())
        number += 1
    return read_text(" ".join(text))


def starting() -> Iterator[tuple[str, str]]:
    """From the command to the page, and to the first answer; and the process's peak memory after it."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "ASSISTANT_HOME": home}
        for when in ("first start", "later start"):
            began = time.perf_counter()
            process = subprocess.Popen([sys.executable, "-m", "ui", "--port", str(port)], env=environment)
            try:
                while not _up(port):
                    time.sleep(0.02)
                yield f"command to server ready, {when}", f"{time.perf_counter() - began:.1f} s"
                if when == "later start":
                    yield from _first_answer(port, process.pid, began)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()


def _up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as response:
            return bool(response.read() == b"ok")
    except OSError:
        return False


def _first_answer(port: int, pid: int, began: float) -> Iterator[tuple[str, str]]:
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}")
        page.wait_for_selector(".pane h2")
        yield "command to page ready, browser's own start included", f"{time.perf_counter() - began:.1f} s"
        box = page.get_by_test_id("stChatInputTextArea")
        asked = time.perf_counter()
        box.fill(QUESTIONS[0])
        box.press("Enter")
        page.wait_for_selector(".exchange .facts")
        yield "question to answer on the page", f"{time.perf_counter() - asked:.2f} s"
        browser.close()
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        peak = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        yield "peak memory of the chat's process", f"{int(peak.split()[1]) / 1024:.0f} MB"


def ingesting() -> Iterator[tuple[str, str]]:
    """Sentences a second, beside the embedder alone on the same texts."""
    article = words(8_000)
    texts = [article.quote(one) for one in (*article.sentences, *article.passages)]
    bundled().embed(texts[:20])
    alone = timed(lambda: bundled().embed(texts))
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        library.add([read_text("Warm.")])
        whole = timed(lambda: library.add([article]))
    yield "ingest", f"{len(article.sentences) / whole * 1000:.0f} sentences/s"
    yield "share of the bare embedder's rate (aim 0.8)", f"{alone / whole:.2f}"


def answering() -> Iterator[tuple[str, str]]:
    """One article, long ones, and a library, beside embedding the question and asking Chroma."""
    embedding, _ = spread(timed(lambda q=q: bundled().embed([q])) for _ in range(ROUNDS) for q in QUESTIONS)
    yield "embedding a question", f"{embedding:.1f} ms"
    load = timed(Network)
    yield "loading the reader's network", f"{load:.0f} ms"
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        library.add([sample_articles()[0], *(words(size) for size in (700, 3_000, 15_000))])
        for listing in library.listings():
            article = library.article(listing.id)
            answer(QUESTIONS[0], article=article, library=library)
            p50, p95 = spread(
                timed(lambda q=q, a=article: answer(q, article=a, library=library, model=None))
                for _ in range(ROUNDS)
                for q in QUESTIONS
            )
            yield f"answer on an article of {listing.words:,} words, p50 / p95", f"{p50:.0f} / {p95:.0f} ms"
        yield from _share_of_session(library.article(library.listings()[0].id))
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home), embedder=RandomVectors()) as library:
        many = [words(600) for _ in range(1)]
        per_article = len(many[0].passages)
        text = many[0].text
        library.add(read_text(text.replace("in case", f"in case {n} of")) for n in range(PASSAGES // per_article))
        count = sum(one.passages for one in library.listings())
        vector = library.embedder.embed([QUESTIONS[0]])[0]
        library.search_vectors(vector, 50)
        chroma, _ = spread(timed(lambda: library._index.search(vector, 50)) for _ in range(40))
        retriever = PassageRetriever(library=library)
        found, _ = spread(timed(lambda q=q: retriever.invoke(q)) for _ in range(ROUNDS) for q in QUESTIONS)
        whole, worst = spread(timed(lambda q=q: answer(q, library=library)) for _ in range(ROUNDS) for q in QUESTIONS)
        bare = embedding + chroma
        yield f"Chroma alone, {count:,} passages", f"{chroma:.1f} ms"
        yield "finding passages / (embedding + Chroma alone)", f"{found / bare:.2f}"
        yield "answer from the whole library, p50 / p95", f"{whole:.0f} / {worst:.0f} ms"
        yield "… / (embedding + Chroma alone) (aim 1.5)", f"{whole / bare:.1f}"


def _share_of_session(article: Article) -> Iterator[tuple[str, str]]:
    """How much of reading is the network itself."""
    texts = tuple(article.quote(one) for one in article.sentences)
    loaded = network()
    inputs: list[dict[str, NDArray[np.int64]]] = []

    class Recording:
        def run(self, names: list[str], given: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
            inputs.append(given)
            return list(session.run(names, given))

    session, loaded._session = loaded._session, Recording()
    loaded.read(QUESTIONS[0], texts)
    loaded._session = session
    reading, _ = spread(timed(lambda: loaded.read(QUESTIONS[0], texts)) for _ in range(20))
    alone, _ = spread(timed(lambda: [session.run(["logits"], given) for given in inputs]) for _ in range(20))
    yield "reading the sample report with the network", f"{reading:.0f} ms"
    yield "share of it that is the bare network (aim 0.8)", f"{alone / reading:.2f}"


def main() -> None:
    """Measure everything and write the table."""
    lines = ["| what | figure |", "|---|---|"]
    for part in (starting, ingesting, answering):
        for name, figure in part():
            print(f"{name}: {figure}", flush=True)
            lines.append(f"| {name} | {figure} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines.append(f"| peak memory of the measuring process | {peak:.0f} MB |")
    about = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    FIGURES.write_text(f"# Figures\n\nMade by `make bench` on {about}.\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
