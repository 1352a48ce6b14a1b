from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_openai import Fake

from assistant import answer
from ingest import EmbeddingFailed, Library, LibraryUnusable, read_text
from ingest.served import AT_ONCE, ServedEmbedder

TEXT = "The ferry sails at nine. The harbour was built in 1902. The keeper is Ada Quill."


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with Fake() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url())
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "openai:words-1")
        yield server


def test_a_server_embeds_a_library_that_then_answers(fake: Fake, isolated: Path) -> None:
    with Library.open(isolated) as library:
        library.add([read_text(TEXT)])
        asked = answer("When was the harbour built?", library=library, model="offline reader")

    assert [one.quote for one in asked.citations] == ["The harbour was built in 1902."]
    assert {request.path for request in fake.requests} == {"/ok/v1/embeddings"}


def test_texts_are_sent_as_text_a_few_at_a_time_and_the_key_only_as_a_header(fake: Fake) -> None:
    texts = [f"Text {number}, a long one: {'word ' * 3_000}" for number in range(AT_ONCE + 1)]
    vectors = ServedEmbedder("openai:words-1").embed(texts)

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert [request.body for request in fake.requests] == [
        {"model": "words-1", "input": part, "encoding_format": "float"} for part in (texts[:AT_ONCE], texts[AT_ONCE:])
    ]
    assert fake.requests[0].headers["authorization"] == "Bearer sk-secret"


def test_vectors_kept_in_the_library_are_not_made_again(fake: Fake, isolated: Path) -> None:
    article = read_text(TEXT)
    with Library.open(isolated) as library:
        library.add([article])
        asked = len(fake.requests)
        assert library.sentence_vectors(library.find(article.id)).shape == (3, 26)
    with Library.open(isolated) as library:
        library.remove(article.id)
        assert len(fake.requests) == asked


@pytest.mark.parametrize("scenario", ["401", "404html", "quota", "html", "reset"])
def test_a_server_that_gives_no_vectors_is_an_error_and_nothing_is_half_written(
    scenario: str, fake: Fake, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.served.RETRIES", 0)
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    with Library.open(isolated) as library:
        with pytest.raises(EmbeddingFailed, match="'openai:words-1' gave no vectors") as failure:
            library.add([read_text(TEXT)])
        assert not library.listings()
    assert "secret" not in str(failure.value)


def test_a_server_that_gives_vectors_of_another_size_is_an_error(
    fake: Fake, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(isolated) as library:
        library.add([read_text(TEXT)])
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("short"))
    other = "gave vectors of another size: they have 13 numbers, and those that the library keeps have 26"
    with Library.open(isolated) as library:
        with pytest.raises(EmbeddingFailed, match=other):
            answer("When was the harbour built?", library=library, model="offline reader")
        with pytest.raises(EmbeddingFailed, match=other):
            library.add([read_text("A second article. It is short.")])
        assert len(library.listings()) == 1


def test_a_library_is_not_read_with_another_embedder(
    fake: Fake, isolated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library.open(isolated).close()
    monkeypatch.delenv("ASSISTANT_EMBEDDINGS")
    with pytest.raises(LibraryUnusable, match="Set ASSISTANT_EMBEDDINGS as it was"):
        Library.open(isolated)
    assert not fake.requests


def test_a_missing_package_or_provider_is_named() -> None:
    for name in ("cohere:embed", "words-1"):
        with pytest.raises(EmbeddingFailed, match="is installed"):
            ServedEmbedder(name).embed(["a"])
