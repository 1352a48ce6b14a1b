import json
import logging

import pytest
from fake_openai import Fake

from assistant import answer
from ingest import Article, Library


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(record.message) for record in caplog.records if record.name == "assistant"]


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")


def test_nothing_is_logged_unasked(
    fake: Fake, article: Article, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    answer("Who is the mayor?", article=article, library=library)
    assert fake.requests
    assert lines(caplog) == []


def test_facts_hold_no_text_no_question_and_no_key(
    fake: Fake, article: Article, library: Library, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LOG", "facts")
    fake.says = "The mayor is Tom Reed [s3]. It is made of gold."
    answer("Who is the mayor?", article=article, library=library)

    (line,) = lines(caplog)
    seconds = {name: line.pop(name) for name in list(line) if name.startswith("seconds_")}
    assert line == {
        "event": "answer",
        "answerer": "gpt-5.4-mini",
        "answered": True,
        "complete": True,
        "citations": 1,
        "sentences": 2,
        "unsupported": 1,
        "articles": [article.id],
        "tokens_in": 10,
        "tokens_out": 9,
        "tokens_cached": 4,
        "cost": None,
    }
    assert set(seconds) == {"seconds_retrieval", "seconds_first_token", "seconds_total"}
    everything = " ".join(record.getMessage() for record in caplog.records).lower()
    assert not any(word in everything for word in ("reed", "mayor", "bridge", "gold", "secret"))


def test_text_is_logged_where_it_is_asked_for(
    article: Article, library: Library, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LOG", "text")
    answer("Who is the mayor?", article=article, library=library, model="offline reader")

    (line,) = lines(caplog)
    assert line["question"] == "Who is the mayor?"
    assert "Tom Reed" in str(line["text"])
