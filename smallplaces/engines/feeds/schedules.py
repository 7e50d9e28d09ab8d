"""When a service happens: schedules of every version of Open Referral, as RFC 5545 parts."""

import re
from collections.abc import Iterator
from datetime import date

from smallplaces.engines.feeds import values
from smallplaces.engines.feeds.limits import Limits
from smallplaces.engines.feeds.records import FoundSchedule, Frequency
from smallplaces.engines.feeds.values import Doubts, Fields, fields, objects

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?[1-5])?\s*(MO|TU|WE|TH|FR|SA|SU)[A-Z]*")
_FREQUENCIES: dict[str, Frequency] = {
    "DAY": "DAILY",
    "DAILY": "DAILY",
    "WEEK": "WEEKLY",
    "WEEKLY": "WEEKLY",
    "MONTH": "MONTHLY",
    "MONTHLY": "MONTHLY",
    "YEAR": "YEARLY",
    "YEARLY": "YEARLY",
}
_LONGEST_MONTH, _LONGEST_GAP, _MOST_TIMES = 31, 366, 10_000
_BETWEEN, _MONTH_DAY = re.compile(r"[,;\s]+"), re.compile(r"-?[0-9]{1,3}")
_LISTS = ("schedules", "regularschedules", "regularschedule")


def read_schedules(row: Fields, limits: Limits, doubts: Doubts) -> Iterator[FoundSchedule]:
    """The schedules of a service, of its locations, and of the service at its locations."""
    room = limits.max_items
    for holder, location_id in _holders(row, limits):
        for key in _LISTS:
            for found in objects(holder.get(key), limits.max_items):
                schedule = _schedule(found, location_id, doubts)
                if room and schedule != FoundSchedule(location_id=location_id):
                    room -= 1
                    yield schedule


def _holders(row: Fields, limits: Limits) -> Iterator[tuple[Fields, str]]:
    yield row, ""
    for at_location in objects(row.get("serviceatlocations"), limits.max_items):
        location = fields(at_location.get("location"))
        location_id = values.text(location.get("id"), 200)
        yield at_location, location_id
        yield location, location_id
    for location in objects(row.get("locations"), limits.max_items):
        yield location, values.text(location.get("id"), 200)


def _schedule(found: Fields, location_id: str, doubts: Doubts) -> FoundSchedule:
    byday = _days(found.get("byday") or found.get("weekday"), doubts)
    frequency = _frequency(found.get("freq"), doubts)
    return FoundSchedule(
        frequency=frequency or ("WEEKLY" if byday else None),
        byday=byday,
        bymonthday=_month_days(found.get("bymonthday")),
        interval=min(max(values.whole_number(found.get("interval")) or 1, 1), _LONGEST_GAP),
        count=_count(found.get("count")),
        dtstart=values.day(found.get("dtstart"), doubts),
        valid_from=values.day(found.get("validfrom"), doubts),
        valid_to=_last_day(found, doubts),
        opens_at=values.clock(found.get("opensat"), doubts),
        closes_at=values.clock(found.get("closesat"), doubts),
        description=values.text(found.get("description") or found.get("notes")),
        location_id=location_id,
    )


def _frequency(value: object, doubts: Doubts) -> Frequency | None:
    written = values.text(value, 40).upper()
    if written and written not in _FREQUENCIES and not written.isdecimal():
        doubts.append(f"We do not know how often “{written.lower()}” is.")
    return _FREQUENCIES.get(written)


def _days(value: object, doubts: Doubts) -> tuple[str, ...]:
    """`TH,FR`, `Thursday`, `["MO"]`, `1MO`, or a number from 1 (Monday) to 7."""
    written = ",".join(map(str, value)) if isinstance(value, list) else values.text(value, 200)
    days: list[str] = []
    for word in filter(None, _BETWEEN.split(written.upper())):
        if found := _DAY.fullmatch(word):
            days.append((found[1] or "").lstrip("+") + found[2])
        elif word in "1234567" and len(word) == 1:
            days.append(_DAYS[int(word) - 1])
        elif word not in ("0", "STRING"):
            doubts.append(f"“{word[:40].lower()}” is not a day of the week.")
    return tuple(dict.fromkeys(days))


def _month_days(value: object) -> tuple[int, ...]:
    written = ",".join(map(str, value)) if isinstance(value, list) else values.text(value, 200)
    found = (int(day) for day in _MONTH_DAY.findall(written))
    return tuple(dict.fromkeys(day for day in found if 1 <= abs(day) <= _LONGEST_MONTH))


def _count(value: object) -> int | None:
    count = values.whole_number(value)
    return count if count and 0 < count < _MOST_TIMES else None


def _last_day(found: Fields, doubts: Doubts) -> date | None:
    return values.day(found.get("validto"), doubts) or values.day(found.get("until"), doubts)
