from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.clock import days, told

TUESDAY = date(2024, 3, 26)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The vote was held on Monday.", date(2024, 3, 25)),
        ("Monday's vote surprised many.", date(2024, 3, 25)),
        ("It fell on Tuesday.", date(2024, 3, 26)),
        ("It fell on Wednesday.", date(2024, 3, 20)),
        ("On Monday it was free of traffic.", date(2024, 3, 25)),
        ("He left yesterday.", date(2024, 3, 25)),
        ("He speaks tomorrow.", date(2024, 3, 27)),
    ],
)
def test_a_day_is_counted_from_the_article_s_date(sentence: str, day: date) -> None:
    assert [found for _, found in days(sentence, TUESDAY)] == [day]


@pytest.mark.parametrize(
    "sentence",
    [
        "The delegation will leave on Monday.",
        "The vote is expected on Monday.",
        "It sails every Monday.",
        "It sails on Tuesdays and Fridays.",
        "It was on Monday 4 March.",
        "Next Monday it sails.",
        "Sunderland lost.",
        "The trial begins on Tuesday.",
        "Talks resume Monday.",
        "The final is on Sunday.",
        "The council met last Wednesday.",
        "It fell the following Friday.",
        "The crash on Black Monday hurt many.",
        "Good Friday is a holiday.",
    ],
)
def test_a_day_that_could_be_another_is_not_counted(sentence: str) -> None:
    assert list(days(sentence, TUESDAY)) == []


def test_it_is_told_in_words_and_only_with_a_date() -> None:
    assert told("The vote was on Monday.", TUESDAY) == "Counted from the article's date: “Monday” is 25 March 2024."
    assert told("The vote was on Monday.", None) == ""


def test_the_first_day_of_all_is_how_programs_write_no_date() -> None:
    assert told("The vote was on Sunday, and yesterday it rained.", date.min) == ""


@given(st.dates(date(1900, 1, 10), date(2100, 1, 1)), st.sampled_from(["Monday", "Friday", "Sunday"]))
def test_a_weekday_is_never_more_than_six_days_back(published: date, weekday: str) -> None:
    ((_, day),) = days(f"It happened on {weekday}.", published)

    assert timedelta(0) <= published - day < timedelta(7)
    assert f"{day:%A}" == weekday
