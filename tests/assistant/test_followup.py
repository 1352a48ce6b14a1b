import pytest

from assistant.followup import TURNS, standalone
from assistant.values import Turn

HISTORY = (
    Turn("Who is the mayor?", "Ada Quill is the mayor. [1]"),
    Turn("What did Ada Quill say about the bridge?", "She called it unsafe. [1]"),
)


@pytest.mark.parametrize("question", ["Why?", "And when?", "What about the tunnel?", "Who said that?"])
def test_a_question_that_goes_on_is_read_with_the_one_before(question: str) -> None:
    assert standalone(question, HISTORY) == f"{question} (What did Ada Quill say about the bridge?)"


@pytest.mark.parametrize(
    ("before", "question", "reading"),
    [
        ("What did Ada Quill say about it?", "And Bo Lind?", "What did Bo Lind say about it?"),
        ("How many drafts did the United States veto?", "And Russia and China?", "How many drafts did Russia and China veto?"),
        ("Which drafts did Russia veto?", "What about the United States?", "Which drafts did the United States veto?"),
        ("Who lives in Harrow since the war of Bo Lind?", "And in York?", "Who lives in York since the war of Bo Lind?"),
        ("Did Ada Quill resign?", "but Lind?", "Did Lind resign?"),
    ],
)  # fmt: skip
def test_the_same_is_asked_of_somebody_else(before: str, question: str, reading: str) -> None:
    assert standalone(question, (Turn(before, "She did not. [1]"),)) == reading


@pytest.mark.parametrize("before", ["Did Ada Quill meet Bo Lind?", "Who is the mayor?"])
def test_whom_a_new_name_stands_for_is_not_guessed(before: str) -> None:
    assert standalone("And Tom Reed?", (Turn(before, "Yes. [1]"),)) == f"And Tom Reed? ({before})"


def test_a_chat_of_nothing_but_why_is_read_with_its_last_turns() -> None:
    history = [Turn("Who vetoed it?", "Nobody. [1]"), *[Turn("Why?", "Because. [1]")] * 2_000]
    assert standalone("Why?", history).count("Why?") == TURNS + 1


def test_a_short_question_about_a_person_is_read_with_the_name() -> None:
    assert standalone("Where was she?", HISTORY) == "Where was she? (Ada Quill)"


def test_a_question_that_goes_on_twice_is_read_with_both() -> None:
    assert standalone("Why?", (*HISTORY, Turn("And when?", "On Monday."))) == (
        "Why? (And when? (What did Ada Quill say about the bridge?))"
    )


@pytest.mark.parametrize(
    "question",
    [
        "When did she say it?",
        "Has anybody agreed with that?",
        "How many of them are there?",
        "Who else said so?",
        "Which other bridges are closed?",
        "What does this mean for drivers?",
        "Who was mayor at that time?",
    ],
)
def test_a_question_with_a_pronoun_is_read_with_the_names_spoken_of(question: str) -> None:
    assert standalone(question, HISTORY) == f"{question} (Ada Quill)"


def test_what_was_asked_about_comes_first_then_what_was_said_last() -> None:
    turns = (Turn("Who leads Harrow?", "Bo Lind. [1]"), Turn("Where?", "In York, Leeds, Hull and Bath. [1]"))
    assert standalone("When did they move there?", turns) == "When did they move there? (Harrow, York, Bo Lind)"


def test_a_name_that_is_spoken_of_again_and_again_outweighs_one_in_passing() -> None:
    turns = (
        Turn("What did Bo Lind say?", "Bo Lind spoke in Leeds. [1]"),
        Turn("And then?", "Lind’s words were heard in Hull. [1]"),
        Turn("And when?", "Shortly after. Two of Bath heard Lind. [1]"),
    )
    assert standalone("Was he right?", turns) == "Was he right? (Bo Lind, Bath, Hull)"


def test_with_no_name_before_it_a_pronoun_is_read_with_the_question_before() -> None:
    turns = (Turn("who leads?", "a mayor. [1]"),)
    assert standalone("Where does she live?", turns) == "Where does she live? (who leads?)"


@pytest.mark.parametrize(
    "question",
    [
        "How many people live in Harrow?",
        "Who is the mayor?",
        "Did the mayor of Harrow say that she would resign?",
        "Is there a plan to repair the bridge?",
        "Who says that the bridge is safe?",
        "What was repaired this year?",
        "Which councillors voted against the budget on Monday?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_the_first_question_stays_as_it_is() -> None:
    assert standalone("Why did she say it?", ()) == "Why did she say it?"
