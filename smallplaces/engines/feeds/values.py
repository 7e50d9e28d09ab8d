"""Single values of a stranger's record: read them, or say in one sentence why not.

Every reader takes any JSON value and never raises. A reader that has to drop or mend something
adds one plain sentence to `doubts`.
"""

import math
import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from smallplaces.engines.feeds.land import in_box, on_land
from smallplaces.engines.feeds.plain_text import SIMPLE, cut_to, one_line, plain_text

Doubts = list[str]
Fields = dict[str, Any]

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']{1,190}\.[^@\s<>\"'.]{2,60}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?:[/?#:]\S*)?", re.I)
_UK_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap]m)?(?:Z|[+-]\d\d:?\d\d)?"
)
_AMOUNT = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,6})?\s*(?:GBP|pounds?)?", re.I)
_NO_DATE = ("0000", "0001-01-01", "00/00", "1899-12-30", "1900-01-01", "9999")
_MOST_PENCE = 100_000_000
_OLDEST = 130
_NOON = 12
_YEARS = range(1900, 2201)
_LONGEST_KEY = 60
_DIGITS = re.compile(r"\s*[0-9]{1,11}\s*")
_THREE_DIGITS = re.compile(r"(?:\d\D*){3}")
_MOST_WORDS = 200_000


