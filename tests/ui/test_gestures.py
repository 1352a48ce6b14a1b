import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.chat import LONGEST_WORD
from ui.gestures import KNOWN, Gesture, parsed


def test_a_gesture_names_what_was_done_to_which_exchange() -> None:
    assert parsed("again 3") == Gesture("again", 3)
    assert parsed("word 12 too short, I  think") == Gesture("word", 12, "too short, I  think")


@given(st.text())
def test_anything_else_that_the_browser_says_is_nothing_or_cut_to_size(said: str) -> None:
    for found in (parsed(said), parsed(f"word 1 {said}"), parsed(f"again {said}")):
        assert found is None or (found.name in KNOWN and found.number >= 0 and len(found.text) <= LONGEST_WORD)


@pytest.mark.parametrize("said", ["", "again", "again -1", "again x", "drop 1", "again ²", "again 99999999999"])
def test_what_is_no_gesture_is_nothing(said: str) -> None:
    assert parsed(said) is None
