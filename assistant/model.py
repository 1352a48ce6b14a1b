"""The language model: chosen by the environment, asked for a stream of text, its failures put in words.

The only module that names the language-model packages. Without `OPENAI_API_KEY`, `OPENAI_BASE_URL` or a
`provider:name` in `ASSISTANT_MODEL` there is no model, and nothing is sent anywhere.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from langchain_core.exceptions import (
    ContextOverflowError,
    LangChainException,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)

from assistant.errors import ModelFailed

if TYPE_CHECKING:
    from collections.abc import Generator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import RunnableConfig

DEFAULT_MODEL = "gpt-5.4-mini"
"""The newest small chat model that the installed OpenAI package lists as such."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
"""The longest silence, before the first word or between two; a reasoning model thinks for a while."""
RETRIES = 1
"""One: a busy server may ask for two minutes before each, and a reader waits all that time."""

PROVIDERS = (
    "anthropic",
    "azure_ai",
    "azure_openai",
    "bedrock",
    "bedrock_converse",
    "cohere",
    "deepseek",
    "fireworks",
    "google_genai",
    "google_vertexai",
    "groq",
    "huggingface",
    "mistralai",
    "nvidia",
    "ollama",
    "openai",
    "openrouter",
    "perplexity",
    "together",
    "upstage",
    "xai",
)
"""What may stand before the colon: names of local models hold colons too, such as `llama3:8b`."""

_CAUSES_BY_CODE = {
    "model_not_found": "The server has no such language model: check ASSISTANT_MODEL.",
    "insufficient_quota": "The language model's account has no credit left: add credit, or use another key.",
    "context_length_exceeded": "The article and the question are too long for this language model: "
    "choose one with a larger context.",
}
_CAUSES = (
    (ContextOverflowError, _CAUSES_BY_CODE["context_length_exceeded"]),
    (ModelAuthenticationError, "The language model's server rejected the API key: check OPENAI_API_KEY."),
    (
        ModelPermissionDeniedError,
        "The language model's server does not let this API key use the model: check its rights.",
    ),
    (
        ModelNotFoundError,
        "Nothing answers at this address: check OPENAI_BASE_URL (it often ends in /v1) and ASSISTANT_MODEL.",
    ),
    (ModelRateLimitError, "The language model's server is busy (rate limit): ask again in a moment."),
    (ModelTimeoutError, "The language model was silent for too long: ask again."),
    (
        ModelConnectionError,
        "The language model's server cannot be reached, or broke the connection: check OPENAI_BASE_URL.",
    ),
    (
        ModelInvalidRequestError,
        "The language model's server refused the request (HTTP {status}): check ASSISTANT_MODEL.",
    ),
    (ModelAPIError, "The language model's server had a fault (HTTP {status}): ask again in a moment."),
    (ModelError, "The language model failed: ask again in a moment."),
)


def model_name() -> str | None:
    """Name the model the environment asks for, or None to stay offline."""
    name = _setting("ASSISTANT_MODEL")
    if name and _provider(name) != "openai":
        return name
    if _setting("OPENAI_API_KEY") or _setting("OPENAI_BASE_URL"):
        return name or DEFAULT_MODEL
    return None


def chat_model(name: str | None = None) -> "BaseChatModel":
    """Make the chat model *name* (`name` or `provider:name`), or the one the environment asks for.

    Raises ModelFailed when there is none, its package is missing or its settings cannot be used.
    """
    from langchain.chat_models import init_chat_model
    from openai import OpenAIError

    name = name or model_name()
    if name is None:
        message = "No language model is set: put OPENAI_API_KEY or OPENAI_BASE_URL into the environment or .env."
        raise ModelFailed(message)
    provider = _provider(name)
    try:
        if provider != "openai":
            return init_chat_model(name, timeout=READ_SECONDS, max_retries=RETRIES)
        base_url = _base_url()
        return init_chat_model(
            name.removeprefix("openai:"),
            model_provider="openai",
            base_url=base_url,
            api_key=_setting("OPENAI_API_KEY") or ("none" if base_url else None),
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            max_retries=RETRIES,
            use_responses_api=False,  # compatible servers speak chat completions
            stream_usage=True,
        )
    except ImportError as error:
        message = f"The package for {provider!r} is not installed: pip install langchain-{provider.replace('_', '-')}."
        raise ModelFailed(message) from error
    except (OpenAIError, ValueError) as error:
        message = f"The language model {name!r} cannot be set up: check its API key and its name."
        raise ModelFailed(message) from error


