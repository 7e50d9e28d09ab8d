"""Laying out what a confirmed version says in the columns that are searched."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from smallplaces.ground.places import queries as places
from smallplaces.ground.places.queries import Neighbourhoods, PlacePoint

from ..models import Facts, Listing, ListingTime
from ..queries.repeating import weekdays_of
from ..queries.sameness import name_key
from .indexing import index_listings

# What a version writes on its listing.
COLUMNS = (
    "name",
    "name_key",
    "kind",
    "description",
    "is_formal",
    "url",
    "email",
    "phone",
    "where",
    "postcode",
    "latitude",
    "longitude",
    "is_free",
    "least_pence",
    "access",
    "min_age",
    "max_age",
    "place_id",
)
AS_SAID = (
    "name",
    "kind",
    "description",
    "is_formal",
    "url",
    "email",
    "phone",
    "where",
    "postcode",
    "latitude",
    "longitude",
    "is_free",
    "min_age",
    "max_age",
)


@dataclass(frozen=True)
class Atlas:
    """What is needed to place listings: the neighbourhoods, and the points of some postcodes."""

    neighbourhoods: Neighbourhoods
    postcodes: Mapping[str, PlacePoint] = field(default_factory=dict)


def atlas_for(all_facts: Iterable[Facts], neighbourhoods: Neighbourhoods | None = None) -> Atlas:
    """Return the atlas in which every one of `all_facts` can be placed. One query, or two."""
    without_point = {facts.postcode for facts in all_facts if facts.latitude is None}
    points = places.points_for(code for code in without_point if code)
    return Atlas(neighbourhoods or places.neighbourhoods(), points)


def lay_out(listing: Listing, facts: Facts, atlas: Atlas) -> None:
    """Write what `facts` say in the columns of `listing`, without saving it.

    A listing with a postcode and no point of its own is placed where the postcode lies.
    """
    for column in AS_SAID:
        setattr(listing, column, getattr(facts, column))
    listing.name_key = name_key(facts.name)
    listing.access = list(facts.access)
    listing.least_pence = least_pence(facts)
    _place(listing, atlas)


def _place(listing: Listing, atlas: Atlas) -> None:
    known = atlas.postcodes.get(listing.postcode)
    if listing.latitude is None and known is not None:
        listing.latitude, listing.longitude = known.latitude, known.longitude
    listing.place_id = None
    if listing.latitude is not None and listing.longitude is not None:
        listing.place_id = atlas.neighbourhoods.nearest(listing.latitude, listing.longitude)


def least_pence(facts: Facts) -> int | None:
    """Return the least that one can pay to come, in pence, or None when that is not known."""
    known = [cost.pence for cost in facts.costs if cost.pence is not None]
    return 0 if facts.is_free else min(known, default=None)


def times_of(listing: Listing, facts: Facts, *, on: date) -> list[ListingTime]:
    """Return the weekdays of `facts`, without those whose time was over before `on`."""
    rows = dict.fromkeys(
        (weekday, when.opens_at, when.closes_at)
        for when in facts.times
        if (when.ends_on or (when.starts_on if not when.rrule else None) or on) >= on
        for weekday in weekdays_of(when)
    )
    return [
        ListingTime(listing=listing, weekday=weekday, opens_at=opens_at, closes_at=closes_at)
        for weekday, opens_at, closes_at in rows
    ]


def times_of_all(
    listings: Iterable[Listing], all_facts: Mapping[int, Facts], *, on: date
) -> list[ListingTime]:
    """Return the weekdays of `listings`, whose facts are in `all_facts` by the listing's id."""
    return [row for listing in listings for row in times_of(listing, all_facts[listing.pk], on=on)]


def show(listings: Collection[Listing]) -> None:
    """Let search see `listings` as they are now."""
    index_listings([listing.pk for listing in listings])
