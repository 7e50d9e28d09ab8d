"""What the tests of the local market share: the anglers' page, open and kept by Efa."""

import pytest

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Access, Cost, Facts, Listing
from tests.cast import Cast

from .facts import SUNDAYS

ANGLERS = Facts(
    name="Larkbridge Anglers",
    kind=Listing.Kind.GROUP,
    description="We sit by the canal with a rod and a flask.",
    phone="0161 496 0001",
    where="Towpath, Bridge 12",
    latitude=53.717,
    longitude=-2.048,
    times=(SUNDAYS,),
    costs=(Cost("a morning", 200), Cost("bait", 50)),
    access=(Access.STEP_FREE,),
    who_for="Anyone who likes sitting by water",
    min_age=8,
)


@pytest.fixture
def anglers(cast: Cast) -> Listing:
    """Return the anglers' listing, open: Efa started and confirmed it."""
    listing = listings.start_listing(keeper=cast.anglers, facts=ANGLERS, by=cast.efa, at=cast.at)
    return listings.confirm_version(version=listing.versions.get(), by=cast.efa, at=cast.at)


@pytest.fixture
def draft(cast: Cast) -> Listing:
    """Return what Hana has begun to write about her gardening, seen by nobody else."""
    facts = Facts(name="Hana's garden help", kind=Listing.Kind.MICRO_ENTERPRISE)
    return listings.start_listing(keeper=cast.hana, facts=facts, by=cast.hana, at=cast.at)
