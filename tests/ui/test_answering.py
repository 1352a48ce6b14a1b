import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from assistant import Answer, ModelFailed
from ui import answering
from ui.answering import Running
from ui.chat import Exchange

CHAT = (Path("home"), "chat")


def draft(text: str) -> Answer:
    return Answer(question="?", text=text, answered=True)


def to_its_end(running: Running) -> Exchange:
    exchange = running.newer(running.exchange)
    while not running.over:
        exchange = running.newer(exchange)
    return running.newer(exchange)


def begin(drafts: Iterator[Answer], old: Exchange | None = None) -> tuple[Running, list[Exchange]]:
    kept: list[Exchange] = []
    return answering.start(CHAT, 0, Exchange("Why?"), drafts, kept.append, old=old), kept


def test_an_answer_grows_to_its_end_and_is_kept_at_its_beginning_and_its_end() -> None:
    go_on = Event()

    def slow() -> Iterator[Answer]:
        yield draft("a")
        go_on.wait(10)
        yield draft("ab")

    running, kept = begin(slow())
    assert answering.running(CHAT) is running
    go_on.set()

    whole = Exchange("Why?", draft("ab"), running=False)
    assert to_its_end(running) == whole
    assert kept == [Exchange("Why?"), whole]
    assert answering.running(CHAT) is None


def test_a_stopped_answer_is_kept_as_it_stands_and_its_drafts_end() -> None:
    ended, go_on = Event(), Event()

    def endless() -> Iterator[Answer]:
        try:
            while True:
                yield draft("a")
                go_on.wait(10)
        finally:
            ended.set()

    running, kept = begin(endless())
    while running.exchange.answer is None:
        running.newer(running.exchange)
    running.stop()
    running.stop()
    go_on.set()

    assert running.over
    assert kept[1:] == [Exchange("Why?", draft("a"))]
    assert ended.wait(10)


def test_what_the_user_can_put_right_is_kept_in_words() -> None:
    def failing() -> Iterator[Answer]:
        yield draft("a")
        message = "The server is gone."
        raise ModelFailed(message)

    running, kept = begin(failing())

    assert to_its_end(running) == Exchange("Why?", error="The server is gone.", running=False)
    assert kept[-1].error == "The server is gone."


OLD = Exchange("What for?", draft("old"), running=False, verdict="good")


def test_an_old_answer_is_kept_until_there_is_something_of_the_new_one() -> None:
    running, kept = begin((one for one in [draft("new")]), OLD)

    whole = Exchange("Why?", draft("new"), running=False)
    assert to_its_end(running) == whole
    assert kept == [whole]


def test_an_old_answer_stays_where_the_new_question_fails() -> None:
    def failing() -> Iterator[Answer]:
        message = "The server is gone."
        raise ModelFailed(message)
        yield draft("never")

    running, kept = begin(failing(), OLD)

    assert to_its_end(running) == replace(OLD, error="The server is gone.")
    assert kept == [replace(OLD, error="The server is gone.")]


def test_an_old_answer_stays_where_the_new_one_is_stopped_before_it_begins() -> None:
    go_on = Event()

    def slow() -> Iterator[Answer]:
        go_on.wait(10)
        yield draft("new")

    running, kept = begin(slow(), OLD)
    running.stop()
    go_on.set()

    assert running.over
    assert kept == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_is_raised_where_it_is_watched_and_what_came_is_kept() -> None:
    def wrong() -> Iterator[Answer]:
        yield draft("a")
        raise ZeroDivisionError

    running, kept = begin(wrong())

    with pytest.raises(ZeroDivisionError):
        to_its_end(running)
    assert kept[-1] == Exchange("Why?", draft("a"))
    for thread in threading.enumerate():
        if thread.name == "answer":
            thread.join()
