"""What a listing says, as one value: the shape that versions, sources and forms share."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Time:
    """When something happens: a repeating rule (RFC 5545 RRULE, without DTSTART) and hours.

    An empty `rrule` with hours means once, on `starts_on`. Hours may be unknown.
    """

    rrule: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """One part of what it costs: so many pence for what ("a session", "tea"). None is unknown."""

    words: str
    pence: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a listing says in public.

    Always true: text is plain, never HTML. A point is whole or missing. Ages are whole years.
    """

    name: str
    kind: str
    description: str = ""
    is_formal: bool = False
    url: str = ""
    email: str = ""
    phone: str = ""
    where: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    times: tuple[Time, ...] = ()
    costs: tuple[Cost, ...] = ()
    is_free: bool = False
    access: tuple[str, ...] = ()
    access_words: str = ""
    who_for: str = ""
    min_age: int | None = None
    max_age: int | None = None
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    notice: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON, leaving out whatever is empty."""
        plain = dataclasses.asdict(self)
        plain["times"] = [_plain(entry) for entry in plain["times"]]
        plain["costs"] = [_plain(entry) for entry in plain["costs"]]
        return {key: list(value) if isinstance(value, tuple) else value
                for key, value in plain.items() if value not in ("", None, (), [], False)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return the facts written by `as_json`. Unknown keys are left out, not an error."""
        known = {field.name for field in dataclasses.fields(cls)}
        values = {key: tuple(value) if isinstance(value, list) else value
                  for key, value in plain.items() if key in known}
        values["times"] = tuple(_time(entry) for entry in plain.get("times", ()))
        values["costs"] = tuple(Cost(**entry) for entry in plain.get("costs", ()))
        return cls(**values)


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date | time) else value
        for key, value in entry.items()
        if value not in ("", None)
    }


def _time(entry: Mapping[str, Any]) -> Time:
    values = dict(entry)
    for key in ("opens_at", "closes_at"):
        if key in values:
            values[key] = time.fromisoformat(values[key])
    for key in ("starts_on", "ends_on"):
        if key in values:
            values[key] = date.fromisoformat(values[key])
    return Time(**values)
