"""Everything that can happen to places and postcode points. Only this file writes them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from smallplaces.engines.feeds.records import (
    BadRow,
    Finished,
    FullPostcode,
    OutwardPoint,
    PostcodeEvent,
)
from smallplaces.foundation.distance import Point
from smallplaces.foundation.recording import record

from . import rules
from .models import Place, PostcodePoint

BATCH = 10_000
LONGEST_NAME = 120
BIGGER_FIRST = (
    Place.Kind.NATION,
    Place.Kind.REGION,
    Place.Kind.DISTRICT,
    Place.Kind.NEIGHBOURHOOD,
)


class NotInABiggerPlace(Exception):
    """A place must lie in a bigger one: a neighbourhood in a district, a district in a region."""


@dataclass(slots=True)
class PostcodesTakenIn:
    """What became of a reading of postcodes: numbers of points, and whether it was whole."""

    added: int = 0
    changed: int = 0
    as_before: int = 0
    left_out: int = 0
    is_complete: bool = False
    why_incomplete: str = ""


@transaction.atomic
def add_place(
    *,
    kind: Place.Kind,
    name: str,
    parent: Place | None,
    latitude: float | None = None,
    longitude: float | None = None,
    by: rules.Doer,
    at: datetime,
) -> Place:
    """Put a place on the map. Adding it twice returns the first, with its point as it is now.

    Raises NotAllowed, NotInABiggerPlace, ValueError (no name; half a point, or not on the earth).
    Records `places.place_added` or `places.place_moved`.
    """
    rules.check_can_draw_the_map(by)
    name = _name(name)
    _check_is_bigger(parent, kind)
    _check_point(latitude, longitude)
    place, is_new = Place.objects.select_for_update(no_key=True).get_or_create(
        kind=kind,
        name=name,
        parent=parent,
        defaults={"latitude": latitude, "longitude": longitude},
    )
    if not is_new and (place.latitude, place.longitude) == (latitude, longitude):
        return place
    place.latitude, place.longitude = latitude, longitude
    place.save(update_fields=["latitude", "longitude"])
    event = "places.place_added" if is_new else "places.place_moved"
    record(event, by=by, at=at, thing=f"places.place:{place.code}")
    return place


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", " ").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"A place has a name of 1 to {LONGEST_NAME} letters.")
    return name


def _check_is_bigger(parent: Place | None, kind: Place.Kind) -> None:
    if kind == Place.Kind.NATION and parent is None:
        return
    order = {each: number for number, each in enumerate(BIGGER_FIRST)}
    if parent is None or order[Place.Kind(parent.kind)] >= order[kind]:
        raise NotInABiggerPlace("A place must lie in a bigger one; only a nation lies in none.")


def _check_point(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise ValueError("A point has a latitude and a longitude, or neither.")
    if latitude is not None and longitude is not None:
        Point(latitude, longitude)


def take_in_postcodes(
    *,
    points: Iterable[PostcodeEvent],
    source: str,
    progress: Callable[[PostcodesTakenIn], None] | None = None,
    by: rules.Doer,
    at: datetime,
) -> PostcodesTakenIn:
    """Take in postcode points as they stream past, 10,000 in a transaction.

    What was taken in stays when the reading breaks off. Reading again changes only what differs;
    nothing is removed. Memory does not grow with the number of points.
    Raises NotAllowed. Records `places.postcodes_taken_in` once, before the first point goes in.
    """
    rules.check_can_draw_the_map(by)
    record("places.postcodes_taken_in", by=by, at=at, details={"source": source[:LONGEST_NAME]})
    taken = PostcodesTakenIn()
    rows = _rows(points, taken)
    while batch := {row.postcode: row for row in islice(rows, BATCH)}:
        for row in batch.values():
            row.source, row.read_at = source[:LONGEST_NAME], at
        _write(list(batch.values()), taken)
        if progress:
            progress(taken)
    return taken


def _rows(points: Iterable[PostcodeEvent], taken: PostcodesTakenIn) -> Iterator[PostcodePoint]:
    """Give what can be kept; count what cannot, and note how the reading ended."""
    for point in points:
        match point:
            case OutwardPoint():
                yield _row(point, is_outward=True, town=point.town)
            case FullPostcode():
                yield _row(point, is_outward=False, town="")
            case BadRow():
                taken.left_out += 1
            case Finished():
                taken.is_complete = point.complete
                taken.why_incomplete = point.why_incomplete


def _row(point: OutwardPoint | FullPostcode, *, is_outward: bool, town: str) -> PostcodePoint:
    return PostcodePoint(
        postcode="".join(point.code.split()).upper(),
        is_outward=is_outward,
        latitude=point.latitude,
        longitude=point.longitude,
        town=town[:LONGEST_NAME],
        nation=point.nation[:40],
    )


COLUMNS = ("postcode", "is_outward", "latitude", "longitude", "town", "nation", "source", "read_at")

# One statement for a whole batch. `xmax` is 0 exactly for a row that this statement put in.
# A source that names no town does not take away the name another one gave.
WRITE = """
INSERT INTO places_postcodepoint AS known
    (postcode, is_outward, latitude, longitude, town, nation, source, read_at)
SELECT * FROM unnest(
    %s::text[], %s::bool[], %s::float8[], %s::float8[], %s::text[], %s::text[], %s::text[],
    %s::timestamptz[]
)
ON CONFLICT (postcode) DO UPDATE SET
    is_outward = excluded.is_outward, latitude = excluded.latitude,
    longitude = excluded.longitude, nation = excluded.nation,
    town = coalesce(nullif(excluded.town, ''), known.town),
    source = excluded.source, read_at = excluded.read_at
WHERE (known.is_outward, known.latitude, known.longitude, known.town, known.nation)
    IS DISTINCT FROM (excluded.is_outward, excluded.latitude, excluded.longitude,
                      coalesce(nullif(excluded.town, ''), known.town), excluded.nation)
RETURNING xmax = 0
"""


@transaction.atomic
def _write(rows: list[PostcodePoint], taken: PostcodesTakenIn) -> None:
    """Write one batch, in order of postcode so that two readings at once do not deadlock."""
    rows.sort(key=lambda row: row.postcode)
    columns = [[getattr(row, column) for row in rows] for column in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, columns)
        was_new = [is_new for (is_new,) in cursor.fetchall()]
    taken.added += sum(was_new)
    taken.changed += len(was_new) - sum(was_new)
    taken.as_before += len(rows) - len(was_new)
