"""Articles being added, in a thread of their own: closing the box or the page ends none, and nobody waits for it.

It writes through a library of its own: one that writes holds its lock while it embeds, and an answer needs that lock.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from ingest import Added, Article, ArticleAssistantError, Library
from ingest.errors import reason

HEARTBEAT = 0.1
"""Seconds between two looks at how far it is."""

Read = Callable[[], Article]


class Adding:
    """Reads and adds, one source after the other, and tells how far it is."""

    def __init__(self, home: Path, sources: Sequence[tuple[str, Read]]) -> None:
        self.added: list[Added] = []
        self.failed: list[str] = []
        """What could not be added, in the words of the errors; the others are kept."""
        self.says = "Reading…"
        self.share = 0.0
        self._home = home
        self._sources = sources
        self._thread = Thread(target=self._work, name="add", daemon=True)
        self._thread.start()

    def wait(self) -> bool:
        """Whether it is done, after at most a HEARTBEAT."""
        self._thread.join(HEARTBEAT)
        return not self._thread.is_alive()

    def _work(self) -> None:
        with self._telling("What you chose"), Library.open(self._home) as library:
            for number, (name, read) in enumerate(self._sources):
                with self._telling(repr(name)):
                    self._add(library, number, name, read)

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except ArticleAssistantError as error:
            self.failed.append(reason(what, error))
        except Exception as error:
            logging.getLogger(__name__).exception("%s could not be added", what)
            self.failed.append(reason(what, error))

    def _add(self, library: Library, number: int, name: str, read: Read) -> None:
        count = len(self._sources)
        self.says, self.share = f"Reading {name}…", number / count

        def progress(done: int, total: int) -> None:
            self.says, self.share = f"Understanding {name}…", (number + done / total) / count

        self.added += library.add([read()], progress)
