import numpy as np

from assistant.reader.combine import LONG, combine
from assistant.reader.hybrid import Scores
from assistant.reader.model import UNREAD, Reading


def likeliest(hybrid: Scores) -> float:
    return float(combine(hybrid, Reading(np.zeros(len(hybrid)), ((0, 1),) * len(hybrid))).max())


def test_that_nothing_in_a_long_text_is_like_the_question_tells_that_it_does_not_answer() -> None:
    long, short = np.zeros(LONG + 1), np.zeros(LONG)

    assert likeliest(long - 5) < likeliest(long) / 5
    assert 0.95 < likeliest(short - 5) / likeliest(short) < 1.15


def test_a_sentence_that_was_not_read_is_no_answer() -> None:
    reading = Reading(np.array([UNREAD, 3.0]), ((0, 1), (0, 1)))

    assert combine(np.array([9.0, 0.0]), reading)[0] < 1e-9
