"""A server that is down is left alone for a while, so that it does not slow each question."""

import time
from dataclasses import dataclass
from threading import Lock

from assistant.errors import ModelFailed

FAILURES = 2
"""Questions in a row that a server fails before it is left alone."""
REST = 30.0
"""Seconds; then one question tries it again."""


@dataclass
class _Record:
    failures: int = 0
    until: float = 0.0


_records: dict[str, _Record] = {}
_lock = Lock()


def admit(server: str) -> None:
    """Raise ModelFailed while *server* is left alone."""
    with _lock:
        record = _records.get(server)
        left = record.until - time.monotonic() if record else 0.0
        if record and left > 0:
            message = (
                f"The language model's server failed the last {record.failures} questions; it is asked again in "
                f"{left:.0f} s."
            )
            raise ModelFailed(message)
        if record and record.failures >= FAILURES:
            record.until = time.monotonic() + REST  # one question tries; those beside it need not


def failed(server: str) -> None:
    """Count a question that *server* failed."""
    with _lock:
        record = _records.setdefault(server, _Record())
        record.failures += 1
        if record.failures >= FAILURES:
            record.until = time.monotonic() + REST


def worked(server: str) -> None:
    """Forget what *server* failed."""
    with _lock:
        _records.pop(server, None)
