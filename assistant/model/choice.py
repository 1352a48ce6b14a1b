"""Which language model: what the environment names, made with time limits."""

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.errors import ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DEFAULT_MODEL = "gpt-5.4-mini"
"""The newest small chat model that the installed OpenAI package lists as such."""

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
"""The longest silence, before the first word or between two; a reasoning model thinks for a while."""

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
            return init_chat_model(name, timeout=READ_SECONDS, max_retries=0)
        base_url = _base_url()
        return init_chat_model(
            name.removeprefix("openai:"),
            model_provider="openai",
            base_url=base_url,
            api_key=_setting("OPENAI_API_KEY") or ("none" if base_url else None),
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream_chunk_timeout=None,  # `stream` ends a silence itself; this would cost a task for each word
            max_retries=0,  # `stream` asks again itself, so that the wait can be seen and ended
            use_responses_api=False,  # compatible servers speak chat completions
            stream_usage=True,
        )
    except ImportError as error:
        message = f"The package for {provider!r} is not installed: pip install langchain-{provider.replace('_', '-')}."
        raise ModelFailed(message) from error
    except (OpenAIError, ValueError) as error:
        message = f"The language model {name!r} cannot be set up: check its API key and its name."
        raise ModelFailed(message) from error


def shown_name(model: "BaseChatModel") -> str:
    """What the reader is told about who wrote."""
    return str(getattr(model, "model_name", "") or getattr(model, "model", "") or model.get_name())


def server_of(model: "BaseChatModel") -> str:
    """Names the server and the model on it, for what is remembered about them."""
    return f"{getattr(model, 'openai_api_base', None) or type(model).__name__} {shown_name(model)}"


def is_openai_itself(model: "BaseChatModel") -> bool:
    """Whether *model* is asked of OpenAI, not of a server that speaks its protocol."""
    return says_how_it_ended(model) and not getattr(model, "openai_api_base", None)


def says_how_it_ended(model: "BaseChatModel") -> bool:
    """Whether a missing reason means a broken stream: the OpenAI protocol always gives one."""
    from langchain_openai.chat_models.base import BaseChatOpenAI

    return isinstance(model, BaseChatOpenAI)


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
