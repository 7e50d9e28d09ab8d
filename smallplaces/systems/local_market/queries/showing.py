"""What the page of one listing shows, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from smallplaces.foundation.distance import metres_between
from smallplaces.ground.listings.models import Access, Facts, Listing, ListingVersion, SourceRecord
from smallplaces.ground.listings.queries import (
    Disagreement,
    Occurrence,
    disagreements,
    next_times,
    versions_of,
)
from smallplaces.ground.offers import queries as offers
from smallplaces.ground.people.models import Person
from smallplaces.ground.places.queries import PlacePoint

from .drawing import Map, draw_one, point_of
from .keeping import is_kept_by
from .saying import ages_as_said, cost_as_said, times_as_said

NEXT_TIMES = 3


@dataclass(frozen=True)
class Shown:
    """One listing as its page shows it. Lists are empty where nothing is known."""

    facts: Facts
    next_times: list[Occurrence]
    times: list[str]
    costs: list[str]
    ages: str
    access: list[str]
    sources: list[SourceRecord]
    disagreements: list[Disagreement]
    metres: float | None
    map: Map | None
    who_confirmed: str
    is_kept: bool
    can_introduce: bool

    @property
    def is_somewhere(self) -> bool:
        """Return whether anything is known about where it is."""
        return bool(self.facts.where or self.facts.postcode or self.map)


def show(
    listing: Listing, viewer: Person | None, *, near: PlacePoint | None, at: datetime
) -> Shown:
    """Return `listing` as `viewer` sees it from `near`. A draft shows what it says so far."""
    version = listing.confirmed_version or listing.versions.order_by("-number").first()
    facts = version.facts if version else Facts(name=listing.name, kind=listing.kind)
    point, here = point_of(listing), near.point if near else None
    sources = list(listing.source_records.select_related("source").order_by("source__name", "pk"))
    return Shown(
        facts=facts,
        next_times=next_times(listing, after=at, limit=NEXT_TIMES),
        times=times_as_said(facts, on=timezone.localdate(at)),
        costs=[words for cost in facts.costs if (words := cost_as_said(cost))],
        ages=ages_as_said(facts),
        access=[Access(fact).label for fact in facts.access if fact in Access.values],
        sources=sources,
        disagreements=disagreements(listing, sources),
        metres=metres_between(here, point) if here and point else None,
        map=draw_one(listing, here),
        who_confirmed=_who_confirmed(listing),
        is_kept=viewer is not None and is_kept_by(viewer, listing, at=at),
        can_introduce=listing.state == Listing.State.OPEN and offers.can_be_reached(listing, at=at),
    )


def _who_confirmed(listing: Listing) -> str:
    """Return who says that this is so: a source, whoever keeps it, or nobody by name."""
    version = listing.confirmed_version
    if version is not None and version.source is not None:
        return version.source.name
    return listing.keeper.name if listing.keeper else ""


def gone() -> QuerySet[Listing]:
    """Return the listings that were public once and are closed: only their names are shown."""
    return Listing.objects.filter(state=Listing.State.CLOSED)


def versions_seen_by(
    viewer: Person | None, listing: Listing, *, at: datetime
) -> QuerySet[ListingVersion]:
    """Return the versions of `listing` that `viewer` may read, newest first.

    Whoever keeps it sees every one; anyone else those that were confirmed.
    """
    versions = versions_of(listing)
    if viewer is not None and is_kept_by(viewer, listing, at=at):
        return versions
    return versions.filter(state=ListingVersion.State.CONFIRMED)
