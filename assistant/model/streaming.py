"""A model asked for a stream of text: on a loop of its own, so that waiting can be seen, and ended at any moment."""

import asyncio
import math
import re
import time
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass
from functools import cache
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, cast

from assistant.errors import ContextExceeded, ModelFailed
from assistant.model import breaker
from assistant.model.choice import READ_SECONDS, is_openai_itself, says_how_it_ended, server_of, shown_name
from assistant.model.faults import NO_ANSWER, Fault, ending, explained
from assistant.model.prices import cost
from assistant.values import Usage

if TYPE_CHECKING:
    from concurrent.futures import Future

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.messages.ai import UsageMetadata
    from langchain_core.runnables import RunnableConfig

PAUSES = (1.0, 2.0)
"""Seconds before the second and the third try, where the server asks for no other wait."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask for; nobody waits longer for an answer."""
HEARTBEAT = 0.25
"""Seconds: so often a piece comes while nothing does, and Stop is heard."""
TOLD_AFTER = 1.0
"""Seconds of silence that need no word."""
GATHERED = 0.04
"""Seconds of text in one piece, after the first: 25 drawings a second look smooth."""
DRAFTS = 200
"""Pieces a second of all answers that grow at once: a fifth of a core, so that the models' words are still read in time."""

_HALF = re.compile("[\ud800-\udbff]")
"""The first half of a character beyond U+FFFF: some servers send the other in the next piece."""

_starting = Lock()
_asked: "set[Future[None]]" = set()
"""The requests that have not ended."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came: text, or the words for what is being waited for, or what it took."""

    text: str = ""
    waiting: str = ""
    usage: Usage | None = None


def stream(
    model: "BaseChatModel", messages: "list[BaseMessage]", config: "RunnableConfig | None" = None
) -> Generator[Piece]:
    """Ask *model* and yield what comes; closing the iterator hangs up at once, also before the first word.

    A server that is busy or down is asked again, up to twice, before any text has come. Raises ModelFailed when no
    answer comes, or not all of it; what was yielded before stands. ContextExceeded is one: the prompt is too long.
    """
    from langchain_core.exceptions import LangChainException
    from openai import OpenAIError

    server = server_of(model)
    breaker.admit(server)
    pauses = iter(PAUSES)
    while True:
        began = False
        try:
            for piece in _once(model, messages, config):
                began = began or bool(piece.text)
                yield piece
        except (OpenAIError, LangChainException, TimeoutError, ValueError, *NO_ANSWER) as error:
            # ValueError: a broken or empty body, found by LangChain or the JSON decoder.
            fault = explained(error)
            pause = next(pauses, None)
            if began or not fault.for_now or pause is None or (fault.seconds or 0) > LONGEST_WAIT:
                if fault.down:
                    breaker.failed(server)
                raise _failure(fault) from error
            yield from _wait(pause if fault.seconds is None else fault.seconds, fault.for_now)
        else:
            breaker.worked(server)
            return


def _once(model: "BaseChatModel", messages: "list[BaseMessage]", config: "RunnableConfig | None") -> Iterator[Piece]:
    """One request; raises what the model's package raises, TimeoutError, or ModelFailed where the answer is not whole."""
    from langchain_core.messages.ai import add_usage

    ended_by, anything, half = None, False, ""
    counted: UsageMetadata | None = None
    heard = shown = time.monotonic()
    with closing(_arriving(model, messages, config)) as arriving:
        for chunks in arriving:
            now = time.monotonic()
            heard = now if chunks else heard
            for chunk in chunks:
                ended_by = _ended_by(chunk) or ended_by
                counted = add_usage(counted, chunk.usage_metadata) if chunk.usage_metadata else counted
            came = half + "".join(str(chunk.text) for chunk in chunks)
            half = came[-1:] if _HALF.match(came[-1:]) else ""
            if text := _whole(came.removesuffix(half)):
                anything = anything or not text.isspace()
                yield Piece(text)
                shown = now
            elif now - heard > READ_SECONDS:
                raise TimeoutError
            elif now - shown >= HEARTBEAT:
                yield Piece(waiting=_silence(model, now - heard))
                shown = now
    if counted:
        yield Piece(usage=_usage(model, counted))
    if fault := ending(ended_by, anything=anything, always_told=says_how_it_ended(model)):
        raise _failure(fault)


def _whole(text: str) -> str:
    """*text* with the halves of a character put together; one without the other is no character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _arriving(
    model: "BaseChatModel", messages: "list[BaseMessage]", config: "RunnableConfig | None"
) -> "Generator[list[AIMessageChunk]]":
    """What came from *model* since the last look, perhaps nothing: the first word at once, then as often as drafts may come.

    Closing this ends the request.
    """
    came: deque[AIMessageChunk] = deque()
    begun = False
    news, left = Event(), Event()

    async def ask() -> None:
        async with aclosing(cast("AsyncGenerator[AIMessageChunk]", model.astream(messages, config))) as chunks:
            async for chunk in chunks:
                came.append(chunk)
                if not begun:  # to wake a thread for each word would cost more than the words
                    news.set()
                if left.is_set():  # Python 3.11 forgets a cancellation that comes in the same moment as a word
                    return

    with _starting:
        loop = _loop()
    asking = asyncio.run_coroutine_threadsafe(ask(), loop)
    asking.add_done_callback(lambda _: news.set())
    _asked.add(asking)
    try:
        over = False
        while not over:
            news.wait(max(GATHERED, len(_asked) / DRAFTS) if begun else HEARTBEAT)
            news.clear()
            over = asking.done()
            chunks = [came.popleft() for _ in range(len(came))]
            begun = begun or any(chunk.text for chunk in chunks)
            yield chunks
        asking.result()
    finally:
        left.set()
        asking.cancel()
        _asked.discard(asking)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Where all models are asked: one loop, because a connection that is kept belongs to its loop."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="model", daemon=True).start()
    return loop


def _wait(seconds: float, why: str) -> Iterator[Piece]:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield Piece(waiting=f"{why} Trying again in {math.ceil(left)} s.")
        time.sleep(min(left, HEARTBEAT))


def _silence(model: "BaseChatModel", seconds: float) -> str:
    return f"Waiting for {shown_name(model)}: {seconds:.0f} s." if seconds >= TOLD_AFTER else ""


def _failure(fault: Fault) -> ModelFailed:
    return ContextExceeded(fault.cause, fault.tokens) if fault.too_long else ModelFailed(fault.cause)


def _ended_by(chunk: "AIMessageChunk") -> str | None:
    facts = chunk.response_metadata
    if chunk.additional_kwargs.get("refusal"):
        return "refusal"
    reason = facts.get("finish_reason") or facts.get("stop_reason") or facts.get("done_reason")
    return str(reason) if reason else None


def _usage(model: "BaseChatModel", counted: "UsageMetadata") -> Usage:
    into, out = counted["input_tokens"], counted["output_tokens"]
    cached = counted.get("input_token_details", {}).get("cache_read") or 0
    paid = cost(shown_name(model), into, cached, out) if is_openai_itself(model) else None
    return Usage(tokens_in=into, tokens_out=out, tokens_cached=cached, cost=paid)
