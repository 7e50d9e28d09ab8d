"""When two names, addresses or phone numbers mean the same thing, however they are written."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from smallplaces.foundation.distance import Point, metres_between

from ..models import Facts, Listing

NEAR_METRES = 200.0
ELSEWHERE_METRES = 2_000.0
LONGEST_KEY = 200
SHORTEST_PHONE = 7
NOT_LETTERS = re.compile(r"[^\w]+", re.UNICODE)
NOT_DIGITS = re.compile(r"\D+")
EMPTY_WORDS = frozenset(
    ["the", "a", "an", "of", "and", "ltd", "limited", "cic", "cio", "plc", "llp", "inc", "uk"]
)


def name_key(name: str) -> str:
    """Return `name` as names are compared: no accents, capitals, signs or empty words.

    "The Café (Oldham) Ltd." and "cafe oldham" have one key. Never empty for a name that is not.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = NOT_LETTERS.sub(" ", plain.replace("'", "").replace("’", "")).split()
    telling = [word for word in words if word not in EMPTY_WORDS] or words
    return (" ".join(telling) or name.strip())[:LONGEST_KEY]


def phone_key(phone: str) -> str:
    """Return the first number in `phone` as digits, "+44" as 0. "" when it is no number."""
    digits = NOT_DIGITS.sub("", phone.split(" or ", maxsplit=1)[0])
    digits = re.sub(r"^(?:00)?440?", "0", digits)
    return digits if len(digits) >= SHORTEST_PHONE else ""


def url_key(url: str) -> str:
    """Return `url` without scheme, "www.", query and last slash. "" when it is none."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return ""
    host = (parts.netloc or "").casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" if host else ""


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a thing is known when two sources describe it."""

    name: str
    postcode: str
    point: Point | None
    url: str
    phone: str

    @classmethod
    def of(cls, thing: Facts | Listing) -> Self:
        """Return the traits of what a source says, or of what we show."""
        north, east = thing.latitude, thing.longitude
        return cls(
            name=name_key(thing.name),
            postcode="".join(thing.postcode.split()).upper(),
            point=None if north is None or east is None else Point(north, east),
            url=url_key(thing.url),
            phone=phone_key(thing.phone),
        )

    def is_same_as(self, other: Self) -> bool:
        """Return whether both mean one thing: one name, and one place, web page or phone.

        Two branches of a chain share a name, a page and a phone, so what lies more than 2 km
        apart is never the same.
        """
        if self.name != other.name:
            return False
        metres = metres_between(self.point, other.point) if self.point and other.point else None
        if metres is not None and metres > ELSEWHERE_METRES:
            return False
        return (metres is not None and metres <= NEAR_METRES) or any(
            mine and mine == theirs
            for mine, theirs in (
                (self.postcode, other.postcode),
                (self.url, other.url),
                (self.phone, other.phone),
            )
        )
