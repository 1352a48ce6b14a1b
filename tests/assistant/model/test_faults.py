from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from langchain_core.exceptions import ModelRateLimitError

from assistant.model.faults import ending, explained


def busy(**headers: str) -> ModelRateLimitError:
    error = ModelRateLimitError("busy")
    error.response = SimpleNamespace(headers=headers)  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_how_long_a_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert explained(busy(**headers)).seconds == seconds


def test_a_server_may_name_the_time_instead() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert 90 < (explained(busy(**{"retry-after": later})).seconds or 0) <= 100


@pytest.mark.parametrize("error", [ValueError("?"), IndexError(), KeyError("choices"), ModelRateLimitError("?")])
def test_every_fault_is_one_line_with_a_cure(error: Exception) -> None:
    fault = explained(error)
    assert fault.cause.count(":") >= 1
    assert "\n" not in fault.cause


def test_an_answer_that_ends_well_has_no_fault() -> None:
    assert ending("stop", anything=True, always_told=True) is None
    assert ending(None, anything=True, always_told=False) is None
    assert ending(None, anything=True, always_told=True)
