"""When and for how much, as people say it."""

from datetime import date, time

import pytest
from hypothesis import given

from smallplaces.ground.listings.models import Cost, Facts, Time
from smallplaces.systems.local_market.queries.saying import (
    Repeats,
    ages_as_said,
    cost_as_said,
    pattern_of,
    rule_of,
    times_as_said,
    when_as_said,
)

from .facts import SUNDAYS, times


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (Time("FREQ=WEEKLY;BYDAY=TU,FR", time(10), time(12)),
         "Every Tuesday and Friday, 10am to midday"),
        (Time("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), "Every other Tuesday"),
        (Time("FREQ=MONTHLY;BYDAY=2SA", time(19, 30)),
         "The second Saturday of the month, from 7.30pm"),
        (Time("FREQ=DAILY", None, time(17)), "Every day, until 5pm"),
        (Time(starts_on=date(2026, 6, 1)), "1 June 2026"),
        (Time("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=24", words="Midsummer"),
         "On certain days, Midsummer"),
        (Time(words="By arrangement"), "By arrangement"),
    ],
)  # fmt: skip
def test_when_is_said_in_words(when: Time, said: str) -> None:
    assert when_as_said(when) == said


@given(times())
def test_nobody_reads_a_rule(when: Time) -> None:
    said = when_as_said(Time(when.rrule, when.opens_at, when.closes_at, when.starts_on))
    assert "FREQ" not in said
    assert "BYDAY" not in said


@given(times())
def test_a_pattern_is_the_rule_it_came_from(when: Time) -> None:
    pattern = pattern_of(when)
    if pattern.repeats not in (Repeats.KEPT, Repeats.ONCE, Repeats.VARIES):
        assert pattern_of(Time(rule_of(pattern))) == pattern


def test_what_is_over_is_left_out() -> None:
    facts = Facts("A", "GROUP", times=(SUNDAYS, Time(starts_on=date(2020, 1, 1))))
    assert times_as_said(facts, on=date(2026, 3, 2)) == ["Every Sunday, 8am to midday"]


def test_a_first_day_to_come_is_said() -> None:
    said = times_as_said(Facts("A", "GROUP", times=(SUNDAYS,)), on=date(2026, 1, 1))
    assert said == ["Every Sunday, 8am to midday, from 11 January 2026"]


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost("a session", 350), "£3.50 a session"), (Cost("", 1200), "£12"),
        (Cost("tea", 0), "Free tea"), (Cost("£2 a morning", 200), "£2 a morning"),
        (Cost("ask us"), "ask us"),
    ],
)  # fmt: skip
def test_a_cost_is_said_in_words(cost: Cost, said: str) -> None:
    assert cost_as_said(cost) == said


@pytest.mark.parametrize(
    ("youngest", "oldest", "said"),
    [(None, None, ""), (16, 25, "16 to 25"), (18, None, "18 and older"), (None, 11, "up to 11"),
     (0, None, ""), (7, 7, "7")],
)  # fmt: skip
def test_ages_are_said_in_words(youngest: int | None, oldest: int | None, said: str) -> None:
    assert ages_as_said(Facts("A", "GROUP", min_age=youngest, max_age=oldest)) == said
