"""Questions being answered, each in a thread of its own: a reload, a second tab or a broken connection ends none."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Condition, Thread

from assistant import Answer
from ingest import ArticleAssistantError
from ui.chat import Exchange, failed

HEARTBEAT = 0.1
"""Seconds: Streamlit hears what the reader does only between two drawings."""

Chat = tuple[Path, str]
"""A home folder and the id of a chat in it."""

_running: dict[Chat, "Running"] = {}


class Running:
    """One exchange as it grows. It is kept when it ends, and when it is stopped; before, the *old* one in its place is."""

    def __init__(
        self, number: int, exchange: Exchange, keep: Callable[[Exchange], None], old: Exchange | None = None
    ) -> None:
        self.number = number
        self.exchange = exchange
        self.over = False
        self.fault: BaseException | None = None
        """What no user can put right."""
        self._changed = Condition()
        self._keep = keep
        self._old = old

    def newer(self, than: Exchange) -> Exchange:
        """The exchange as it is now, waiting up to a HEARTBEAT while it is *than*."""
        with self._changed:
            self._changed.wait_for(lambda: self.over or self.exchange is not than, HEARTBEAT)
        if self.fault:
            raise self.fault
        return self.exchange

    def stop(self) -> None:
        """End it here: what came is kept as it stands. The model's server is left at its next word."""
        with self._changed:
            if not self.over:
                self._end()

    def follow(self, drafts: Generator[Answer, None, None]) -> None:
        """Grow with *drafts* to their end, or until it is stopped."""
        try:
            with closing(drafts):  # stopped, it is the end of the model's answer too
                for draft in drafts:
                    if not self._grow(replace(self.exchange, answer=draft)):
                        return
            self._finish(replace(self.exchange, running=False))
        except ArticleAssistantError as error:
            self._finish(failed(self.exchange.question, self._old, str(error)))
        except BaseException as error:  # told where it is watched
            self.fault = error
            self._finish(self.exchange)
            raise

    def _grow(self, exchange: Exchange) -> bool:
        with self._changed:
            if not self.over:
                self.exchange = exchange
                self._changed.notify_all()
            return not self.over

    def _finish(self, exchange: Exchange) -> None:
        with self._changed:
            if not self.over:
                self.exchange = exchange
                self._end()

    def _end(self) -> None:
        try:
            if self.exchange.answer or self.exchange.error or not self._old:
                self._keep(self.exchange)
        finally:
            self.over = True
            self._changed.notify_all()


def start(  # noqa: PLR0913 - what is asked, where, and what becomes of it
    chat: Chat,
    number: int,
    exchange: Exchange,
    drafts: Generator[Answer, None, None],
    keep: Callable[[Exchange], None],
    *,
    old: Exchange | None = None,
) -> Running:
    """Answer *exchange*, the one at *number* of *chat*, from *drafts*; *keep* is given what is to be kept of it.

    An *old* exchange in its place stays until there is something of the new one.
    """
    if not old:
        keep(exchange)
    running = _running[chat] = Running(number, exchange, keep, old)

    def work() -> None:
        try:
            running.follow(drafts)
        finally:
            if _running.get(chat) is running:
                del _running[chat]

    Thread(target=work, name="answer", daemon=True).start()
    return running


def running(chat: Chat) -> Running | None:
    """What is being answered in *chat*, if anything is."""
    found = _running.get(chat)
    return found if found and not found.over else None
