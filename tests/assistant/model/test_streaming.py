import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from fake_openai import Fake
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import ContextExceeded, ModelFailed
from assistant.model import Piece, chat_model, stream
from assistant.model.choice import DEFAULT_MODEL
from assistant.model.prices import PRICES, cost
from assistant.model.streaming import GATHERED
from assistant.values import Usage

QUESTION = [HumanMessage("Who approved the secret deal?")]


def ask(fake: Fake, scenario: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The text that came, and what the failure said."""
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    text = ""
    try:
        for piece in stream(chat_model(), QUESTION):
            text += piece.text
    except ModelFailed as failure:
        return text, str(failure)
    return text, ""


def test_text_streams_in_pieces(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("rest"))
    arriving = stream(chat_model(), QUESTION)
    first = next(piece.text for piece in arriving if piece.text)
    assert first in {"The", "The cabinet"}, "it is not held back while the server thinks"
    fake.stop_waiting.set()
    *texts, usage = arriving
    assert first + "".join(piece.text for piece in texts) == fake.says
    assert usage == Piece(usage=Usage(tokens_in=10, tokens_out=9, tokens_cached=4))


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
        ("429", 3, "", "busy (rate limit)"),
        ("quota", 1, "", "no credit left"),
        ("500", 3, "", "had a fault (HTTP 500)"),
        ("503", 3, "", "had a fault (HTTP 503)"),
        ("reset", 3, "", "broke the connection"),
        ("hang", 1, "", "silent for too long"),
        ("html", 1, "", "perhaps a web page"),
        ("nochoices", 1, "", "sent an empty answer"),
        ("empty", 1, "", "sent an empty answer"),
        ("midreset", 1, "The cabinet", "broke the connection"),
        ("midend", 1, "The cabinet", "broke off"),
        ("unended", 1, "The cabinet approved the deal [s1].", "broke off"),
        ("stall", 1, "The cabinet", "silent for too long"),
        ("badjson", 1, "The cabinet", "broken JSON"),
        ("miderror", 1, "The cabinet", "had a fault while it answered"),
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


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("It rains \ud83d\ude00 on", "It rains 😀 on"),
        ("It rains \ud83d on", "It rains \ufffd on"),
        ("It rains \ude00", "It rains \ufffd"),
        ("It rains \ud83d", "It rains "),
    ],
)
@pytest.mark.parametrize("size", [1, 100])
def test_a_character_that_comes_in_halves_is_put_together_and_half_a_one_is_none(
    says: str, text: str, size: int
) -> None:
    class Halves(GenericFakeChatModel):
        async def _astream(self, *_: object, **__: object) -> AsyncIterator[ChatGenerationChunk]:
            for start in range(0, len(says), size):
                yield ChatGenerationChunk(message=AIMessageChunk(says[start : start + size]))
                await asyncio.sleep(GATHERED if says[start] > "\ud7ff" else 0)

    pieces = stream(Halves(messages=iter(())), QUESTION)
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize("scenario", ["number", "nochoice", "deep"])
def test_json_that_is_not_of_the_protocol_ends_the_answer_in_words(
    scenario: str, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, cause = ask(fake, scenario, monkeypatch)
    assert text.startswith("The cabinet")
    assert "sent what is no answer" in cause


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
        list(stream(chat_model(), QUESTION))
    return str(failure.value)


def test_hanging_up_closes_the_connection(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("endless"))
    pieces = stream(chat_model(), QUESTION)
    next(piece for piece in pieces if piece.text)
    pieces.close()
    assert fake.hung_up.wait(10)


def test_a_server_faster_than_its_words_are_read_is_left_too(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("flood"))
    pieces = stream(chat_model(), QUESTION)
    next(piece for piece in pieces if piece.text)
    time.sleep(1)  # what comes is queued meanwhile, and more waits in the connection
    pieces.close()
    assert fake.hung_up.wait(10)


def test_hanging_up_before_the_first_word_closes_the_connection(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.model.choice.READ_SECONDS", 60)
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("hang"))
    pieces = stream(chat_model(), QUESTION)
    assert not next(pieces).text
    pieces.close()
    assert fake.hung_up.wait(10)


def test_a_busy_server_is_asked_again_when_it_says_and_the_wait_is_told(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("busy1"))
    pieces = list(stream(chat_model(), QUESTION))
    assert "".join(piece.text for piece in pieces) == fake.says
    assert [piece.waiting for piece in pieces if piece.waiting][:1] == ["The server is busy. Trying again in 1 s."]
    assert len(fake.requests) == 2


def test_a_wait_is_ended_at_once_by_closing(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("busy40"))
    pieces = stream(chat_model(), QUESTION)
    assert next(piece.waiting for piece in pieces if piece.waiting) == "The server is busy. Trying again in 40 s."
    pieces.close()
    assert len(fake.requests) == 1


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "busy" in ask(fake, "busy120", monkeypatch)[1]
    assert len(fake.requests) == 1


def test_silence_is_told(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.model.streaming.TOLD_AFTER", 0.0)
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("hang"))
    waits = []
    with pytest.raises(ModelFailed, match="silent"):
        waits += [piece.waiting for piece in stream(chat_model(), QUESTION)]
    monkeypatch.setattr("assistant.model.choice.READ_SECONDS", 60)
    assert next(stream(chat_model(), QUESTION)).waiting == f"Waiting for {DEFAULT_MODEL}: 0 s."


def test_a_server_that_only_keeps_the_line_open_is_silent_too(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.model.streaming.READ_SECONDS", 0.6)
    text, cause = ask(fake, "kept", monkeypatch)
    assert text == "The cabinet"
    assert cause == "The language model was silent for too long: ask again."
    assert fake.hung_up.wait(10)


def test_many_answers_at_once_come_in_larger_pieces(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.says = "word " * 40
    alone = [piece for piece in at_scenario(fake, "paced", monkeypatch) if piece.text]
    monkeypatch.setattr("assistant.model.streaming.DRAFTS", 1)
    among_others = [piece for piece in at_scenario(fake, "paced", monkeypatch) if piece.text]
    assert "".join(piece.text for piece in among_others) == "".join(piece.text for piece in alone)
    assert len(among_others) < len(alone)


def at_scenario(fake: Fake, scenario: str, monkeypatch: pytest.MonkeyPatch) -> list[Piece]:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    return list(stream(chat_model(), QUESTION))


@pytest.mark.parametrize(
    ("scenario", "tokens"), [("context", 8192), ("llama", 512), ("vllm", 4096), ("overflow", None)]
)
def test_a_prompt_that_is_too_long_is_told_with_what_fits(
    scenario: str, tokens: int | None, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url(scenario))
    with pytest.raises(ContextExceeded, match="too long") as failure:
        list(stream(chat_model(), QUESTION))
    assert failure.value.tokens == tokens


def test_a_dead_server_does_not_slow_each_question(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert "HTTP 500" in ask(fake, "500", monkeypatch)[1]
    asked = len(fake.requests)
    assert "asked again in 30 s" in ask(fake, "500", monkeypatch)[1]
    assert len(fake.requests) == asked
    assert ask(fake, "ok", monkeypatch) == (fake.says, ""), "another server is not meant"

    monkeypatch.setattr("assistant.model.breaker.time.monotonic", lambda: time.time() + 1e9)
    assert "HTTP 500" in ask(fake, "500", monkeypatch)[1], "after a rest it is tried again"


def test_a_fault_of_the_question_s_is_not_held_against_the_server(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        assert "HTTP 422" in ask(fake, "422", monkeypatch)[1]
    assert len(fake.requests) == 4


def test_any_langchain_model_streams() -> None:
    model = GenericFakeChatModel(messages=iter([AIMessage("The cabinet [s1].")]))
    assert "".join(piece.text for piece in stream(model, QUESTION)) == "The cabinet [s1]."


def test_what_an_answer_costs_is_known_where_openai_is_asked() -> None:
    assert cost(DEFAULT_MODEL, 1_000_000, 400_000, 100_000) == pytest.approx(0.6 * 0.75 + 0.4 * 0.075 + 0.1 * 4.5)
    assert cost("llama3:8b", 10, 0, 10) is None
    assert DEFAULT_MODEL in PRICES
