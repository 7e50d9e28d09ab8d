"""What the tests of search share: listings written and confirmed through our own actions."""

from typing import Any

from smallplaces.ground.listings import actions
from smallplaces.ground.listings.models import Facts, Listing
from smallplaces.ground.listings.queries.search import Found, Question, find
from tests.cast import AT, Cast

ANGLERS = Facts(
    name="Larkbridge Anglers",
    kind="GROUP",
    topics=("fishing", "company"),
    description="We sit by the canal with a rod and a flask. We lend tackle and show you how.",
    latitude=53.717,
    longitude=-2.049,
)
DRIVERS = Facts(
    name="Volunteer Drivers",
    kind="GROUP",
    description="Neighbours with cars who take people to hospital appointments and the doctor.",
    latitude=53.718,
    longitude=-2.051,
)
CHOIR = Facts(
    name="Côr Tŷ Môr",
    kind="GROUP",
    description="We sing in Welsh and English. Canu gyda'n gilydd.",
    latitude=53.9,
    longitude=-2.2,
)
CHESS = Facts(
    name="Chess in the Library",
    kind="GROUP",
    description="A quiet game at the big table.",
    latitude=53.72,
    longitude=-2.06,
)
EVERYTHING = (ANGLERS, DRIVERS, CHOIR, CHESS)


def open_listing(cast: Cast, facts: Facts) -> Listing:
    """Return an open listing that says `facts`, kept by Efa."""
    listing = actions.start_listing(keeper=cast.efa, facts=facts, by=cast.efa, at=AT)
    return actions.confirm_version(version=listing.versions.get(), by=cast.efa, at=AT)


def ask(words: str = "", **asked: Any) -> Found:
    """Return what is found for `words` and whatever else is asked."""
    return find(Question(words=words, **asked), at=AT)


def names(found: Found) -> list[str]:
    """Return the names of what was found, best first."""
    return [result.listing.name for result in found.results]
