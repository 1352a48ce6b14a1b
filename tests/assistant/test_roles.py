import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.roles import exchanged
from assistant.support import support

ATTACKED = "Israel attacked Iran on Monday."


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Iran attacked Israel.", ATTACKED),
        ("On Monday Iran attacked Israel.", ATTACKED),
        ("Israel was attacked by Iran.", ATTACKED),
        ("Israel attacked Iran.", "Israel was attacked by Iran."),
        ("Iran's attack on Israel began.", "Israel's attack on Iran began, people say."),
        ("Ada Reed sued the Bank of Harwich.", "The Bank of Harwich sued Ada Reed over a loan."),
        ("Reed beat Quill in the final.", "In the final Mary Quill surprisingly beat Ada Reed."),
    ],
)
def test_names_that_changed_places_are_told(sentence: str, quote: str) -> None:
    assert exchanged(sentence, [quote]).startswith("Its citations say it the other way round: “")
    assert support(sentence, [quote]) == ("unsupported", exchanged(sentence, [quote]))


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Israel attacked Iran.", ATTACKED),
        ("Iran was attacked by Israel.", ATTACKED),
        ("Israel attacked Iran.", "Iran, where nobody slept, was attacked by Israel."),
        ("Hamas rejected the plan, Israel said.", "Israel said Hamas rejected the plan."),
        ("Russia proposed a change that Malta refused.", "Malta refused a change that Russia proposed."),
        ("Reed met Quill in Harwich.", "Quill met Reed in Harwich."),
        ("Egypt signed a treaty with Israel.", "Israel signed a treaty with Egypt."),
        ("Brown was freed in August.", "In August Brown was freed."),
        ("Israel attacked Iran.", "Iran attacked Israel. Then Israel attacked Iran."),
        ("The ferry left Harwich.", ATTACKED),
        ("Iran attacked Israel.", "The weather was fine."),
    ],
)
def test_the_same_said_otherwise_is_let_pass(sentence: str, quote: str) -> None:
    assert exchanged(sentence, [quote]) == ""


@given(st.text())
def test_no_text_contradicts_itself(text: str) -> None:
    assert exchanged(text, [text]) == ""


@given(st.lists(st.sampled_from(["Iran", "Israel", "attacked", "by", "the", "Oslo", "struck", "and", ",", "."])))
def test_no_sentence_of_names_and_verbs_contradicts_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert exchanged(text, [text]) == ""
