from collections.abc import Iterator
from threading import Event

import pytest

from assistant import Answer, ModelFailed
from ui.follow import follow


def draft(text: str) -> Answer:
    return Answer(question="?", text=text, answered=True)


def test_the_last_draft_always_arrives() -> None:
    seen = [answer for answer in follow(iter([draft("a"), draft("ab"), draft("abc")])) if answer]

    assert seen[-1].text == "abc"


def test_silence_is_heard_as_none_until_the_next_draft() -> None:
    go_on = Event()

    def slow() -> Iterator[Answer]:
        yield draft("a")
        go_on.wait(10)
        yield draft("ab")

    seen = []
    for answer in follow(slow()):
        seen.append(answer.text if answer else None)
        if answer is None:
            go_on.set()

    assert seen[0] == "a"
    assert None in seen
    assert seen[-1] == "ab"


def test_what_the_drafts_raise_is_raised_here() -> None:
    def failing() -> Iterator[Answer]:
        yield draft("a")
        message = "The server is gone."
        raise ModelFailed(message)

    with pytest.raises(ModelFailed, match="gone"):
        list(follow(failing()))


def test_leaving_early_ends_the_drafts() -> None:
    ended, go_on = Event(), Event()

    def endless() -> Iterator[Answer]:
        try:
            while True:
                yield draft("a")
                go_on.wait(10)
        finally:
            ended.set()

    following = follow(endless())
    next(following)
    following.close()  # type: ignore[attr-defined] - it is a generator
    go_on.set()

    assert ended.wait(10)
