from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_openai import Fake

from ingest import Article, Library, read_text

REPORT = """\
---
title: Bridge to stay closed
date: 2025-03-04
author: Ada Quill
---
The council of Harrow will keep the old bridge closed until June, engineers said on Monday. 😀 They found 14 cracks.

Mayor Tom Reed said the repair would cost “about 2.4 million pounds”. He thanked the drivers for their patience.

A ferry carries some 300 people a day across the river instead. The bus company has refused to run extra buses.
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a fake server, and what one test learns of it is forgotten."""
    monkeypatch.setattr("assistant.model.choice.READ_SECONDS", 0.3)
    monkeypatch.setattr("assistant.model.streaming.PAUSES", (0.01, 0.01))
    monkeypatch.setattr("assistant.model.breaker._records", {})
    monkeypatch.setattr("assistant.model.context._learnt", {})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with Fake() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url())
        yield server


@pytest.fixture(scope="session")
def article() -> Article:
    return read_text(REPORT, kind="markdown")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, article: Article) -> Iterator[Library]:
    """A library that nobody changes, of the report on the bridge and another."""
    home: Path = tmp_path_factory.mktemp("library")
    with Library.open(home) as shelf:
        shelf.add([article, read_text("The apple harvest in Kent was the best in ten years. Prices fell by a fifth.")])
        yield shelf
