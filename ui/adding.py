"""Articles being added, in a thread of their own: closing the box or the page ends none, and nobody waits for it.

It writes through a library of its own: one that writes holds its lock while it embeds, and an answer needs that lock.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

from ingest import Added, Article, ArticleAssistantError, Library

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
        try:
            with Library.open(self._home) as library:
                for number, (name, read) in enumerate(self._sources):
                    self._add(library, number, name, read)
        except ArticleAssistantError as error:
            self.failed.append(str(error))

    def _add(self, library: Library, number: int, name: str, read: Read) -> None:
        count = len(self._sources)
        self.says, self.share = f"Reading {name}…", number / count

        def progress(done: int, total: int) -> None:
            self.says, self.share = f"Understanding {name}…", (number + done / total) / count

        try:
            self.added += library.add([read()], progress)
        except ArticleAssistantError as error:
            self.failed.append(str(error))
