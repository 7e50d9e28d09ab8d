"""What differs: between two versions of a listing, and between those who speak of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ..models import Access, Cost, Facts, Listing, ListingVersion, SourceRecord, Time
from .sameness import phone_key, url_key

# Each field of Facts in plain words, in the order in which people read them.
IN_WORDS = {
    "name": "Name",
    "kind": "What kind of thing it is",
    "description": "What it is",
    "is_formal": "A formal service",
    "who_for": "Who it is for",
    "min_age": "From age",
    "max_age": "To age",
    "times": "When",
    "where": "Where",
    "postcode": "Postcode",
    "point": "Point on the map",
    "costs": "What it costs",
    "is_free": "Free",
    "access": "What makes it easier to come",
    "access_words": "More about coming",
    "languages": "Languages",
    "topics": "What it is about",
    "phone": "Phone",
    "email": "E-mail",
    "url": "Web page",
    "notice": "Notice",
}
WEEKDAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
SHOWN_HERE = "What is shown here"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions do not say alike, in words, before and after.

    `field` is its name in Facts ("point" for latitude and longitude). "" says nothing.
    """

    field: str
    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What someone says, who they are, and the day they vouch for it, if they name one."""

    value: str
    who: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field on which those who speak of a listing do not agree, newest first."""

    field: str
    words: str
    sayings: tuple[Saying, ...]


def compare(before: ListingVersion, after: ListingVersion) -> list[Difference]:
    """Return what `after` says otherwise than `before`. Nothing for the same version twice."""
    return compare_facts(before.facts, after.facts)


def compare_facts(before: Facts, after: Facts) -> list[Difference]:
    """Return what differs between two sets of facts. Empty exactly when they are equal."""
    return [
        Difference(field, IN_WORDS[field], in_words(before, field), in_words(after, field))
        for field in _differing(before, after)
    ]


def _differing(before: Facts, after: Facts) -> Iterator[str]:
    return (field for field in IN_WORDS if _value(before, field) != _value(after, field))


def _value(facts: Facts, field: str) -> Any:
    return (facts.latitude, facts.longitude) if field == "point" else getattr(facts, field)


def in_words(facts: Facts, field: str) -> str:
    """Return one field as people read it. "" when it says nothing."""
    value = _value(facts, field)
    if field == "point":
        return "" if facts.latitude is None else f"{facts.latitude}, {facts.longitude}"
    if isinstance(value, bool):
        return "Yes" if value else ""
    if field == "kind":
        return Listing.Kind(value).label if value in Listing.Kind.values else value
    if isinstance(value, tuple):
        return "; ".join(filter(None, map(_entry(field), value)))
    return "" if value is None else str(value)


def _entry(field: str) -> Callable[[Any], str]:
    by_field: dict[str, Callable[[Any], str]] = {
        "times": time_in_words,
        "costs": cost_in_words,
        "access": _access_in_words,
    }
    return by_field.get(field, str)


def _access_in_words(fact: str) -> str:
    return Access(fact).label if fact in Access.values else fact


def time_in_words(when: Time) -> str:
    """Return when something happens, as people say it: "Every Thursday, 10:00 to 12:00"."""
    hours = " to ".join(f"{at:%H:%M}" for at in (when.opens_at, when.closes_at) if at)
    since = f"from {when.starts_on:%-d %B %Y}" if when.starts_on and when.rrule else ""
    once = f"{when.starts_on:%-d %B %Y}" if when.starts_on and not when.rrule else ""
    until = f"until {when.ends_on:%-d %B %Y}" if when.ends_on else ""
    parts = (rule_in_words(when.rrule), once, hours, since, until, when.words)
    return ", ".join(part for part in parts if part)


def rule_in_words(rule: str) -> str:
    """Return a repeating rule in words; one too rare for words of its own as it is written."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    every = {"DAILY": "Every day", "WEEKLY": "Every", "MONTHLY": "Every month", "": ""}
    frequency, days = parts.pop("FREQ", ""), parts.pop("BYDAY", "")
    if frequency not in every or parts.keys() - {"WKST"}:
        return rule
    named = " and ".join(_day_in_words(day) for day in days.split(",") if day)
    if frequency == "MONTHLY" and named:
        return f"{every[frequency]} on the {named}"
    return f"{every[frequency]} {named or ('week' if frequency == 'WEEKLY' else '')}".strip()


def _day_in_words(day: str) -> str:
    which = {"1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "-1": "last "}
    return which.get(day[:-2].lstrip("+"), day[:-2]) + WEEKDAYS.get(day[-2:], day[-2:])


def cost_in_words(cost: Cost) -> str:
    """Return one part of what it costs: "£3.50 a session"."""
    if cost.pence is None:
        return cost.words
    amount = "Free" if cost.pence == 0 else f"£{cost.pence // 100:,}.{cost.pence % 100:02}"
    return f"{amount} {cost.words}".strip()


def disagreements(listing: Listing, records: Iterable[SourceRecord]) -> list[Disagreement]:
    """Return where `records`, and what is shown here, do not say the same about `listing`.

    Who says nothing about a field does not disagree. A number or an address written in another
    way is the same. What every source said stays readable here, whoever is shown.
    """
    voices = [*_sources(records), *_shown(listing)]
    found = (_disagreement(field, voices) for field in IN_WORDS)
    return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class _Voice:
    who: str
    on: date | None
    facts: Facts


def _sources(records: Iterable[SourceRecord]) -> list[_Voice]:
    return [
        _Voice(each.source.name, each.said_on, Facts.from_json(each.said))
        for each in sorted(records, key=lambda record: record.pk)
    ]


def _shown(listing: Listing) -> list[_Voice]:
    """Return what is shown here, unless it is word for word what a source says."""
    version = listing.confirmed_version
    if version is None or version.source_id is not None:
        return []
    return [_Voice(SHOWN_HERE, listing.confirmed_on, version.facts)]


def _disagreement(field: str, voices: list[_Voice]) -> Disagreement | None:
    sayings = [
        (same_key(field, value), Saying(value, voice.who, voice.on))
        for voice in voices
        if (value := in_words(voice.facts, field))
    ]
    if len({key for key, _ in sayings}) < 2:
        return None
    newest = sorted(
        (said for _, said in sayings), key=lambda said: said.on or date.min, reverse=True
    )
    return Disagreement(field, IN_WORDS[field], tuple(newest))


def same_key(field: str, value: str) -> str:
    """Return `value` as it is compared: without spaces, capitals and ways to write a number."""
    plain = " ".join(value.split()).casefold()
    if field == "phone":
        return phone_key(value) or plain
    if field == "url":
        return url_key(value) or plain
    if field == "postcode":
        return plain.replace(" ", "")
    return plain


def _check_every_field_is_named() -> None:
    said = {field.name for field in fields(Facts)} - {"latitude", "longitude"} | {"point"}
    if said != set(IN_WORDS):
        raise AssertionError("Every field of Facts needs words in comparing.IN_WORDS.")


_check_every_field_is_named()
