"""Questions about where things are. Nothing here writes."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import cos, radians

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Upper

from smallplaces.foundation.distance import EARTH_RADIUS_METRES, Point

from .models import Place, PostcodePoint

FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
AREA = re.compile(r"[A-Z]+")
LONGEST_PLACE = 120
FAR_FROM_EVERYWHERE_METRES = 10_000.0
HALF_A_DEGREE = 0.5


class Precision(StrEnum):
    """How closely a point is known."""

    POSTCODE = "POSTCODE"
    OUTWARD = "OUTWARD"
    PLACE = "PLACE"
    TOWN = "TOWN"


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """A point that someone named, how we understood the name, and how closely it is known."""

    latitude: float
    longitude: float
    name: str
    precision: Precision

    @property
    def point(self) -> Point:
        """Return only where it is."""
        return Point(self.latitude, self.longitude)


def within(place: Place) -> QuerySet[Place]:
    """Return `place` and everything in it, however deep (never more than three steps)."""
    up = ("pk", "parent", "parent__parent", "parent__parent__parent")
    inside = Q()
    for step in up:
        inside |= Q(**{step: place.pk})
    return Place.objects.filter(inside)


def path_of(place: Place) -> list[Place]:
    """Return the places that `place` lies in, the nation first, and `place` itself last."""
    path = [place]
    while path[0].parent is not None:
        path.insert(0, path[0].parent)
    return path


def postcode_key(text: str) -> str:
    """Return `text` as postcodes are kept: capitals, no spaces. "" when it is no postcode."""
    key = "".join(text.split()).upper()
    return key if FULL.fullmatch(key) or OUTWARD.fullmatch(key) else ""


def point_for(text: str) -> PlacePoint | None:
    """Return where `text` is: a postcode, an outward code, one of our places, or a town.

    A whole postcode that is not known falls back to its outward code. Of several towns of one
    name, the one that covers most outward codes. None when nothing is known by that name.
    """
    asked = " ".join(text.replace("\x00", " ").split())[:LONGEST_PLACE]
    if not asked:
        return None
    return _postcode(asked) or _place(asked) or _town(asked) or _before_the_comma(asked)


def _before_the_comma(asked: str) -> PlacePoint | None:
    first, comma, _rest = asked.partition(",")
    return point_for(first) if comma else None


def _postcode(asked: str) -> PlacePoint | None:
    """Return the point of a postcode. "M1 2" is the beginning of one in M1, not the code M12."""
    first = asked.split(maxsplit=1)[0]
    tries = [asked, first] if FULL.fullmatch(postcode_key(asked)) else [first, asked]
    found = points_for(tries)
    return next((found[text] for text in tries if text in found), None)


def points_for(postcodes: Iterable[str]) -> dict[str, PlacePoint]:
    """Return the points of many postcodes at once, by the text given. Unknown ones are missing.

    One query, however many.
    """
    keys = {text: postcode_key(text) for text in postcodes}
    wanted = {key for key in keys.values() if key} | {_outward(key) for key in keys.values() if key}
    known = {row.postcode: row for row in PostcodePoint.objects.filter(postcode__in=wanted)}
    found = {text: known.get(key) or known.get(_outward(key)) for text, key in keys.items() if key}
    return {text: _as_point(row) for text, row in found.items() if row is not None}


def nation_of(point: Point | None) -> str:
    """Return the nation `point` lies in, by the nearest outward code within about 50 km.

    Without a point, or with none that near, the nation of this place, if it has but one. "" when
    that is not known either.
    """
    return (_nation_near(point) if point else "") or _only_nation()


def _nation_near(point: Point) -> str:
    narrower = max(0.01, cos(radians(point.latitude)))
    wide = HALF_A_DEGREE / narrower
    east, north = F("longitude") - point.longitude, F("latitude") - point.latitude
    near = PostcodePoint.objects.filter(
        is_outward=True,
        latitude__range=(point.latitude - HALF_A_DEGREE, point.latitude + HALF_A_DEGREE),
        longitude__range=(point.longitude - wide, point.longitude + wide),
    ).exclude(nation="")
    farness = (east * narrower) ** 2 + north**2
    return near.order_by(farness, "pk").values_list("nation", flat=True).first() or ""


def _only_nation() -> str:
    names = Place.objects.filter(kind=Place.Kind.NATION).values_list("name", flat=True)[:2]
    return names[0] if len(names) == 1 else ""


def _outward(key: str) -> str:
    full = FULL.fullmatch(key)
    return full[1] if full else key


def _as_point(row: PostcodePoint) -> PlacePoint:
    if row.is_outward:
        return PlacePoint(row.latitude, row.longitude, row.postcode, Precision.OUTWARD)
    name = f"{row.postcode[:-3]} {row.postcode[-3:]}"
    return PlacePoint(row.latitude, row.longitude, name, Precision.POSTCODE)


def _place(asked: str) -> PlacePoint | None:
    """Return the smallest place of that name which has a point."""
    smallest_first = list(Place.Kind)
    places = Place.objects.filter(name__iexact=asked, latitude__isnull=False)
    for place in sorted(
        places, key=lambda place: (smallest_first.index(Place.Kind(place.kind)), place.pk)
    ):
        if place.latitude is not None and place.longitude is not None:
            return PlacePoint(place.latitude, place.longitude, place.name, Precision.PLACE)
    return None


def _town(asked: str) -> PlacePoint | None:
    """Return the middle of a town's outward codes.

    There is a Newport in Wales, in Shropshire and on the Isle of Wight, and the middle of the
    three lies in none of them: so only the postcode area (the letters) with most codes counts.
    """
    rows = list(
        PostcodePoint.objects.annotate(upper_town=Upper("town"))
        .filter(is_outward=True, upper_town=asked.upper())
        .order_by("postcode")
    )
    if not rows:
        return None
    area = Counter(_area(row) for row in rows).most_common(1)[0][0]
    rows = [row for row in rows if _area(row) == area]
    north = sum(row.latitude for row in rows) / len(rows)
    east = sum(row.longitude for row in rows) / len(rows)
    return PlacePoint(north, east, rows[0].town, Precision.TOWN)


def _area(row: PostcodePoint) -> str:
    letters = AREA.match(row.postcode)
    return letters[0] if letters else ""


@dataclass(frozen=True)
class Neighbourhoods:
    """Every neighbourhood that has a point, to find the nearest of many points quickly.

    Read once and asked often: it does not see neighbourhoods added later.
    """

    ids: tuple[int, ...]
    latitudes: tuple[float, ...]
    longitudes: tuple[float, ...]

    @cached_property
    def _on_the_sphere(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        north, east = np.radians(self.latitudes), np.radians(self.longitudes)
        return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])

    def nearest(self, latitude: float, longitude: float) -> int | None:
        """Return the id of the nearest neighbourhood, or None when none lies within 10 km."""
        if not self.ids:
            return None
        north, east = np.radians(latitude), np.radians(longitude)
        here = np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
        closeness = here @ self._on_the_sphere
        best = int(closeness.argmax())
        metres = EARTH_RADIUS_METRES * float(np.arccos(np.clip(closeness[best], -1.0, 1.0)))
        return self.ids[best] if metres <= FAR_FROM_EVERYWHERE_METRES else None


def neighbourhoods() -> Neighbourhoods:
    """Return every neighbourhood that has a point."""
    rows = list(
        Place.objects.filter(kind=Place.Kind.NEIGHBOURHOOD, latitude__isnull=False)
        .order_by("pk")
        .values_list("pk", "latitude", "longitude")
    )
    ids = tuple(row[0] for row in rows)
    return Neighbourhoods(
        ids, tuple(float(row[1] or 0) for row in rows), tuple(float(row[2] or 0) for row in rows)
    )
