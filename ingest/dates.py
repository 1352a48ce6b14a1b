"""The publication date: what a source writes → a date we believe.

Numbers alone are read only as year, month, day; 03/04/2024 is two dates, so it is none.
"""

import re
from datetime import UTC, date, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_FORMS = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    rf"{_DAY}[ ]+(?:of[ ]+)?{_MONTH},?[ ]+{_YEAR}",
    rf"{_MONTH}[ ]+{_DAY},?[ ]+{_YEAR}",
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ ]+)?"
_CLOCK = (
    r"(?:(?:[ ]*,)?(?:T|[ ]+(?:at[ ]+)?)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:[ ]?[ap]\.?m\.?)?(?:[ ]?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_PATTERNS = tuple(re.compile(rf"{_WEEKDAY}{form}{_CLOCK}(?![\w])", re.IGNORECASE) for form in _FORMS)


def parse(text: str) -> date | None:
    """The date that *text* is: ISO 8601 or written out in English, with or without a weekday and a time of day.

    A moment keeps the calendar day it is written with. None for anything else, for a day that never was or is still to
    come, and for the year 1, which many programs write where there is no date.
    """
    text = text.strip()
    return found[0] if (found := leading(text)) and found[1] == len(text) else None


def leading(text: str) -> tuple[date, int] | None:
    """The date that *text* begins with, as `parse` reads it, and where it ends."""
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            day = _day(match["year"], match["month"], match["day"])
            return (day, match.end()) if day else None
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].casefold()) + 1
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    # East of Greenwich a new day has begun up to fourteen hours before UTC has it.
    return found if date.min.year < found.year and found <= datetime.now(UTC).date() + timedelta(days=1) else None
