"""What a listing says, as one value: the shape that versions, sources and forms share."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self

EMPTY = ("", None, (), False)


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

    words: str = ""
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
        return _without_empty(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return the facts written by `as_json`. Unknown keys are left out, not an error."""
        known = {field.name for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {"name": "", "kind": ""} | {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in plain.items()
            if key in known
        }
        values["times"] = tuple(_time(entry) for entry in plain.get("times", ()))
        values["costs"] = tuple(Cost(**entry) for entry in plain.get("costs", ()))
        return cls(**values)


def _without_empty(thing: Facts | Time | Cost) -> dict[str, Any]:
    """Return the fields of `thing` that say something. Nought says something, False does not."""
    return {
        field.name: _plain(value)
        for field in dataclasses.fields(thing)
        if (value := getattr(thing, field.name)) not in EMPTY or _is_nought(value)
    }


def _is_nought(value: object) -> bool:
    return value == 0 and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            _without_empty(entry) if isinstance(entry, Time | Cost) else entry for entry in value
        ]
    return value


def _time(entry: Mapping[str, Any]) -> Time:
    values = dict(entry)
    for key in ("opens_at", "closes_at"):
        if key in values:
            values[key] = time.fromisoformat(values[key])
    for key in ("starts_on", "ends_on"):
        if key in values:
            values[key] = date.fromisoformat(values[key])
    return Time(**values)
