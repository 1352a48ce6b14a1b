"""Ctrl-C and SIGTERM during a batch: what is in hand is finished, nothing new is begun; a second Ctrl-C ends at once."""

import signal
import sys
from types import FrameType, TracebackType
from typing import Self


class Stop:
    """While entered, the two signals are only noted."""

    def __init__(self) -> None:
        self.signal = 0
        self._before: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __call__(self) -> bool:
        """Whether to stop."""
        return bool(self.signal)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal and number == signal.SIGINT:
            signal.default_int_handler(number, frame)
        self.signal = number
        print("stopping: what is in hand is finished first …", file=sys.stderr)

    @property
    def exit_code(self) -> int:
        """What the shell expects of a command that a signal has ended; 0 if none has."""
        return 128 + self.signal if self.signal else 0
