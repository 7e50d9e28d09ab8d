"""When and for how much, as people say it. `{% load market %}`"""

from collections import defaultdict
from datetime import date, datetime

from django import template
from django.utils import timezone

from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries import Occurrence
from smallplaces.systems.local_market.queries.saying import day_as_said, hour_as_said, hours_as_said

register = template.Library()

MOST_OF_A_YEAR = 300
DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
WEEKDAYS, WEEKEND, ALL_WEEK = {1, 2, 3, 4, 5}, {6, 7}, {1, 2, 3, 4, 5, 6, 7}


def _days(days: set[int]) -> str:
    named = {frozenset(ALL_WEEK): "Every day", frozenset(WEEKDAYS): "Mondays to Fridays"}
    named[frozenset(WEEKEND)] = "Weekends"
    if frozenset(days) in named:
        return named[frozenset(days)]
    *most, last = (DAYS[day - 1] for day in sorted(days))
    return f"{', '.join(most)} and {last}" if most else last


@register.filter
def when_in_words(listing: Listing) -> str:
    """Return "Tuesdays and Fridays, 10am to midday"; nothing when it is not known.

    Reads `listing.times`, which lists should fetch beforehand.
    """
    by_hours: dict[str, set[int]] = defaultdict(set)
    entries = sorted(listing.times.all(), key=lambda one: (one.weekday, str(one.opens_at)))
    for entry in entries:
        by_hours[hours_as_said(entry.opens_at, entry.closes_at)].add(entry.weekday)
    return "; ".join(
        f"{_days(days)}, {hours}" if hours else _days(days) for hours, days in by_hours.items()
    )


@register.filter
def cost_in_words(listing: Listing) -> str:
    """Return "Free", "From £2.50", or nothing when it is not known."""
    if listing.is_free:
        return "Free"
    if listing.least_pence is None:
        return ""
    pounds, pence = divmod(listing.least_pence, 100)
    return f"From £{pounds}.{pence:02}" if pence else f"From £{pounds}"


@register.filter
def happening_as_said(happening: Occurrence, now: datetime) -> str:
    """Return "Thursday 3 December, 10am to midday", or "Today, …", "Tomorrow, …"."""
    starts_at = timezone.localtime(happening.starts_at)
    away = (starts_at.date() - timezone.localdate(now)).days
    near = {0: "Today", 1: "Tomorrow"}
    day = near.get(away) or _named_day(starts_at.date(), away)
    if happening.is_whole_day:
        return day
    ends_at = timezone.localtime(happening.ends_at).time() if happening.ends_at else None
    hours = hours_as_said(starts_at.time(), ends_at) if ends_at else hour_as_said(starts_at.time())
    return f"{day}, {hours}"


def _named_day(day: date, away: int) -> str:
    named = f"{day:%A} {day.day} {day:%B}"
    return named if away < MOST_OF_A_YEAR else f"{day:%A} {day_as_said(day)}"
