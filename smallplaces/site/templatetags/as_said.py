"""Dates, distances and money as people say them. `{% load as_said %}`"""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

from smallplaces.foundation.distance import distance_in_words

register = template.Library()

A_WEEK = 7
MOST_OF_A_YEAR = 300
NOON = 12


def day_in_words(day: date, today: date) -> str:
    """Return "today", "Thursday" (this coming week), "Tuesday 3 March" or "3 March 2031"."""
    away = (day - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if away in near:
        return near[away]
    if 1 < away < A_WEEK:
        return f"{day:%A}"
    if abs(away) < MOST_OF_A_YEAR:
        return f"{day:%A} {day.day} {day:%B}"
    return f"{day.day} {day:%B} {day.year}"


def time_in_words(moment: datetime) -> str:
    """Return "2pm", "2.30pm", "midday" or "midnight"."""
    if moment.minute == 0 and moment.hour in (0, NOON):
        return "midday" if moment.hour else "midnight"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < NOON else 'pm'}"


@register.filter
def date_as_said(when: date | str | None, today: date | None = None) -> str:
    """Return "tomorrow at 2pm", "Tuesday 3 March"; nothing for nothing.

    A datetime is said in the place's own time. `today` is for tests; else it is today.
    """
    if not isinstance(when, date):
        return ""
    today = today or timezone.localdate()
    if not isinstance(when, datetime):
        return day_in_words(when, today)
    local = timezone.localtime(when) if timezone.is_aware(when) else when
    return f"{day_in_words(local.date(), today)} at {time_in_words(local)}"


@register.filter
def day_as_said(when: datetime | None) -> str:
    """Return only the day of a moment, in the place's own time; nothing for nothing."""
    return date_as_said(timezone.localtime(when).date()) if when else ""


@register.filter
def distance_as_said(metres: float | str | None) -> str:
    """Return "about 10 minutes’ walk" or "2 miles" for a straight-line distance in metres."""
    if not isinstance(metres, (int, float)):
        return ""
    return distance_in_words(metres)


@register.filter
def money_as_said(pence: int | str | None) -> str:
    """Return "£240", "£2.50" or "nothing" for whole pence; nothing for nothing known."""
    if not isinstance(pence, int):
        return ""
    if pence == 0:
        return "nothing"
    sign, pounds, rest = "-" if pence < 0 else "", *divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}" + (f".{rest:02}" if rest else "")


@register.filter
def minutes_as_said(minutes: int | str | None) -> str:
    """Return "45 minutes", "1 hour" or "2 hours 30 minutes"."""
    if not isinstance(minutes, int):
        return ""
    hours, rest = divmod(int(timedelta(minutes=minutes).total_seconds()) // 60, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    said = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts if number]
    return " ".join(said) or "no time"
