"""The conversation about one article: what was asked, and how far the answer came."""

from dataclasses import dataclass

from assistant import Answer, Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer as it stands."""

    question: str
    answer: Answer | None = None
    error: str = ""
    """What went wrong, in the words of the error, and what can be done."""
    running: bool = True
    """Still True of an exchange that is no longer being answered: it was stopped."""


def turns(chat: list[Exchange]) -> tuple[Turn, ...]:
    """The exchanges that were answered, as the next question's history."""
    return tuple(Turn(one.question, one.answer.text) for one in chat if one.answer and not one.running)
