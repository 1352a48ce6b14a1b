from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import dates

EASTER = date(2024, 3, 26)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-26",
        "2024/03/26",
        " 2024-03-26T10:15:00Z ",
        "2024-03-26 10:15:00 +02:00",
        "2024-03-26T23:59:59.123456+00:00",
        "26 March 2024",
        "26th of March 2024",
        "26 Mar. 2024",
        "March 26, 2024",
        "march 26th 2024",
        "Tuesday, 26 March 2024",
        "Tue, 26 Mar 2024 10:00:00 GMT",
        "March 26, 2024 at 10:15 a.m.",
    ],
)
def test_a_common_form_is_read(written: str) -> None:
    assert dates.parse(written) == EASTER


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2024-02-30",
        "2024-13-01",
        "31 June 2024",
        "03/04/2024",
        "Monday",
        "March 2024",
        "2024-03-26 Israel",
        "0001-01-01",
        "20240",
    ],
)
def test_what_is_no_certain_date_is_none(written: str) -> None:
    assert dates.parse(written) is None


def test_a_month_is_read_with_a_long_s_too() -> None:
    assert dates.parse("26 ſeptember 2023") == date(2023, 9, 26)


def test_a_day_to_come_is_not_believed() -> None:
    today = datetime.now(UTC).date()
    assert dates.parse((today + timedelta(days=3)).isoformat()) is None
    assert dates.parse(today.isoformat()) == today


def test_the_date_a_text_begins_with_is_found_with_its_end() -> None:
    assert dates.leading("26 March 2024 – Oslo") == (EASTER, 13)
    assert dates.leading("In 2024-03-26") is None


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2025, 1, 1)))
def test_every_day_that_was_survives_writing_and_reading(day: date) -> None:
    month = day.strftime("%B")
    forms = [day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"]
    assert [dates.parse(form) for form in forms] == [day] * 3


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = dates.parse(text)
    assert found is None or isinstance(found, date)
