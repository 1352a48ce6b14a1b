"""What goes wrong between us and a model's server: in words, with what helps, and whether to ask again.

Never what the server wrote, which may quote the question or the key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import Any

from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened, for the reader and for whoever decides whether to ask again."""

    cause: str
    """One line: what went wrong and what helps."""
    for_now: str = ""
    """While we wait before asking again, what is told; empty where asking again would not help."""
    down: bool = False
    """Whether it speaks against the server as such."""
    seconds: float | None = None
    """How long the server asks us to wait."""
    too_long: bool = False
    """Whether the articles did not fit the model."""
    tokens: int | None = None
    """How many it reads, where the server says so."""


TOO_LONG = (
    "The article and the question are too long for this language model: choose one with a larger context, or tell "
    "its size with ASSISTANT_CONTEXT."
)
BUSY = Fault("The language model's server is busy (rate limit): ask again in a moment.", "The server is busy.")
REFUSED = Fault(
    "The language model's server cannot be reached: check OPENAI_BASE_URL, and that the server runs.",
    "The server cannot be reached.",
    down=True,
)
BROKEN = Fault(
    "The language model's server broke the connection: ask again.", "The server broke the connection.", down=True
)
SILENT = Fault("The language model was silent for too long: ask again.", down=True)
NO_JSON = Fault("The language model's server sent an answer that cannot be read (broken JSON): ask again.")
NO_STREAM = Fault(
    "The language model's server sent what is no answer, perhaps a web page: check OPENAI_BASE_URL (it often ends in "
    "/v1)."
)
NO_ANSWER = (AttributeError, LookupError, RecursionError, TypeError)
"""What the packages raise where the server's JSON is not of the protocol, such as empty choices."""
MID_FAULT = Fault("The language model's server had a fault while it answered: ask again in a moment.", down=True)

_BY_CODE = {
    "model_not_found": Fault("The server has no such language model: check ASSISTANT_MODEL."),
    "insufficient_quota": Fault("The language model's account has no credit left: add credit, or use another key."),
}
_BY_KIND: tuple[tuple[type[Exception], Fault], ...] = (
    (ModelAuthenticationError, Fault("The language model's server rejected the API key: check OPENAI_API_KEY.")),
    (
        ModelPermissionDeniedError,
        Fault("The language model's server does not let this API key use the model: check its rights."),
    ),
    (
        ModelNotFoundError,
        Fault("Nothing answers at this address: check OPENAI_BASE_URL (it often ends in /v1) and ASSISTANT_MODEL."),
    ),
    (ModelRateLimitError, BUSY),
    (ModelTimeoutError, SILENT),
    (TimeoutError, SILENT),
    (ModelConnectionError, BROKEN),
    (JSONDecodeError, NO_JSON),
    *((kind, NO_STREAM) for kind in NO_ANSWER),
)
_CONTEXT_TOKENS = re.compile(r"(?:context (?:length|size|window)|n_ctx)\D{0,24}(\d{2,8})", re.IGNORECASE)
_CONTEXT = re.compile(
    r"context (?:length|size|window)|too many tokens|prompt is too long|exceed\w* .{0,40}context", re.IGNORECASE
)


def explained(error: Exception) -> Fault:
    """What *error*, raised by a model's package, means."""
    said = _said(error)
    if _overflows(error, said):
        found = _CONTEXT_TOKENS.search(said)
        return Fault(TOO_LONG, too_long=True, tokens=int(found[1]) if found else None)
    by_code = _BY_CODE.get(str(getattr(error, "code", None)))
    by_kind = REFUSED if _never_connected(error) else next((f for kind, f in _BY_KIND if isinstance(error, kind)), None)
    fault = by_code or by_kind or _by_status(error) or (NO_STREAM if isinstance(error, ValueError) else MID_FAULT)
    return replace(fault, seconds=_asked_to_wait(error)) if fault.for_now else fault


def _by_status(error: Exception) -> Fault | None:
    status = getattr(error, "status_code", None)
    if status is None:
        return None
    if status < 500:  # noqa: PLR2004 - where HTTP's server errors begin
        return Fault(f"The language model's server refused the request (HTTP {status}): check ASSISTANT_MODEL.")
    cause = f"The language model's server had a fault (HTTP {status}): ask again in a moment."
    return Fault(cause, f"The server had a fault (HTTP {status}).", down=True)


def ending(ended_by: str | None, *, anything: bool, always_told: bool) -> Fault | None:
    """What is wrong with an answer that ended so; None where nothing is.

    *anything* says whether it held text, *always_told* whether the protocol always gives a reason.
    """
    if ended_by in {"length", "max_tokens", "MAX_TOKENS"}:
        return Fault("The language model reached its length limit before the answer was complete.")
    if ended_by in {"content_filter", "refusal", "SAFETY"}:
        return Fault("The language model's content filter withheld the answer: ask in other words.")
    if not anything:
        return Fault(
            "The language model sent an empty answer: ask again, or check ASSISTANT_MODEL and OPENAI_BASE_URL."
        )
    if ended_by is None and always_told:
        return Fault("The language model broke off before the answer was complete: ask again.")
    return None


def _overflows(error: Exception, said: str) -> bool:
    if isinstance(error, ContextOverflowError) or getattr(error, "code", None) == "context_length_exceeded":
        return True
    return getattr(error, "status_code", None) in {400, 413, 422} and bool(_CONTEXT.search(said))


def _said(error: Exception) -> str:
    """What the server wrote: read, never shown."""
    body: Any = getattr(error, "body", None)
    return f"{error} {body}"


def _never_connected(error: BaseException) -> bool:
    return any(type(one).__name__ in {"ConnectError", "ConnectTimeout"} for one in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _asked_to_wait(error: Exception) -> float | None:
    """The seconds of a `Retry-After`, which is a number or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after-ms") or "")
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value) / 1000
    value = str(headers.get("retry-after") or "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()) if value else None
    except (ValueError, TypeError):  # no date, or one without a time zone
        return None