@lru_cache(maxsize=4096)
def _same_spelling(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def fields(value: object) -> Fields:
    """The members of a JSON object under one spelling: `post_code` and `postCode` are one.

    Anything but an object is no members.
    """
    if not isinstance(value, dict):
        return {}
    return {
        _same_spelling(key) if len(key) < _LONGEST_KEY else key: item for key, item in value.items()
    }


def objects(value: object, longest: int) -> list[Fields]:
    """The objects of a list, or the one object that stands where a list should."""
    if not value:
        return []
    items = value if isinstance(value, list) else [value]
    return [fields(item) for item in items[:longest] if isinstance(item, dict)]


def text(value: object, longest: int = 1000) -> str:
    """A string or number as one line of plain text, at most `longest` characters."""
    if isinstance(value, str):
        if len(value) <= longest and SIMPLE.fullmatch(value):
            return value
        return cut_to(one_line(value[:_MOST_WORDS]), longest)
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return str(value)


def paragraphs(value: object, longest: int, name: str, doubts: Doubts) -> str:
    """A string, HTML or not, as plain text with its paragraphs."""
    if not isinstance(value, str):
        return ""
    read = plain_text(value[:_MOST_WORDS])
    if len(read) > longest:
        doubts.append(f"The {name} has {len(value):,} characters. We kept the first {longest:,}.")
    return cut_to(read, longest)


def web_address(value: object, doubts: Doubts) -> str:
    """An http or https address; `www.example.org` gets its `https://`. Else empty."""
    address = text(value, 2000) if value else ""
    if not address:
        return ""
    scheme, colon, rest = address.partition("://")
    if colon and scheme.lower() in ("http", "https") and rest and " " not in rest:
        return address
    if not colon and _DOMAIN.fullmatch(address):
        return f"https://{address}"
    doubts.append(f"“{cut_to(address, 60)}” is not a web address, so we left it out.")
    return ""


def email(value: object, doubts: Doubts) -> str:
    """An e-mail address, or empty."""
    if value is None or value == "":
        return ""
    address = text(value, 300).removeprefix("mailto:")
    if _EMAIL.fullmatch(address):
        return address
    doubts.append(f"“{cut_to(str(value), 60)}” is not an e-mail address, so we left it out.")
    return ""


def phone(value: object) -> str:
    """A telephone number as its keeper wrote it, without stray quotation marks; else empty."""
    number = text(value, 60).strip("\"' ")
    return number if _THREE_DIGITS.search(number) else ""


def whole_number(value: object) -> int | None:
    """A whole number, also from `"12"` or `12.0`; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def number(value: object) -> float | None:
    """A finite number, also from text; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def pence(value: object, doubts: Doubts) -> int | None:
    """An amount in pounds (3.5, `"£3.50"`, `"free"`) as whole pence, 0 to £1,000,000."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    written = text(value, 100)
    if written.lower() in ("free", "free of charge", "nil", "no charge"):
        return 0
    found = _AMOUNT.fullmatch(written)
    try:
        pounds = Decimal((found[1].replace(",", "") + (found[2] or "")) if found else written)
    except InvalidOperation:
        pounds = Decimal(-1)
    if pounds.is_finite() and 0 <= pounds * 100 <= _MOST_PENCE:
        return int((pounds * 100).to_integral_value())
    doubts.append(f"“{cut_to(written or str(value), 40)}” is not an amount we can read.")
    return None


def day(value: object, doubts: Doubts) -> date | None:
    """A date from ISO 8601 or UK day/month/year, 1900 to 2200; 0000-00-00 is no date."""
    written = text(value, 60) if value else ""
    if not written or written.lower() in ("null", "none", "string"):
        return None
    with suppress(ValueError):
        if found := _ISO_DATE.match(written):
            read = date(int(found[1]), int(found[2]), int(found[3]))
        elif found := _UK_DATE.match(written):
            read = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            read = datetime.fromisoformat(written).date()
        if read.year in _YEARS and not written.startswith(_NO_DATE):
            return read
    doubts.append(f"“{written}” is not a date, so we kept none.")
    return None


def moment(value: object, doubts: Doubts) -> datetime | None:
    """A date and time, in UTC when the source names no zone."""
    if not value:
        return None
    written = text(value, 60)
    with suppress(ValueError):
        read = datetime.fromisoformat(written)
        if read.year in _YEARS and not written.startswith(_NO_DATE):
            return read if read.tzinfo else read.replace(tzinfo=UTC)
    on = day(value, doubts)
    return datetime(on.year, on.month, on.day, tzinfo=UTC) if on else None


def clock(value: object, doubts: Doubts) -> time | None:
    """A time of day from `10:00`, `10:00:00`, `10.30am` or the time in a full date."""
    written = text(value, 60).lower() if value else ""
    if not written or written == "string":
        return None
    of_day = written.partition("t")[2] if _ISO_DATE.match(written) else written
    if found := _TIME.fullmatch(of_day.upper().replace("AM", "am").replace("PM", "pm")):
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3] and hour in range(1, _NOON + 1):
            hour = hour % _NOON + (_NOON if found[3] == "pm" else 0)
        if (hour, minute) == (_NOON * 2, 0):
            return time(23, 59)
        with suppress(ValueError):
            return time(hour, minute)
    doubts.append(f"“{written}” is not a time of day, so we kept none.")
    return None


def postcode(value: object, doubts: Doubts) -> str:
    """A postcode in capitals with its space; what does not look like one is kept as text."""
    written = text(value, 40)
    if not written:
        return ""
    close = "".join(written.upper().split())
    if found := _POSTCODE.fullmatch(close):
        return f"{found[1]} {found[2]}"
    if _OUTWARD.fullmatch(close):
        return close
    doubts.append(f"“{written}” does not look like a UK postcode. We kept it as it is.")
    return written


def point(latitude: object, longitude: object, doubts: Doubts) -> tuple[float | None, float | None]:
    """A point in the UK, degrees WGS 84; swapped coordinates are put right, others dropped."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None:
        if north is not None or east is not None:
            doubts.append("Only half of the point on the map can be read, so we left it out.")
        return None, None
    if on_land(north, east):
        return north, east
    if on_land(east, north):
        doubts.append("Latitude and longitude were swapped. We put them right.")
        return east, north
    if in_box(north, east):
        doubts.append(f"The point {north}, {east} is in the sea or abroad, so we left it out.")
    elif north == 0 and east == 0:
        doubts.append("The point on the map is 0, 0, which means nobody filled it in.")
    else:
        doubts.append(f"The point {north}, {east} is not in the UK, so we left it out.")
    return None, None


def ages(lowest: object, highest: object, doubts: Doubts) -> tuple[int | None, int | None]:
    """The youngest and oldest age in whole years; 0 and 0, or 0 above a floor, is no limit."""
    low, high = whole_number(lowest), whole_number(highest)
    low = low if low is not None and 0 <= low <= _OLDEST else None
    high = high if high is not None and 0 < high <= _OLDEST else None
    if low is not None and high is not None and low > high:
        doubts.append("The youngest and the oldest age were swapped. We put them right.")
        low, high = high, low
    return low, high
