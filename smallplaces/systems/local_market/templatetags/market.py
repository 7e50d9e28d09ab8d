"""When and for how much, as people say it. `{% load market %}`"""

from collections import defaultdict
from datetime import time

from django import template

from smallplaces.ground.listings.models import Listing

register = template.Library()

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
WEEKDAYS, WEEKEND, ALL_WEEK = {1, 2, 3, 4, 5}, {6, 7}, {1, 2, 3, 4, 5, 6, 7}


def _hour(moment: time) -> str:
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def _hours(opens: time | None, closes: time | None) -> str:
    if opens is None:
        return f"until {_hour(closes)}" if closes else ""
    return f"{_hour(opens)} to {_hour(closes)}" if closes else f"from {_hour(opens)}"


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
    for entry in sorted(listing.times.all(), key=lambda entry: (entry.weekday, str(entry.opens_at))):
        by_hours[_hours(entry.opens_at, entry.closes_at)].add(entry.weekday)
    parts = [f"{_days(days)}, {hours}" if hours else _days(days) for hours, days in by_hours.items()]
    return "; ".join(parts)


@register.filter
def cost_in_words(listing: Listing) -> str:
    """Return "Free", "From £2.50", or nothing when it is not known."""
    if listing.is_free:
        return "Free"
    if listing.least_pence is None:
        return ""
    pounds, pence = divmod(listing.least_pence, 100)
    return f"From £{pounds}.{pence:02}" if pence else f"From £{pounds}"
