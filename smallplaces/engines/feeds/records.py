"""What a directory says, in neutral typed records: the same shape whoever published it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

Kind = Literal["organisation", "group", "place"]
Status = Literal["active", "inactive", "defunct", "temporarily closed", "unknown"]
Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a row in its source, so that a keeper can find it.

    `page` and `line` count from 1; `row` counts from 1 within its page or document.
    """

    source: str
    page: int | None = None
    row: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        counted = (("page", self.page), ("line", self.line), ("row", self.row))
        places = [f"{word} {number}" for word, number in counted if number is not None]
        return ", ".join(places) or "the whole document"


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """Whoever offers a service."""

    id: str
    name: str
    description: str = ""
    url: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FoundLocation:
    """Where a service happens. Latitude and longitude are WGS 84 degrees, both or neither."""

    id: str = ""
    name: str = ""
    address: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """When a service happens, in the words of RFC 5545; times are local to the place.

    `byday` holds MO … SU, with an ordinal in front for monthly ones (`1MO`, `-1FR`).
    """

    frequency: Frequency | None = None
    byday: tuple[str, ...] = ()
    bymonthday: tuple[int, ...] = ()
    interval: int = 1
    count: int | None = None
    dtstart: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    description: str = ""
    location_id: str = ""

    @property
    def rrule(self) -> str:
        """The RRULE value, e.g. `FREQ=WEEKLY;BYDAY=TH,FR`; empty when nothing repeats."""
        if self.frequency is None:
            return ""
        until = f"{self.valid_to:%Y%m%d}" if self.valid_to and self.count is None else ""
        parts = {
            "FREQ": self.frequency,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYDAY": ",".join(self.byday),
            "BYMONTHDAY": ",".join(str(day) for day in self.bymonthday),
            "COUNT": str(self.count or ""),
            "UNTIL": until,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


@dataclass(frozen=True, slots=True)
class FoundCost:
    """One price. `pence` is None when the source gives no amount in pounds."""

    pence: int | None
    text: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A word from a published list that the source files the service under."""

    id: str
    name: str
    vocabulary: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class FoundRating:
    """What an inspector found, in the inspector's words."""

    question: str
    rating: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FoundService:
    """A service as its source describes it, in plain text, within the limits of the reading.

    `whole` is False when the source gave only the short row of a list: such a record must not
    replace a fuller one. `formal` marks services that an inspectorate registers. Ages are whole
    years, both ends included. Texts are never HTML and hold no control characters.
    """

    source_id: str
    name: str
    where: Where
    description: str = ""
    kind: Kind = "organisation"
    formal: bool = False
    whole: bool = True
    status: Status = "unknown"
    organisation: FoundOrganisation | None = None
    url: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    locations: tuple[FoundLocation, ...] = ()
    schedules: tuple[FoundSchedule, ...] = ()
    costs: tuple[FoundCost, ...] = ()
    fees: str = ""
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    languages: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    terms: tuple[FoundTerm, ...] = ()
    ratings: tuple[FoundRating, ...] = ()
    alert: str = ""
    waiting_time: str = ""
    assured_date: date | None = None
    last_modified: datetime | None = None
    licence: str = ""
    source_record: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not go in: where it is, why in one plain sentence, how it begins."""

    where: Where
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something kept, put right or left out that a keeper should look at."""

    where: Where
    reason: str
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading is. `said_total` is what the source claims; it may lie."""

    seen: int
    good: int
    bad: int
    page: int | None = None
    said_total: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """How a reading ended: always the last thing given.

    seen = good + bad + repeated. `good` counts different services; `repeated` counts rows whose
    id came before. Only when `complete` was every row of the source seen, and even then a
    missing service is no proof that it has gone: nothing may be deleted because of it.
    """

    complete: bool
    seen: int
    good: int
    bad: int
    repeated: int = 0
    doubts: int = 0
    said_total: int | None = None
    why_incomplete: str = ""


@dataclass(frozen=True, slots=True)
class OutwardPoint:
    """The middle of an outward code (`OL1`), WGS 84 degrees.

    `in_use` is False when every postcode in it has been ended.
    """

    code: str
    latitude: float
    longitude: float
    town: str = ""
    district: str = ""
    region: str = ""
    nation: str = ""
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class FullPostcode:
    """One postcode with its point, WGS 84 degrees; `ended_on` is the month it was ended."""

    code: str
    latitude: float
    longitude: float
    district: str = ""
    region: str = ""
    nation: str = ""
    ended_on: date | None = None


Event = FoundService | BadRow | Doubt | Progress | Finished
PostcodeEvent = OutwardPoint | FullPostcode | BadRow | Progress | Finished
