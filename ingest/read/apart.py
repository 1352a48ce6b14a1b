"""Runs a reader in a process of its own, with a limit of time and of memory, and with no secret in its environment.

Pages, PDFs and packed documents come from strangers, and their parsers are large: one that hangs, takes all memory or
crashes ends its process, never ours. A process is kept for the next file, and ends by itself when none comes.
"""

import atexit
import io
import os
import pickle
import subprocess
import sys
from threading import Lock, Timer
from typing import IO, Any

from ingest.errors import ArticleNotReadable

SECONDS = 60.0
"""For one file: a book of 1,000 pages takes 20."""
MEMORY = 3_000_000_000
"""Bytes of address space for one process: 5 MB of HTML take 300 MB, and libraries that are only mapped count too."""
_IDLE_SECONDS = 30
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")

_idle: list["subprocess.Popen[bytes]"] = []
_lock = Lock()


def run_apart(work: str, *given: object) -> Any:  # noqa: ANN401 - what the function returns
    """The result of the function *work* (`module:name`), called with *given* in another process.

    Raises ArticleNotReadable as the function does, and when it takes too long, too much memory, or down its process.
    """
    request = pickle.dumps((work, given))
    while True:
        process, fresh = _process()
        timer = Timer(SECONDS, process.kill)
        timer.start()
        try:
            kind, value = _ask(process, request)
        except (BrokenPipeError, EOFError):
            timed_out = not timer.is_alive()
            code = process.wait()
            _close(process)
            if not fresh and code == 0:
                continue  # it had just gone home
            why = (
                f"takes more than {SECONDS:.0f} s to read"
                if timed_out
                else f"brings its reader down (exit code {code})"
            )
            message = f"{why}. It may be damaged, or made to do harm."
            raise ArticleNotReadable(message) from None
        except BaseException:  # Ctrl-C: nobody may find half an answer in its pipe
            process.kill()
            process.wait()
            _close(process)
            raise
        finally:
            timer.cancel()
        with _lock:
            _idle.append(process)
        if kind == "refused":
            raise ArticleNotReadable(value)
        return value


def _ask(process: "subprocess.Popen[bytes]", request: bytes) -> tuple[str, Any]:
    assert process.stdin is not None  # noqa: S101 - for the types: both are pipes
    assert process.stdout is not None  # noqa: S101
    _send(process.stdin, request)
    kind, value = _Answers(io.BytesIO(_receive(process.stdout))).load()
    return kind, value


class _Answers(pickle.Unpickler):
    """Takes texts, facts and dates from the other process, and nothing else: it has read what a stranger wrote."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - a class
        if (module, name) in {("ingest.read.facts", "Facts"), ("datetime", "date")}:
            return super().find_class(module, name)
        raise EOFError


def _process() -> tuple["subprocess.Popen[bytes]", bool]:
    """An idle process, or a new one; and whether it is new."""
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.poll() is None:
                return process, False
            _close(process)
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    return subprocess.Popen(  # noqa: S603 - our own module, by our own Python
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        start_new_session=True,  # Ctrl-C is for us: we finish the batch
    ), True  # fmt: skip


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue


def close() -> None:
    """End all idle processes."""
    with _lock:
        while _idle:
            process = _idle.pop()
            process.kill()
            process.wait()
            _close(process)


atexit.register(close)


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    head = pipe.read(8)
    data = pipe.read(int.from_bytes(head, "big")) if len(head) == 8 else b""  # noqa: PLR2004 - the length's own
    if not data:
        raise EOFError
    return data


# --- the other process


def serve() -> None:
    """Answer the requests that come in, until none comes for a while."""
    import importlib
    import select

    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # whatever a library prints
    while True:
        if os.name == "posix" and not select.select([sys.stdin.buffer], [], [], _IDLE_SECONDS)[0]:
            return
        try:
            work, given = pickle.loads(_receive(sys.stdin.buffer))  # noqa: S301 - from our own process
        except EOFError:
            return
        module, _, name = work.partition(":")
        try:
            answer = ("done", getattr(importlib.import_module(module), name)(*given))
        except ArticleNotReadable as error:
            answer = ("refused", str(error))
        except MemoryError:
            answer = ("refused", "takes more memory to read than is given to it. It may be made to do harm.")
        except RecursionError:
            answer = ("refused", "is nested too deeply. It may be made to do harm.")
        _send(answers, pickle.dumps(answer))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the size of a file is the limit there
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