def stream_text(
    model: "BaseChatModel", messages: "list[BaseMessage]", config: "RunnableConfig | None" = None
) -> Iterator[str]:
    """Ask *model* and yield its text as it comes; closing the iterator hangs up.

    Raises ModelFailed when no answer comes, or not all of it; what was yielded before stands.
    """
    from openai import OpenAIError

    ended_by: str | None = None
    anything = False
    chunks = cast("Generator[AIMessageChunk]", model.stream(messages, config))
    try:
        with closing(chunks):
            for chunk in chunks:
                ended_by = _ended_by(chunk) or ended_by
                if text := str(chunk.text):
                    anything = anything or not text.isspace()
                    yield text
    except (OpenAIError, LangChainException, ValueError, IndexError) as error:
        # ValueError: a broken or empty body, found by LangChain or the JSON decoder; IndexError: empty choices.
        raise ModelFailed(_cause(error)) from error
    if ended_by in {"length", "max_tokens", "MAX_TOKENS"}:
        message = "The language model reached its length limit before the answer was complete."
    elif ended_by in {"content_filter", "refusal", "SAFETY"}:
        message = "The language model's content filter withheld the answer: ask in other words."
    elif not anything:
        message = "The language model sent an empty answer: ask again, or check ASSISTANT_MODEL and OPENAI_BASE_URL."
    elif ended_by is None and _says_how_it_ended(model):
        message = "The language model broke off before the answer was complete: ask again."
    else:
        return
    raise ModelFailed(message)


def _setting(name: str) -> str:
    return os.environ.get(name, "").strip()


def _provider(name: str) -> str:
    prefix, colon, _ = name.partition(":")
    return prefix if colon and prefix in PROVIDERS else "openai"


def _base_url() -> str | None:
    url = _setting("OPENAI_BASE_URL")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        message = "OPENAI_BASE_URL is no web address: it should look like http://127.0.0.1:8080/v1."
        raise ModelFailed(message)
    return url


def _ended_by(chunk: "AIMessageChunk") -> str | None:
    facts = chunk.response_metadata
    if chunk.additional_kwargs.get("refusal"):
        return "refusal"
    reason = facts.get("finish_reason") or facts.get("stop_reason") or facts.get("done_reason")
    return str(reason) if reason else None


def _says_how_it_ended(model: "BaseChatModel") -> bool:
    """Whether a missing reason means a broken stream: the OpenAI protocol always gives one."""
    from langchain_openai.chat_models.base import BaseChatOpenAI

    return isinstance(model, BaseChatOpenAI)


def _cause(error: Exception) -> str:
    """Say in one line what went wrong and what helps; never what the server wrote, which may quote the question."""
    from openai import OpenAIError

    code = getattr(error, "code", None)
    status = getattr(error, "status_code", None)
    if code in _CAUSES_BY_CODE:
        return _CAUSES_BY_CODE[code]
    for kind, cause in _CAUSES:
        if isinstance(error, kind):
            return cause.format(status=status)
    if status:
        return f"The language model's server refused the request (HTTP {status}): check ASSISTANT_MODEL."
    if isinstance(error, OpenAIError):
        return "The language model's server had a fault while it answered: ask again in a moment."
    return "The language model's server sent what is no answer: check OPENAI_BASE_URL, or ask again."
