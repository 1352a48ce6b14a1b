"""Readers that go wrong, to be run in a process of their own."""

import os
import signal


def hang() -> None:
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fill() -> None:
    _kept = [bytearray(1_000_000_000) for _ in range(10)]


def stumble() -> None:
    raise LookupError
