"""When something happens, as the standard writes it.

The UK profile has weeks and months only, so days and years are turned into those where that means
the same. What cannot be said so without changing its meaning is said in words.
"""

from datetime import date
from typing import Any

from smallplaces.ground.listings.models import Time
from smallplaces.ground.listings.queries.comparing import time_in_words
from smallplaces.ground.listings.queries.repeating import DAYS, NotARule, last_day, parts_of

Json = dict[str, Any]
Parts = dict[str, str]

SAYABLE = frozenset(("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"))


def schedule_of(when: Time) -> Json:
    """Return `when` in the fields of a schedule, without identifiers. Dates and hours are local."""
    hours = {
        "opens_at": f"{when.opens_at:%H:%M}" if when.opens_at else None,
        "closes_at": f"{when.closes_at:%H:%M}" if when.closes_at else None,
    }
    if not when.rrule:
        return {
            "dtstart": _day(when.starts_on),
            "valid_to": _day(when.ends_on),
            "description": when.words,
            **hours,
        }
    try:
        written = parts_of(when.rrule)
        parts = _in_weeks_or_months(written, when.starts_on)
    except NotARule:
        parts = None
    if parts is None:
        return {"description": time_in_words(when), **hours}
    return {
        "valid_from": _day(when.starts_on),
        "valid_to": _day(last_day(when, written)),
        "dtstart": _day(when.starts_on),
        "freq": parts["FREQ"],
        "interval": int(parts.get("INTERVAL", "1")),
        "byday": parts.get("BYDAY"),
        "bymonthday": parts.get("BYMONTHDAY"),
        "count": int(parts["COUNT"]) if "COUNT" in parts else None,
        "wkst": parts.get("WKST"),
        "description": when.words,
        **hours,
    }


def _in_weeks_or_months(parts: Parts, starts_on: date | None) -> Parts | None:
    """Return the same rule by weeks or months, or None when there is none."""
    if parts["FREQ"] == "YEARLY":
        return _year_in_months(parts, starts_on)
    if parts.keys() - SAYABLE:
        return None
    if parts["FREQ"] == "DAILY":
        return _days_in_weeks(parts)
    return parts


def _days_in_weeks(parts: Parts) -> Parts | None:
    if parts.get("INTERVAL", "1") != "1" or "BYMONTHDAY" in parts:
        return None
    return {**parts, "FREQ": "WEEKLY", "BYDAY": parts.get("BYDAY", ",".join(DAYS))}


def _year_in_months(parts: Parts, starts_on: date | None) -> Parts | None:
    """Return a yearly rule as one of every twelfth month, which needs to know where it starts."""
    others = parts.keys() - SAYABLE - {"BYMONTH"}
    if (
        starts_on is None
        or others
        or parts.get("BYMONTH", str(starts_on.month)) != str(starts_on.month)
    ):
        return None
    if "BYDAY" in parts and "BYMONTH" not in parts:
        return None  # then the first Monday is the first of the year
    months = 12 * int(parts.get("INTERVAL", "1"))
    day = {} if "BYDAY" in parts else {"BYMONTHDAY": parts.get("BYMONTHDAY", str(starts_on.day))}
    if months > 366 or ("BYMONTHDAY" in parts and "BYMONTH" not in parts):
        return None
    return {**parts, **day, "FREQ": "MONTHLY", "INTERVAL": str(months)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
