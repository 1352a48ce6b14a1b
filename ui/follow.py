"""Drafts of an answer, followed from another thread, so that the page stays awake while a model is silent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, Queue
from threading import Event

from assistant import Answer

HEARTBEAT = 0.1
"""Seconds: Streamlit hears Stop only between two drawings."""


def follow(drafts: Iterator[Answer]) -> Iterator[Answer | None]:
    """The newest of *drafts*, or None where nothing came for a HEARTBEAT; what they raise is raised here.

    Closing this closes *drafts* at their next step, and with them the connection to the model's server.
    """
    queue: Queue[Answer] = Queue()
    stopped = Event()

    def work() -> None:
        for draft in drafts:
            if stopped.is_set():
                break
            queue.put(draft)

    thread = ThreadPoolExecutor(1, thread_name_prefix="answer")
    working = thread.submit(work)
    try:
        while not (working.done() and queue.empty()):
            try:
                newest = queue.get(timeout=HEARTBEAT)
                while not queue.empty():
                    newest = queue.get()
                yield newest
            except Empty:
                yield None
        working.result()
    finally:
        stopped.set()
        thread.shutdown(wait=False)
