"""Many sources → the library: read on all cores, written by one; one that fails never stops the rest."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal, TypeVar

from ingest.article import Article, Origin
from ingest.entries import Added, Listing, Near
from ingest.errors import ArticleAssistantError, reason
from ingest.library import Library
from ingest.read import Given, article_of, given
from ingest.read.files import source_name

Read = TypeVar("Read")

AHEAD = 4
"""Sources for each core that are read before their turn: enough to keep the writer busy, few enough to hold in memory."""
_LOOK = 0.2
"""Seconds of a wait between two looks at whether to stop."""


class _Stopped(Exception):
    """The batch was stopped before a source's turn came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one source."""

    source: str
    status: Literal["added", "updated", "unchanged", "failed"]
    listing: Listing | None = None
    """The article, as it stands in the library."""
    near: tuple[Near, ...] = ()
    reason: str = ""
    """Why it failed, in words."""


def add_all(  # noqa: PLR0913 - what a batch can be told
    library: Library,
    sources: Sequence[str],
    report: Callable[[Outcome], None],
    *,
    password: str = "",
    allow_hosts: Iterable[str] = (),
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] | None = None,
    before: Callable[[str, Callable[[float], None]], None] = lambda *_: None,
) -> None:
    """Add the article of each of *sources*, and *report* what became of it as soon as that is safe on the disk.

    A file whose bytes are as they were, and a page whose server says so, is not read again. When *stopped* says so no
    further source is begun, and what was read is kept. *before* is called with each source before it is fetched,
    and with a way to wait for so many seconds that a stop ends.
    Raises what `Library.add` raises.
    """
    hosts = tuple(allow_hosts)
    known: dict[str, tuple[str, Origin] | None] = {}
    begun: deque[str] = deque()

    def work(source: str) -> Given | Article:
        id_, origin = known[source] or ("", None)
        before(source, partial(_wait, stopped))
        one = given(source, password=password, allow_hosts=hosts, known=origin)
        return one if id_ and origin and one.origin.fingerprint == origin.fingerprint else article_of(one)

    def articles() -> Iterator[Article]:
        # Not before: while another process writes, what is known may still be removed.
        known.update({source: library.current(source_name(source)) for source in sources})
        for source, reading in ahead(work, sources, stopped):
            error = reading.exception()
            if isinstance(error, _Stopped):
                return
            if isinstance(error, Exception):
                report(_failed(source, error))
                continue
            one = reading.result()
            if isinstance(one, Given):
                id_ = (known[source] or ("", Origin()))[0]
                report(Outcome(source=source, status="unchanged", listing=library.listing(id_)))
                continue
            begun.append(source)
            yield one
            if stopped():
                return

    def kept(one: Added) -> None:
        listing = library.listing(one.article.id)
        report(Outcome(source=begun.popleft(), status=one.status, listing=listing, near=one.near))

    def failed(error: Exception) -> None:
        report(_lost(begun.popleft(), error))

    library.add_each(articles(), kept, progress, failed)


def _failed(source: str, error: Exception) -> Outcome:
    return Outcome(source=source, status="failed", reason=reason(repr(source), error))


def _lost(source: str, error: Exception) -> Outcome:
    """What became of a source whose article could not be written; raises what would keep the next from it too."""
    if isinstance(error, ArticleAssistantError):  # a full disk, a server of embeddings that is away
        raise error
    return _failed(source, error)


def _wait(stopped: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stopped():
            raise _Stopped
        time.sleep(min(left, _LOOK))


def ahead(
    work: Callable[[str], Read], sources: Sequence[str], stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[str, "Future[Read]"]]:
    """Each source with its work, in order, some of the next ones being done already."""
    cores = os.cpu_count() or 1
    waiting: list[tuple[str, Future[Read]]] = []
    rest = iter(sources)
    with ThreadPoolExecutor(cores, thread_name_prefix="read") as threads:
        try:
            while True:
                more = [] if stopped() else list(islice(rest, AHEAD * cores - len(waiting)))
                waiting += [(source, threads.submit(work, source)) for source in more]
                if not waiting:
                    return
                yield waiting.pop(0)
        finally:
            for _, reading in waiting:
                reading.cancel()
