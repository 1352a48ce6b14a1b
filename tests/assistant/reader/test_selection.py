import numpy as np

from assistant.reader.selection import ANSWERED, select

TEXTS = ["The bridge closed.", "It has 14 cracks.", "A ferry runs.", "Apples are cheap."]


def test_the_best_sentence_is_cited_alone_when_it_stands_alone() -> None:
    chosen = select(TEXTS, np.array([0.9, 0.1, 0.2, 0.0]))

    assert (chosen.answered, chosen.best, chosen.cited) == (True, 0, (0,))


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    assert select(TEXTS, np.array([0.0, 0.9, 0.1, 0.0])).cited == (0, 1)


def test_a_second_that_is_nearly_as_good_is_cited_in_the_article_s_order() -> None:
    assert select(TEXTS, np.array([0.1, 0.0, 0.8, 0.9])).cited == (2, 3)


def test_more_than_two_only_where_several_things_are_asked_for() -> None:
    scores = np.array([0.9, 0.05, 0.85, 0.8])

    assert select(TEXTS, scores).cited == (0, 2)
    assert select(TEXTS, scores, most=4).cited == (0, 2, 3)


def test_below_the_threshold_nothing_is_an_answer_but_the_closest_are_shown() -> None:
    chosen = select(TEXTS, np.array([0.02, 0.03, 0.01, ANSWERED - 0.001]))

    assert not chosen.answered
    assert chosen.closest == (0, 1, 3)
