from pathlib import Path

import pytest

from ui.limits import HOUR, Questions, TooManyArticles, TooManyQuestions, room_for

ADA, BOB = Path("/people/ada"), Path("/people/bob")


def test_the_question_after_the_last_allowed_one_is_refused_with_when_to_come_back() -> None:
    questions = Questions()
    questions.count(ADA, 2, now=0)
    questions.count(ADA, 2, now=60)

    with pytest.raises(TooManyQuestions, match=r"2 questions within an hour.*Ask again in 59 minutes\."):
        questions.count(ADA, 2, now=100)
    with pytest.raises(TooManyQuestions, match=r"Ask again in a minute\."):
        questions.count(ADA, 2, now=HOUR - 1)


def test_an_hour_after_a_question_there_is_room_for_another() -> None:
    questions = Questions()
    questions.count(ADA, 2, now=0)
    questions.count(ADA, 2, now=60)

    questions.count(ADA, 2, now=HOUR)
    with pytest.raises(TooManyQuestions):
        questions.count(ADA, 2, now=HOUR + 1)


def test_a_refused_question_does_not_make_the_wait_longer() -> None:
    questions = Questions()
    questions.count(ADA, 1, now=0)
    for second in range(1, 10):
        with pytest.raises(TooManyQuestions):
            questions.count(ADA, 1, now=second)

    questions.count(ADA, 1, now=HOUR)


def test_each_person_is_counted_alone() -> None:
    questions = Questions()
    questions.count(ADA, 1, now=0)
    questions.count(BOB, 1, now=0)

    with pytest.raises(TooManyQuestions):
        questions.count(BOB, 1, now=1)


def test_a_library_is_filled_up_to_the_last_article_allowed() -> None:
    room_for(2, held=3, most=5)

    with pytest.raises(TooManyArticles, match=r"holds 3 articles, and 5 are allowed here\. Remove some"):
        room_for(3, held=3, most=5)
