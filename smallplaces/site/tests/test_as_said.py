"""Dates, distances and money as people say them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.site.templatetags.as_said import (
    date_as_said,
    distance_as_said,
    minutes_as_said,
    money_as_said,
)

SUNDAY = date(2027, 2, 28)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2027, 2, 27), "yesterday"),
        (date(2027, 2, 28), "today"),
        (date(2027, 3, 1), "tomorrow"),
        (date(2027, 3, 4), "Thursday"),
        (date(2027, 3, 7), "Sunday 7 March"),
        (date(2027, 2, 23), "Tuesday 23 February"),
        (date(2031, 3, 3), "3 March 2031"),
        (datetime(2027, 3, 1, 14, tzinfo=UTC), "tomorrow at 2pm"),
        (datetime(2027, 3, 1, 9, 5, tzinfo=UTC), "tomorrow at 9.05am"),
        (datetime(2027, 3, 4, 12, tzinfo=UTC), "Thursday at midday"),
        (datetime(2027, 3, 4, 0, tzinfo=UTC), "Thursday at midnight"),
        (datetime(2027, 3, 4, 0, 30, tzinfo=UTC), "Thursday at 12.30am"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_date_is_said_as_people_say_it(when: date | datetime | None, said: str) -> None:
    assert date_as_said(when, SUNDAY) == said


def test_a_moment_is_said_in_the_time_of_the_place() -> None:
    in_summer = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
    assert date_as_said(in_summer, date(2027, 7, 1)) == "tomorrow at 12.30am"


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "very near"),
        (150, "very near"),
        (300, "about 5 minutes’ walk"),
        (640, "about 10 minutes’ walk"),
        (1900, "about 30 minutes’ walk"),
        (2414, "1½ miles"),
        (3218.7, "2 miles"),
        (20_000, "12 miles"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_distance_is_said_as_people_say_it(metres: float | None, said: str) -> None:
    assert distance_as_said(metres) == said


@given(st.floats(min_value=0, max_value=2e7))
def test_any_distance_has_words(metres: float) -> None:
    assert distance_as_said(metres)


@given(st.dates(), st.dates())
def test_any_day_has_words(when: date, today: date) -> None:
    assert date_as_said(when, today)


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "nothing"),
        (5, "£0.05"),
        (250, "£2.50"),
        (24_000, "£240"),
        (123_456_700, "£1,234,567"),
        (-250, "-£2.50"),
        (None, ""),
    ],
)
def test_money_is_said_as_people_say_it(pence: int | None, said: str) -> None:
    assert money_as_said(pence) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "no time"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
        (None, ""),
    ],
)
def test_time_is_said_as_people_say_it(minutes: int | None, said: str) -> None:
    assert minutes_as_said(minutes) == said
