"""The invented town: where it lies, its neighbourhoods, and what there is in it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from smallplaces.engines.feeds.records import OutwardPoint
from smallplaces.ground.listings.models import Access, Cost, Facts, Listing, Time
from smallplaces.ground.people.models import Person
from smallplaces.ground.places import actions as places
from smallplaces.ground.places.models import Place

LISTINGS = Path(__file__).with_name("listings.jsonl")
TOWN = "Larkbridge"

# Rough points of outward codes round about; the first is where we say that our town lies.
OUTWARD = (
    ("OL14", 53.7180, -2.0560, "Larkbridge", "England"),
    ("OL15", 53.6440, -2.0930, "Littleborough", "England"),
    ("HX7", 53.7420, -2.0150, "Hebden Bridge", "England"),
    ("OL4", 53.5420, -2.0660, "Oldham", "England"),
    ("BB10", 53.7960, -2.2110, "Burnley", "England"),
)
NEIGHBOURHOODS = {
    "Canalside": (53.7165, -2.0480),
    "Chapel Fold": (53.7225, -2.0450),
    "Lark Top": (53.7280, -2.0600),
    "Mill Bottom": (53.7195, -2.0560),
    "Station Side": (53.7175, -2.0525),
}
ACCESS = {
    "step_free": Access.STEP_FREE,
    "accessible_toilet": Access.TOILET,
    "hearing_loop": Access.HEARING_LOOP,
    "quiet_space": Access.QUIET_SPACE,
    "bsl": Access.BSL,
    "welsh_spoken": Access.WELSH,
    "parking": Access.PARKING,
    "bus_route": Access.ON_A_BUS_ROUTE,
    "dogs_welcome": Access.DOGS_WELCOME,
}


def build_places(*, by: Person, at: datetime) -> dict[str, Place]:
    """Add the tree of places and the postcode points; return the neighbourhoods by name."""
    add = places.add_place
    nation = add(kind=Place.Kind.NATION, name="England", parent=None, by=by, at=at)
    region = add(kind=Place.Kind.REGION, name="The Pennine Hills", parent=nation, by=by, at=at)
    town = add(
        kind=Place.Kind.DISTRICT,
        name=TOWN,
        parent=region,
        latitude=53.7190,
        longitude=-2.0530,
        by=by,
        at=at,
    )
    points = (
        OutwardPoint(
            code=code,
            latitude=north,
            longitude=east,
            town=name,
            district="",
            region="",
            nation=nation_name,
        )
        for code, north, east, name, nation_name in OUTWARD
    )
    places.take_in_postcodes(points=points, source="The demonstration place", by=by, at=at)
    return {
        name: add(
            kind=Place.Kind.NEIGHBOURHOOD,
            name=name,
            parent=town,
            latitude=north,
            longitude=east,
            by=by,
            at=at,
        )
        for name, (north, east) in NEIGHBOURHOODS.items()
    }


def read_listings() -> Iterator[tuple[str, Facts]]:
    """Yield the key and the facts of everything there is in the town."""
    with LISTINGS.open() as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["key"], _facts(entry)


def _facts(entry: Mapping[str, Any]) -> Facts:
    cost, who = entry["cost"], entry["for_whom"]
    return Facts(
        name=entry["name"],
        kind=Listing.Kind(entry["kind"].upper()),
        description=entry["description"],
        is_formal=entry["formal"],
        email=entry["email"],
        phone=entry.get("phone", ""),
        where=f"{entry['neighbourhood']}, {TOWN}",
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        times=tuple(_time(one) for one in entry["schedule"]),
        costs=(Cost(words=cost["words"], pence=cost["pence"]),),
        is_free=cost["pence"] == 0,
        access=tuple(sorted(ACCESS[name] for name in entry["access"])),
        who_for=who["words"],
        min_age=who["age_min"],
        max_age=who["age_max"],
    )


def _time(entry: Mapping[str, Any]) -> Time:
    return Time(
        rrule=entry["rrule"],
        opens_at=time.fromisoformat(entry["starts"]),
        closes_at=time.fromisoformat(entry["ends"]),
        starts_on=date.fromisoformat(entry["first_on"]),
    )
