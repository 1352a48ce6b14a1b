import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.context import REACH, with_context
from assistant.reader.selection import ANSWERED, Selection, merged, select

TEXTS = ["The bridge closed.", "It has 14 cracks.", "A ferry runs.", "Apples are cheap."]


def chosen(scores: list[float], *, several: bool = False, numbers: tuple[int, ...] = (0, 1, 2, 3)) -> Selection:
    return select(TEXTS, numbers, np.array(scores), several=several)


def test_the_best_sentence_is_cited_alone_when_it_stands_alone() -> None:
    found = chosen([0.9, 0.1, 0.2, 0.0])

    assert (found.answered, found.best, found.cited) == (True, 0, (range(1),))


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it() -> None:
    assert chosen([0.0, 0.9, 0.1, 0.0]).cited == (range(2),)


def test_where_that_one_is_not_at_hand_nothing_else_takes_its_place() -> None:
    assert chosen([0.0, 0.9, 0.1, 0.0], numbers=(0, 7, 8, 9)).cited == (range(1, 2),)


def test_another_that_is_nearly_as_good_follows_the_best() -> None:
    assert chosen([0.1, 0.0, 0.9, 0.87]).cited == (range(2, 3), range(3, 4))
    assert chosen([0.1, 0.0, 0.87, 0.9]).cited == (range(3, 4), range(2, 3))
    assert chosen([0.1, 0.0, 0.9, 0.8]).cited == (range(2, 3),)


def test_where_several_things_are_asked_for_all_stand_in_the_article_s_order() -> None:
    scores = [0.88, 0.05, 0.8, 0.9]

    assert chosen(scores).cited == (range(3, 4), range(1))
    assert chosen(scores, several=True).cited == (range(1), range(2, 3), range(3, 4))


def test_below_the_threshold_nothing_is_an_answer_but_the_closest_are_shown() -> None:
    found = chosen([0.02, 0.03, 0.01, ANSWERED - 0.001])

    assert not found.answered
    assert found.closest == (range(1), range(1, 2), range(3, 4))


SAID = [
    "The mayor spoke.",
    "“We came late.",
    "We saw little,” she said.",
    "“Nothing,” she said, “was clear.",
    "Nobody knew.",
    "Everybody ran.”",
    'Rain fell: "It was wet.',
    'We left," said Bo.',
]


@pytest.mark.parametrize(
    ("place", "quoted"),
    [(0, (0, 1)), (1, (1, 3)), (2, (1, 3)), (3, (3, 6)), (4, (3, 6)), (5, (3, 6)), (6, (6, 8)), (7, (6, 8))],
)
def test_what_is_said_over_several_sentences_is_quoted_whole_with_its_speaker(
    place: int, quoted: tuple[int, int]
) -> None:
    assert with_context(SAID, place) == range(*quoted)


@given(st.lists(st.text(st.sampled_from('He is. “”"')), min_size=1), st.data())
def test_context_holds_the_sentence_and_reaches_no_farther_than_a_few(texts: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(texts) - 1))
    run = with_context(texts, place)

    assert place in run
    assert run.start >= 0
    assert run.stop <= len(texts)
    assert len(run) <= 2 * REACH + 2


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5))))
def test_merging_keeps_every_place_once_and_in_order(pairs: list[tuple[int, int]]) -> None:
    runs = [range(first, first + size) for first, size in pairs]
    places = [place for run in merged(runs) for place in run]

    assert places == sorted({place for run in runs for place in run})
