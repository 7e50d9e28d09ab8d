"""When and for how much, in words; and repeating rules as the few patterns people have in mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from smallplaces.ground.listings.models import Cost, Facts, Time
from smallplaces.ground.listings.queries.comparing import rule_in_words
from smallplaces.ground.listings.queries.repeating import DAYS, NotARule, parts_of

CODES = {number: code for code, number in DAYS.items()}
DAY_NAMES = {
    1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday", 6: "Saturday",
    7: "Sunday",
}  # fmt: skip
NTH_NAMES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


class Repeats(StrEnum):
    """How often something happens, as people think of it."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    DAILY = "daily"
    ONCE = "once"
    VARIES = "varies"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often, on which weekdays (1 is Monday), and for once a month on the how-manieth."""

    repeats: Repeats
    days: tuple[int, ...] = ()
    nth: int | None = None


def pattern_of(when: Time) -> Pattern:
    """Return the pattern of `when`; KEPT when its rule says more than a pattern can."""
    if not when.rrule:
        return Pattern(Repeats.ONCE if when.starts_on else Repeats.VARIES)
    try:
        parts = parts_of(when.rrule)
    except NotARule:
        return Pattern(Repeats.KEPT)
    frequency, days = parts.pop("FREQ"), parts.pop("BYDAY", "").split(",")
    every = parts.pop("INTERVAL", "1")
    return _pattern(frequency, every, days) if not parts else Pattern(Repeats.KEPT)


def _pattern(frequency: str, every: str, days: Sequence[str]) -> Pattern:
    plain = tuple(sorted(DAYS[day] for day in days if day in DAYS))
    if frequency == "DAILY" and every == "1" and list(days) == [""]:
        return Pattern(Repeats.DAILY)
    if frequency == "WEEKLY" and len(plain) == len(days) == len(set(plain)):
        repeats = {"1": Repeats.WEEKLY, "2": Repeats.FORTNIGHTLY}.get(every, Repeats.KEPT)
        return Pattern(repeats, plain if repeats != Repeats.KEPT else ())
    nth = {"1": 1, "2": 2, "3": 3, "4": 4, "-1": -1}.get(days[0][:-2].lstrip("+"))
    if frequency == "MONTHLY" and every == "1" and len(days) == 1 and nth and days[0][-2:] in DAYS:
        return Pattern(Repeats.MONTHLY, (DAYS[days[0][-2:]],), nth)
    return Pattern(Repeats.KEPT)


def rule_of(pattern: Pattern) -> str:
    """Return the repeating rule (RFC 5545) of a pattern; "" for what does not repeat."""
    days = ",".join(CODES[day] for day in sorted(pattern.days))
    rules = {
        Repeats.DAILY: "FREQ=DAILY",
        Repeats.WEEKLY: f"FREQ=WEEKLY;BYDAY={days}",
        Repeats.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days}",
        Repeats.MONTHLY: f"FREQ=MONTHLY;BYDAY={pattern.nth}{days}",
    }
    return rules.get(pattern.repeats, "")


def hour_as_said(at: time) -> str:
    """Return "10am", "7.30pm", "midday"; with its seconds, where it has them, as it is."""
    if at.second or at.microsecond:
        return at.isoformat()
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def hours_as_said(opens_at: time | None, closes_at: time | None) -> str:
    """Return "10am to midday", "from 10am", "until midday" or nothing."""
    if opens_at is None:
        return f"until {hour_as_said(closes_at)}" if closes_at else ""
    return (
        f"{hour_as_said(opens_at)} to {hour_as_said(closes_at)}"
        if closes_at
        else (f"from {hour_as_said(opens_at)}")
    )


def day_as_said(day: date) -> str:
    """Return "3 March 2026"."""
    return f"{day.day} {day:%B} {day.year}"


def when_as_said(when: Time) -> str:
    """Return "Every Tuesday and Friday, 10am to midday, until 3 March 2027"."""
    often = _often(when)
    hours = hours_as_said(when.opens_at, when.closes_at)
    since = f"from {day_as_said(when.starts_on)}" if when.starts_on and when.rrule else ""
    until = f"until {day_as_said(when.ends_on)}" if when.ends_on else ""
    return ", ".join(part for part in (often, hours, since, until, when.words) if part)


def _often(when: Time) -> str:
    pattern = pattern_of(when)
    days = _listed([DAY_NAMES[day] for day in pattern.days])
    said = {
        Repeats.DAILY: "Every day",
        Repeats.WEEKLY: "Every day" if len(pattern.days) == len(DAY_NAMES) else f"Every {days}",
        Repeats.FORTNIGHTLY: f"Every other {days}",
        Repeats.MONTHLY: f"The {NTH_NAMES.get(pattern.nth or 1)} {days} of the month",
        Repeats.ONCE: day_as_said(when.starts_on) if when.starts_on else "",
        Repeats.VARIES: "",
    }
    if pattern.repeats != Repeats.KEPT:
        return said[pattern.repeats]
    words = rule_in_words(when.rrule)
    return "On certain days" if "=" in words else words


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def times_as_said(facts: Facts, *, on: date) -> list[str]:
    """Return each time of `facts` that is not over on the day `on`, in words.

    A first day in the past is left out: what began is simply on.
    """
    said = []
    for when in facts.times:
        is_over = (when.ends_on or (when.starts_on if not when.rrule else None) or on) < on
        if not is_over:
            has_begun = when.rrule and when.starts_on and when.starts_on <= on
            said.append(when_as_said(_without_start(when) if has_begun else when))
    return [words for words in dict.fromkeys(said) if words]


def _without_start(when: Time) -> Time:
    return Time(when.rrule, when.opens_at, when.closes_at, None, when.ends_on, when.words)


def cost_as_said(cost: Cost) -> str:
    """Return "£3.50 a session". Words that name the amount themselves are left alone."""
    names_it = "£" in cost.words or cost.words.casefold().startswith("free")
    if cost.pence is None or names_it:
        return cost.words
    pounds, pence = divmod(cost.pence, 100)
    amount = f"£{pounds:,}" + (f".{pence:02}" if pence else "") if cost.pence else "Free"
    return f"{amount} {cost.words}".strip()


def ages_as_said(facts: Facts) -> str:
    """Return "16 to 25", "18 and older", "up to 11", or nothing for everyone."""
    youngest, oldest = facts.min_age, facts.max_age
    if youngest is not None and oldest is not None:
        return f"{youngest} to {oldest}" if youngest != oldest else f"{youngest}"
    if youngest is not None:
        return f"{youngest} and older" if youngest else ""
    return f"up to {oldest}" if oldest is not None else ""
