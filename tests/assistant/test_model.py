from collections.abc import Iterator
from typing import get_args

import pytest
from fake_openai import Fake
from langchain_core.messages import HumanMessage
from openai.types.shared import ChatModel

from assistant import model
from assistant.errors import ModelFailed
from assistant.model import DEFAULT_MODEL, chat_model, model_name, stream_text

SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ASSISTANT_MODEL")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(model, "READ_SECONDS", 0.3)
    with Fake() as server:
        yield server


def ask(fake: Fake, scenario: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The text that came, and what the failure said."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    text = ""
    try:
        for piece in stream_text(chat_model(), [HumanMessage("Who approved the secret deal?")]):
            text += piece
    except ModelFailed as failure:
        return text, str(failure)
    return text, ""


def test_nothing_set_means_offline() -> None:
    assert model_name() is None


def test_empty_settings_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(name, " ")
    assert model_name() is None


def test_a_key_or_an_address_brings_the_default_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert model_name() == DEFAULT_MODEL
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert model_name() == DEFAULT_MODEL


def test_the_default_model_is_one_the_openai_package_lists() -> None:
    assert DEFAULT_MODEL in get_args(ChatModel)


def test_a_model_alone_stays_offline_unless_it_names_its_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "llama3:8b")
    assert model_name() is None
    monkeypatch.setenv("ASSISTANT_MODEL", "anthropic:claude")
    assert model_name() == "anthropic:claude"


def test_a_colon_in_a_local_model_s_name_stays_in_it(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "llama3:8b")
    ask(fake, "ok", monkeypatch)
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:llama3:8b")
    ask(fake, "ok", monkeypatch)
    assert [request.body["model"] for request in fake.requests] == ["llama3:8b", "llama3:8b"]


def test_a_missing_provider_package_is_named() -> None:
    with pytest.raises(ModelFailed, match="pip install langchain-groq"):
        chat_model("groq:llama")


@pytest.mark.parametrize("address", ["localhost:8080/v1", "http://", "http://[", "ftp://127.0.0.1/v1"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(ModelFailed, match="OPENAI_BASE_URL is no web address"):
        chat_model()


def test_no_model_at_all_says_what_to_set() -> None:
    with pytest.raises(ModelFailed, match="OPENAI_API_KEY or OPENAI_BASE_URL"):
        chat_model()


def test_text_streams_in_pieces(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url())
    pieces = list(stream_text(chat_model(), [HumanMessage("Who?")]))
    assert pieces == ["The", " cabinet", " approved", " the", " deal", " [s1]."]


def test_the_request_is_plain_text_to_chat_completions_without_secrets(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    ask(fake, "ok", monkeypatch)
    (request,) = fake.requests
    assert request.path == "/ok/v1/chat/completions"
    assert request.body == {
        "model": DEFAULT_MODEL,
        "messages": [{"role": "user", "content": "Who approved the secret deal?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert request.headers["authorization"] == "Bearer sk-secret"


def test_a_local_server_needs_no_key(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(fake, "ok", monkeypatch) == ("The cabinet approved the deal [s1].", "")
    assert fake.requests[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize(
    ("scenario", "requests", "text", "cause"),
    [
        ("401", 1, "", "rejected the API key"),
        ("403", 1, "", "does not let this API key use the model"),
        ("404", 1, "", "no such language model"),
        ("404html", 1, "", "Nothing answers at this address"),
        ("400", 1, "", "refused the request (HTTP 400)"),
        ("context", 1, "", "too long for this language model"),
        ("422", 1, "", "refused the request (HTTP 422)"),
        ("429", 2, "", "busy (rate limit)"),
        ("quota", 2, "", "no credit left"),
        ("500", 2, "", "had a fault (HTTP 500)"),
        ("503", 2, "", "had a fault (HTTP 503)"),
        ("reset", 2, "", "cannot be reached, or broke the connection"),
        ("hang", 2, "", "silent for too long"),
        ("html", 1, "", "sent what is no answer"),
        ("nochoices", 1, "", "sent an empty answer"),
        ("empty", 1, "", "sent an empty answer"),
        ("midreset", 1, "The cabinet", "cannot be reached, or broke the connection"),
        ("midend", 1, "The cabinet", "broke off"),
        ("unended", 1, "The cabinet approved the deal [s1].", "broke off"),
        ("stall", 1, "The cabinet", "silent for too long"),
        ("badjson", 1, "The cabinet", "sent what is no answer"),
        ("miderror", 1, "The cabinet", "had a fault"),
        ("length", 1, "The cabinet approved the deal [s1].", "reached its length limit"),
        ("filter", 1, "The cabinet approved the deal [s1].", "content filter"),
    ],
)
def test_each_fault_has_its_own_words(  # noqa: PLR0913, PLR0917
    scenario: str, requests: int, text: str, cause: str, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    came, said = ask(fake, scenario, monkeypatch)
    assert cause in said
    assert came == text
    assert len(fake.requests) == requests
    assert not any(word in said for word in ("sk-", "secret", "cabinet", "\n"))


def test_a_fault_that_passes_is_tried_again(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(fake, "500once", monkeypatch) == (fake.says, "")
    assert len(fake.requests) == 2


def test_a_server_that_is_not_there_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    with Fake() as gone:
        pass
    assert ask_at(f"http://127.0.0.1:{gone._server.server_address[1]}/v1", monkeypatch).startswith(
        "The language model's server cannot be reached"
    )


def ask_at(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(ModelFailed) as failure:
        list(stream_text(chat_model(), [HumanMessage("Who?")]))
    return str(failure.value)


def test_hanging_up_closes_the_connection(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("endless"))
    pieces = stream_text(chat_model(), [HumanMessage("Who?")])
    next(pieces)
    pieces.close()
    assert fake.hung_up.wait(10)
