"""What may be asked: every parameter, how it is read, and what is wrong when it cannot be.

A filter that is not known is refused and not ignored: a mistyped one would give back everything.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.http import QueryDict

from smallplaces.ground.places import queries as places

from .problems import BadParameter

LONGEST_SEARCH = 500
MOST_METRES = 1_000_000.0
LAST_PAGE = 1_000_000_000
OLDEST = 130
NEARBY_METRES = 5_000.0
PLUS_BECAME_SPACE = re.compile(r" (?=\d\d:?\d\d$)")
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
DAYS = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One parameter: what it does, its JSON schema, and the reader that raises ValueError."""

    name: str
    says: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


def read_parameters(asked: QueryDict, allowed: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return what is asked, by name; what is missing or empty is left out.

    Raises BadParameter for the first that is unknown, given twice or cannot be read.
    """
    known = {parameter.name: parameter for parameter in allowed}
    read: dict[str, Any] = {}
    for name, given in asked.lists():
        if name not in known:
            some = ", ".join(known) or "none"
            raise BadParameter(name, f"There is no parameter of this name here. There are: {some}.")
        if len(given) > 1:
            raise BadParameter(name, "This parameter is given more than once.")
        if given[0] == "":
            continue
        try:
            read[name] = known[name].read(given[0])
        except ValueError as error:
            raise BadParameter(name, str(error)) from None
    if "proximity" in read and "postcode" not in read:
        raise BadParameter("proximity", "Say from where: proximity needs a postcode as well.")
    return read


def _text(given: str) -> str:
    if len(given) > LONGEST_SEARCH:
        raise ValueError(f"Please ask with fewer than {LONGEST_SEARCH} letters.")
    if "\x00" in given:
        raise ValueError("There is a sign in it that is not a letter.")
    return given


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(high))
        if not is_number or not low <= int(given) <= high:
            raise ValueError(f"This is a whole number from {low:,} to {high:,}.")
        return int(given)

    return read


def _metres(given: str) -> float:
    sentence = f"This is a number of metres from 0 to {MOST_METRES:,.0f}."
    if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", given) or float(given) > MOST_METRES:
        raise ValueError(sentence)
    return float(given)


def _flag(given: str) -> bool:
    if given.lower() not in {"true", "false"}:
        raise ValueError("This is true or false.")
    return given.lower() == "true"


def _identifier(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        example = "5c4d79d7-cc55-470e-9f1f-8cad074e4892"
        raise ValueError(f"This is an identifier, like {example}.") from None


def _moment(given: str) -> datetime:
    sentence = "This is a date or a date with a time, like 2026-03-01 or 2026-03-01T09:30:00Z."
    try:
        read = datetime.fromisoformat(PLUS_BECAME_SPACE.sub("+", given))
    except ValueError:
        raise ValueError(sentence) from None
    if not 1900 <= read.year <= 2200:
        raise ValueError(sentence)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _clock(given: str) -> time:
    found = CLOCK.fullmatch(given) if given.isascii() else None
    if found is None:
        raise ValueError("This is a time of day, like 09:30.")
    return time(int(found[1]), int(found[2]))


def _weekday(given: str) -> int:
    named = given.lower()
    if named in DAY_NAMES:
        return DAY_NAMES.index(named) + 1
    if given.upper() not in DAYS:
        raise ValueError(f"This is a day of the week: {', '.join(DAYS)}, or Monday, Tuesday …")
    return DAYS[given.upper()]


def _postcode(given: str) -> places.PlacePoint:
    key = places.postcode_key(given) if len(given) <= 12 else ""
    point = places.point_for(key) if key else None
    if point is None:
        raise ValueError("We do not know this postcode. One looks like OL4 2SF, or only OL4.")
    return point


def _format(given: str) -> str:
    if given not in {"json", "ndjson"}:
        raise ValueError("This is json or ndjson.")
    return given


FLAG = {"type": "boolean"}
IDENTIFIER = {"type": "string", "format": "uuid"}
AGE = {"type": "integer", "minimum": 0, "maximum": OLDEST}

SEARCH = Parameter(
    "search",
    "Every one of these words (or what was probably meant by it) is in it.",
    _text,
    {"type": "string", "maxLength": LONGEST_SEARCH},
)
PAGE = Parameter(
    "page",
    "Which page, from 1. A page beyond the last is empty.",
    _whole_number(1, LAST_PAGE),
    {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
)
PER_PAGE = Parameter(
    "per_page",
    "How many on a page. More than 100 gives 100 (20 with full).",
    _whole_number(1, LAST_PAGE),
    {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 50},
)
FORMAT = Parameter(
    "format",
    "json, or ndjson: everything as one JSON object a line, without pages.",
    _format,
    {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
)
TERM = Parameter("taxonomy_term_id", "Has this taxonomy term.", _identifier, IDENTIFIER)
TAXONOMY = Parameter("taxonomy_id", "Has any term of this taxonomy.", _identifier, IDENTIFIER)
ORGANIZATION = Parameter("organization_id", "Is of this organization.", _identifier, IDENTIFIER)
MODIFIED_AFTER = Parameter(
    "modified_after",
    "Was changed at this moment or later. Without a zone it is UTC.",
    _moment,
    {"type": "string", "format": "date-time"},
)
MINIMAL = Parameter(
    "minimal",
    "Only identifier, name, status and when it was changed; 10,000 on a page.",
    _flag,
    FLAG,
)
FULL = Parameter("full", "The whole record with everything in it, 20 on a page.", _flag, FLAG)
FULL_SERVICE = Parameter("full_service", "With the whole record of each service.", _flag, FLAG)
MINIMUM_AGE = Parameter(
    "minimum_age", "Has a youngest age, and it is this or more.", _whole_number(0, OLDEST), AGE
)
MAXIMUM_AGE = Parameter(
    "maximum_age", "Has an oldest age, and it is this or less.", _whole_number(0, OLDEST), AGE
)
START_TIME = Parameter("start_time", "Starts at this time of day or later.", _clock)
END_TIME = Parameter("end_time", "Ends at this time of day or earlier.", _clock)
DAY = Parameter("day", "Is on this day of the week (MO … SU, or its name).", _weekday)
POSTCODE = Parameter(
    "postcode",
    "Near the middle of this postcode: within proximity, or else within 5 km.",
    _postcode,
)
PROXIMITY = Parameter(
    "proximity",
    "So many metres from the postcode, as the crow flies.",
    _metres,
    {"type": "number", "minimum": 0, "maximum": MOST_METRES},
)
TOP_ONLY = Parameter("top_only", "Only terms that are not under another.", _flag, FLAG)
PARENT = Parameter("parent_id", "Only terms that are under this one.", _identifier, IDENTIFIER)

PAGING = (PAGE, PER_PAGE, FORMAT)
NARROWING = (
    SEARCH,
    TERM,
    TAXONOMY,
    ORGANIZATION,
    MODIFIED_AFTER,
    MINIMUM_AGE,
    MAXIMUM_AGE,
    START_TIME,
    END_TIME,
    DAY,
    POSTCODE,
    PROXIMITY,
)
