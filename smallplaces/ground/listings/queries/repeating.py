"""When something happens: repeating rules (RFC 5545) read with care, in the time of the place.

Rules are read in local time and only then placed in the day, so that "ten in the morning" stays
ten in the morning when the clocks change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from ..models import Listing, Time

LONDON = ZoneInfo("Europe/London")
HORIZON = timedelta(days=800)  # two years, so that a yearly fair is found
LONGEST_RULE = 300
MOST_COUNTED = 10_000
PARTS = frozenset(
    ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"]
)
FREQUENCIES = frozenset(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
DAYS = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
UNTIL_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(T.*)?")
ANY_START = datetime(2024, 1, 1)  # noqa: DTZ001 - rules are read in local time; a Monday


class NotARule(ValueError):
    """This is no repeating rule that we can read. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something happens. Without hours it is a whole day, and `ends_at` is None."""

    starts_at: datetime
    ends_at: datetime | None
    is_whole_day: bool
    words: str


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of an RRULE by name. Raises NotARule for what we do not read.

    Rules finer than a day, and counts beyond 10,000, are not read: no group meets so.
    """
    if len(rule) > LONGEST_RULE:
        raise NotARule("This repeating rule is too long.")
    pairs = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if parts.get("FREQ") not in FREQUENCIES:
        raise NotARule("Say whether it repeats by day, week, month or year.")
    if unknown := parts.keys() - PARTS:
        raise NotARule(f"We do not read {', '.join(sorted(unknown))} in a repeating rule.")
    if not _is_count(parts.get("COUNT", "1")) or not _is_count(parts.get("INTERVAL", "1")):
        raise NotARule(f"A count is a whole number from 1 to {MOST_COUNTED:,}.")
    if not _are_within(31, parts.get("BYMONTHDAY")) or not _are_within(12, parts.get("BYMONTH")):
        raise NotARule("A month has at most 31 days, and a year 12 months.")
    return parts


def _are_within(most: int, numbers: str | None) -> bool:
    if numbers is None:
        return True
    found = [number.removeprefix("-") for number in numbers.split(",")]
    return all(
        number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= most for number in found
    )


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= MOST_COUNTED


def check_rule(rule: str) -> None:
    """Stop unless `rule` can be read. Raises NotARule."""
    _read(parts_of(rule), ANY_START)


def _read(parts: dict[str, str], start: datetime, last: date | None = None) -> Iterator[datetime]:
    """Return the local moments of a rule, from `start` to the end of `last`."""
    parts = {name: value for name, value in parts.items() if name != "UNTIL"}
    if last is not None and "COUNT" not in parts:
        parts["UNTIL"] = f"{last:%Y%m%d}T235959"
    try:
        return iter(
            rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
        )
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise NotARule("We can not read this repeating rule.") from error


def last_day(when: Time, parts: dict[str, str]) -> date | None:
    """Return the last day on which `when` can happen; UNTIL means the whole of its day."""
    found = UNTIL_DAY.fullmatch(parts.get("UNTIL", ""))
    try:
        until = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        until = None
    return min((day for day in (until, when.ends_on) if day is not None), default=None)


def moments(when: Time, *, on_or_after: date) -> Iterator[datetime]:
    """Give the local moments at which `when` starts, in order, for about two years.

    Gives nothing for a rule that skips weeks or counts without saying where it starts: any day
    would be a guess. Nor for a rule we can not read: its words still say when.
    """
    if not when.rrule:
        if when.starts_on is not None and when.starts_on >= on_or_after:
            yield datetime.combine(when.starts_on, when.opens_at or time())
        return
    try:
        yield from _repeating(when, parts_of(when.rrule), on_or_after)
    except NotARule:
        return


def _repeating(when: Time, parts: dict[str, str], on_or_after: date) -> Iterator[datetime]:
    needs_start = parts.get("INTERVAL", "1") != "1" or "COUNT" in parts
    if when.starts_on is None and (needs_start or not _says_its_day(parts)):
        return
    starts_on = when.starts_on or on_or_after
    if not needs_start and _says_its_day(parts):
        starts_on = max(starts_on, on_or_after)
    horizon = _no_later_than(on_or_after)
    last = last_day(when, parts)
    last = horizon if last is None else min(last, horizon)
    for moment in _read(parts, datetime.combine(starts_on, when.opens_at or time()), last):
        if moment.date() > last:
            return
        if moment.date() >= on_or_after:
            yield moment


def _no_later_than(day: date) -> date:
    return day + HORIZON if day < date.max - HORIZON else date.max


def _says_its_day(parts: dict[str, str]) -> bool:
    """Return whether the rule itself says on which days it falls, without its first one."""
    if parts["FREQ"] == "DAILY":
        return True
    by_day = "BYDAY" in parts or "BYMONTHDAY" in parts
    return by_day and (parts["FREQ"] != "YEARLY" or "BYMONTH" in parts)


def weekdays_of(when: Time) -> list[int]:
    """Return the weekdays, 1 (Monday) to 7, on which `when` can fall; none when it does not say."""
    if not when.rrule:
        return [when.starts_on.isoweekday()] if when.starts_on else []
    try:
        parts = parts_of(when.rrule)
    except NotARule:
        return []
    named = {DAYS[day[-2:]] for day in parts.get("BYDAY", "").split(",") if day[-2:] in DAYS}
    if named:
        return sorted(named)
    if parts["FREQ"] == "DAILY":
        return list(DAYS.values())
    weekly = parts["FREQ"] == "WEEKLY" and when.starts_on
    return [when.starts_on.isoweekday()] if weekly and when.starts_on else []


def in_london(local: datetime) -> datetime:
    """Return a local moment as one of the day, skipped hours moved on to where the clock goes."""
    return local.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON)


def occurrence(when: Time, local: datetime) -> Occurrence:
    """Return what happens at `local` by `when`; an end before the start is past midnight."""
    if when.opens_at is None:
        return Occurrence(in_london(local), None, True, when.words)
    ends_at = None
    if when.closes_at is not None:
        ends = datetime.combine(local.date(), when.closes_at)
        ends_at = in_london(ends if ends > local else ends + timedelta(days=1))
    return Occurrence(in_london(local), ends_at, False, when.words)


def next_times(listing: Listing, *, after: datetime, limit: int = 5) -> list[Occurrence]:
    """Return the next times that `listing` happens at or after `after`, soonest first.

    Empty when it is not open, or does not say when. Looks about two years ahead.
    """
    if listing.confirmed_version is None or listing.state != Listing.State.OPEN:
        return []
    local_day = after.astimezone(LONDON).date()
    found = [
        happening
        for when in listing.facts.times
        for happening in islice(_from(when, local_day, after), limit)
    ]
    return sorted(found, key=lambda each: each.starts_at)[:limit]


def _from(when: Time, day: date, after: datetime) -> Iterator[Occurrence]:
    for local in moments(when, on_or_after=day):
        happening = occurrence(when, local)
        if happening.is_whole_day or happening.starts_at >= after:
            yield happening
