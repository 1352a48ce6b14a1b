import pytest
from langchain_core.language_models import GenericFakeChatModel

from assistant import ModelFailed
from assistant.model import chat_model, count, learn, tokens_read
from assistant.model.context import MOST, UNKNOWN


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")


def test_what_a_maker_says_counts_up_to_what_is_reasonable() -> None:
    assert tokens_read(chat_model("gpt-4o-mini")) == MOST
    assert tokens_read(chat_model("gpt-3.5-turbo")) == 16_385


def test_an_unknown_model_is_given_little() -> None:
    assert tokens_read(chat_model("llama3:8b")) == UNKNOWN
    assert tokens_read(GenericFakeChatModel(messages=iter([]))) == UNKNOWN


def test_what_a_server_once_said_is_remembered_for_that_model_alone() -> None:
    learn(chat_model("llama3:8b"), 4_096)
    assert tokens_read(chat_model("llama3:8b")) == 4_096
    assert tokens_read(chat_model("llama3:70b")) == UNKNOWN


def test_a_setting_outweighs_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CONTEXT", "100000")
    assert tokens_read(chat_model("llama3:8b")) == 100_000


@pytest.mark.parametrize("setting", ["0", "-1", "8k", "1.5"])
def test_a_setting_that_is_no_number_is_an_error(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CONTEXT", setting)
    with pytest.raises(ModelFailed, match="should be a number of tokens"):
        tokens_read(chat_model("llama3:8b"))


def test_tokens_are_counted_rather_too_many() -> None:
    assert count("The cabinet approved the deal on Saturday.") == 13  # OpenAI's o200k: 8
    assert count("内閣は土曜日に合意を承認した。") == 13  # o200k: 12
