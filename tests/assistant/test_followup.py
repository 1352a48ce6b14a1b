import pytest

from assistant.followup import standalone
from assistant.values import Turn

HISTORY = (
    Turn("Who is the mayor?", "Ada Quill is the mayor. [1]"),
    Turn("What did Ada Quill say about the bridge?", "She called it unsafe. [1]"),
)


@pytest.mark.parametrize(
    "question",
    ["When did she say it?", "Why?", "And when?", "Who agreed with that?", "How many of them are there?"],
)
def test_a_question_that_points_back_is_read_with_the_one_before(question: str) -> None:
    assert standalone(question, HISTORY) == f"What did Ada Quill say about the bridge? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How many people live in Harrow?",
        "Did the mayor of Harrow say that she would resign?",
        "Is there a plan to repair the bridge?",
        "Which councillors voted against the budget on Monday?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_the_first_question_stays_as_it_is() -> None:
    assert standalone("Why did she say it?", ()) == "Why did she say it?"
