"""What the tests of listings share: a page's facts, a listing of the anglers, a made-up source."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from smallplaces.engines.feeds.records import (
    Event,
    Finished,
    FoundLocation,
    FoundOrganisation,
    FoundService,
    Where,
)
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Cost, Facts, Intake, Listing, Source, Time
from smallplaces.ground.listings.queries import meanings
from smallplaces.ground.trust import actions as trust
from tests.cast import Cast

from .searching import EVERYTHING, open_listing

FISHING = Facts(
    name="Canal Anglers",
    kind=Listing.Kind.GROUP,
    description="We fish together on Saturday mornings. Rods to borrow.",
    url="https://anglers.example.org",
    phone="0161 496 0001",
    where="Towpath, Bridge 12",
    postcode="OL9 6BG",
    latitude=53.54,
    longitude=-2.13,
    times=(Time("FREQ=WEEKLY;BYDAY=SA"),),
    costs=(Cost("a morning", 200),),
)


@pytest.fixture
def fishing() -> Facts:
    """Return what the anglers say about themselves."""
    return FISHING


@pytest.fixture
def anglers(cast: Cast) -> Listing:
    """Return the anglers' listing, open: Efa started and confirmed it."""
    listing = listings.start_listing(keeper=cast.anglers, facts=FISHING, by=cast.efa, at=cast.at)
    return listings.confirm_version(version=listing.versions.get(), by=cast.efa, at=cast.at)


@pytest.fixture
def gwen_may(cast: Cast) -> Callable[[str], None]:
    """Return how to give Gwen, the connector, a mandate over the whole place."""

    def give(verb: str) -> None:
        trust.give_mandate(
            holder=cast.gwen,
            verb=verb,
            over=None,
            because="She walks alongside people here.",
            until=cast.at + timedelta(days=90),
            by=cast.the_house,
            at=cast.at,
        )

    return give


def found(their_id: str = "1", **said: Any) -> FoundService:
    """Return a service of a made-up feed, with what the test cares about changed."""
    location = FoundLocation(
        id="l1",
        name="Library",
        town="Oldham",
        postcode="OL1 1AA",
        latitude=53.541,
        longitude=-2.111,
    )
    plain = FoundService(
        source_id=their_id,
        name=f"Coffee morning {their_id}",
        where=Where("feed", row=1),
        description="Come and sit with us.",
        status="active",
        locations=(location,),
        organisation=FoundOrganisation("o1", "Neighbours"),
        assured_date=date(2026, 1, 5),
        source_record={"id": their_id, "name": f"Coffee morning {their_id}"},
    )
    made = replace(plain, **said)
    return replace(made, source_record={"id": their_id, "said": repr(said)})


def moved(service: FoundService, **place: Any) -> FoundService:
    """Return `service` at another place."""
    return replace(service, locations=(replace(service.locations[0], **place),))


def whole(*services: FoundService) -> list[Event]:
    """Return the events of a reading that came to its end."""
    return [*services, Finished(True, len(services), len(services), 0)]


@pytest.fixture
def source(cast: Cast) -> Source:
    """Return the council's directory."""
    return another_source(cast, "Council")


def another_source(cast: Cast, name: str) -> Source:
    """Return a directory called `name`."""
    return listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL,
        name=name,
        address=f"https://{name.lower()}.example.org",
        by=cast.the_house,
        at=cast.at,
    )


def read(
    cast: Cast, source: Source, *services: FoundService, days: int = 0, at: datetime | None = None
) -> Intake:
    """Take in a whole reading of `services`, so many days after the cast came."""
    return listings.take_in(
        source=source,
        records=whole(*services),
        by=cast.the_house,
        at=at or cast.at + timedelta(days=days),
    )


@pytest.fixture
def here(cast: Cast) -> dict[str, Listing]:
    """Open a few listings; return them by name."""
    return {facts.name: open_listing(cast, facts) for facts in EVERYTHING}


@pytest.fixture(autouse=True)
def _nothing_in_memory() -> Iterator[None]:
    """Forget meanings around every test: each has a database of its own."""
    meanings.forget()
    yield
    meanings.forget()
