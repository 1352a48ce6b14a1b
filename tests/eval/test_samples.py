"""The questions written for the sample articles, as a reader would put them."""

from pathlib import Path

from assistant import answer
from ingest import Library

from .samples import SETS, first_is_right

RIGHT, DECLINED = 0.8, 0.8
"""Floors, a little below what the scorecard says: it is the place to see how good it is."""


def test_most_are_answered_with_the_right_sentence_and_most_of_the_rest_declined(isolated: Path) -> None:
    right, declined = [], []
    with Library.open(isolated) as library:
        for article, questions in SETS:
            for question, gold in questions:
                reply = answer(question, article=article, library=library)
                (right if gold else declined).append(first_is_right(reply, gold) if gold else not reply.answered)

    assert sum(right) >= RIGHT * len(right)
    assert sum(declined) >= DECLINED * len(declined)


def test_every_expected_sentence_stands_in_its_article() -> None:
    assert all(gold in article.text for article, questions in SETS for _, gold in questions)
    assert sum(bool(gold) for _, questions in SETS for _, gold in questions) >= 20
