"""A model's answer through our chain, beside the bare OpenAI client's stream from the same server."""

import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from openai import OpenAI

from assistant import drafts
from assistant.model.choice import DEFAULT_MODEL
from ingest import Library
from ingest.samples import sample_articles
from tests.fake_openai import Fake

from .measure import Figures

SAYS = "About 130 captives are still in Gaza, according to Israel's count [s17]. " * 12
"""150 words, a long answer; the server says a hundred a second."""
QUESTION = "How many captives are still in Gaza?"
ROUNDS = 9


def figures() -> Figures:
    """Until the first words, and until the end."""
    with Fake(says=SAYS.strip()) as fake, tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        os.environ["OPENAI_BASE_URL"] = fake.url("paced")
        try:
            yield from beside_the_bare_client(fake, library)
        finally:
            del os.environ["OPENAI_BASE_URL"]


def beside_the_bare_client(fake: Fake, library: Library) -> Figures:
    """The same request, sent by both in turn."""
    (article,) = (one.article for one in library.add(sample_articles()[:1]))
    client = OpenAI(base_url=fake.url("paced"), api_key="none")

    def ours() -> Iterable[str]:
        return (draft.text for draft in drafts(QUESTION, article=article, library=library))

    def bare() -> Iterable[str]:
        body = fake.requests[0].body
        stream = client.chat.completions.create(model=DEFAULT_MODEL, messages=body["messages"], stream=True)
        return (chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)

    watched(ours), watched(bare)  # what both load at their first use
    mine, theirs = zip(*((watched(ours), watched(bare)) for _ in range(ROUNDS)), strict=True)
    first = median(one for one, _ in mine) - median(one for one, _ in theirs)
    total = median(one for _, one in mine) / median(one for _, one in theirs)
    yield "a model's first words, over the bare client's (aim ≤ 20)", f"{first * 1000:.0f} ms"
    yield "a model's whole answer of 150 words, beside the bare client's (aim ≤ 1.05)", f"{total:.3f}"


def watched(ask: Callable[[], Iterable[str]]) -> tuple[float, float]:
    """Seconds to the first text, and to the end."""
    began = time.perf_counter()
    first = 0.0
    for text in ask():
        if text and not first:
            first = time.perf_counter() - began
    return first, time.perf_counter() - began


if __name__ == "__main__":
    for name, figure in figures():
        print(f"{name}: {figure}")
