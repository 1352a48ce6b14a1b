"""How fast many articles go in, and what a large library costs; in processes of their own, so that memory is theirs."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest import Article, Library, Vectors, read_text
from ingest.batch import Outcome, add_all
from ingest.embed import bundled
from ingest.samples import sample_articles

from .measure import Figures, RandomVectors

ARTICLES = 1_000
PASSAGES = 100_000


def figures() -> Figures:
    """The figures of both parts."""
    for part in ("many", "large"):
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.library", part], capture_output=True, text=True, check=True
        )
        for line in ran.stdout.splitlines():
            name, _, figure = line.partition("\t")
            yield name, figure


def texts(count: int, *, sentences: int = 24) -> Iterator[str]:
    """Articles of the samples' sentences, each made its own by a number."""
    known = [article.quote(one).rstrip(".") for article in sample_articles() for one in article.sentences]
    for number in range(count):
        yield " ".join(f"{known[(number + n) % len(known)]} in case {number}-{n}." for n in range(sentences))


def many() -> Figures:
    """A thousand files: cold, again, and one of them edited."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts(ARTICLES)):
            path = Path(folder, f"{number:04}.txt")
            path.write_text(text, encoding="utf-8")
            files.append(str(path))
        with Library.open(Path(folder, "home")) as kept:
            bundled().embed(["Warm."])
            cold, outcomes = adding(kept, files)
            spans = sum(one.listing.sentences + one.listing.passages for one in outcomes if one.listing)
            passages = sum(one.listing.passages for one in outcomes if one.listing)
            again, _ = adding(kept, files)
            Path(files[7]).write_text(next(texts(1)) + " It was edited.", encoding="utf-8")
            edited, _ = adding(kept, files)
            alone = bare([kept.article(one.id) for one in kept.listings()[: ARTICLES // 10]]) * spans
        yield (
            f"{ARTICLES:,} files, cold",
            f"{cold:.1f} s: {ARTICLES / cold:.1f} articles/s, {passages / cold:.0f} passages/s",
        )
        yield "the same again, unchanged", f"{again:.2f} s"
        yield "unchanged, times faster than cold (aim 50)", f"{cold / again:.0f}"
        yield "one of them edited", f"{edited:.2f} s"
        yield "share of the bare embedder's rate (aim 0.9)", f"{alone / cold:.2f}"


def adding(kept: Library, files: Sequence[str]) -> tuple[float, list[Outcome]]:
    outcomes: list[Outcome] = []
    began = time.perf_counter()
    add_all(kept, files, outcomes.append)
    return time.perf_counter() - began, outcomes


def bare(articles: Sequence[Article]) -> float:
    """Seconds that the embedder alone takes for one text of these articles."""
    spans = [article.quote(one) for article in articles for one in (*article.sentences, *article.passages)]
    began = time.perf_counter()
    bundled().embed(spans)
    return (time.perf_counter() - began) / len(spans)


def large() -> Figures:
    """A hundred thousand passages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Library.open(home, embedder=RandomVectors()) as kept:
            each = len(read_text(next(texts(1, sentences=400))).passages)
            began = time.perf_counter()
            kept.add(read_text(text) for text in texts(PASSAGES // each + 1, sentences=400))
            took = time.perf_counter() - began
            count = sum(one.passages for one in kept.listings())
        size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
        yield f"writing {count:,} passages, vectors given", f"{count / took:.0f} passages/s"
        yield "… on disk", f"{size / 1e6:.0f} MB, {size / count / 1000:.1f} KB a passage"
        began = time.perf_counter()
        with Library.open(home, embedder=RandomVectors()) as kept:
            opened = time.perf_counter()
            vector: Vectors = kept.embedder.embed(["Who wrote the draft?"])[0]
            ready = time.perf_counter()
            kept.search_vectors(vector, 10)
            found = time.perf_counter()
            kept.add([read_text("A first one after the opening. It is short.")])
            first = time.perf_counter()
            kept.add([read_text(next(texts(1)) + " It is new.")])
            second = time.perf_counter()
        yield "… opening", f"{(opened - began) * 1000:.0f} ms"
        yield "… first search, the index checked and loaded", f"{found - ready:.2f} s"
        yield (
            "… adding one article (aim < 1 s)",
            f"{second - first:.2f} s; the first after opening {first - found:.2f} s",
        )
        yield "… peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


if __name__ == "__main__":
    for name, figure in {"many": many, "large": large}[sys.argv[1]]():
        print(f"{name}\t{figure}", flush=True)
