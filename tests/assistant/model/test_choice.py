from typing import get_args

import pytest
from fake_openai import Fake
from langchain_core.messages import HumanMessage
from openai.types.shared import ChatModel

from assistant.errors import ModelFailed
from assistant.model import chat_model, model_name, stream
from assistant.model.choice import DEFAULT_MODEL

SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ASSISTANT_MODEL")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def ask(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url())
    list(stream(chat_model(), [HumanMessage("Who?")]))


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
    ask(fake, monkeypatch)
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:llama3:8b")
    ask(fake, monkeypatch)
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
