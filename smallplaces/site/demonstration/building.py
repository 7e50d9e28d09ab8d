"""Build the invented town, through our own actions and with a fixed seed.

Everything happens in the ninety days before the place is built, so that what waits still waits
and what is over is over, whenever a guest looks around.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from smallplaces.ground.circles import actions as circles
from smallplaces.ground.circles.models import Circle, Role
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts, Listing
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.places.models import Place

from . import town
from .cast import YEAR, Cast, build_cast, open_the_house
from .residents import RESIDENTS, Resident

SEED = 7
DAY = timedelta(days=1)
BEGAN = 90 * DAY


@dataclass
class Town:
    """Everyone and everything in the town while it is built."""

    at: datetime
    cast: Cast
    neighbourhoods: dict[str, Place]
    random: Random
    residents: dict[str, Person] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)

    def then(self, days_ago: float) -> datetime:
        """Return the moment so many days before now."""
        return self.at - days_ago * DAY


def build_people(*, at: datetime) -> Town:
    """Add the house, the places, the cast and everyone else who lives in the town."""
    began = at - BEGAN
    house = open_the_house(at=began)
    neighbourhoods = town.build_places(by=house, at=began)
    cast = build_cast(house=house, home=neighbourhoods["Canalside"], at=began)
    built = Town(at, cast, neighbourhoods, Random(SEED))  # noqa: S311 - a story, not a secret
    for number, resident in enumerate(RESIDENTS):
        built.residents[resident.name] = _move_in(
            built, resident, began + number * timedelta(hours=9)
        )
    return built


def _move_in(built: Town, resident: Resident, at: datetime) -> Person:
    home = built.neighbourhoods[resident.neighbourhood]
    person = people.add_person(
        name=resident.name,
        home=home,
        postcode="OL14",
        latitude=home.latitude,
        longitude=home.longitude,
        at=at,
    )
    letters = "".join(filter(str.isalpha, resident.name.lower())).replace("â", "a")
    people.open_account(person=person, email=f"{letters}@example.org", by=person, at=at)
    return person


def build_listings(built: Town) -> None:
    """Put everything there is on show; about one in three is kept by someone who lives here."""
    for number, (key, facts) in enumerate(town.read_listings()):
        at = built.then(80 - number * 0.35)
        keeper, by = _keeper_for(built, key, facts, number, at)
        listing = listings.start_listing(keeper=keeper, facts=facts, by=by, at=at)
        draft = listing.versions.get()
        built.listings[key] = listings.confirm_version(version=draft, by=by, at=at)
        if keeper.pk == built.cast.the_house.pk:
            listings.give_keeper(listing=listing, keeper=None, by=by, at=at)


def _keeper_for(
    built: Town, key: str, facts: Facts, number: int, at: datetime
) -> tuple[Party, Person]:
    """Return who keeps a listing, and who acts for them."""
    cast, house = built.cast, built.cast.the_house
    if key == "anglers":
        return cast.anglers, cast.efa
    kept_here = facts.kind in {Listing.Kind.PERSON, Listing.Kind.MICRO_ENTERPRISE} or (
        facts.kind == Listing.Kind.GROUP and number % 3 == 0
    )
    if not kept_here:
        return house, house
    keeper = _named(built, facts.name) or built.random.choice(list(built.residents.values()))
    if facts.kind != Listing.Kind.GROUP:
        return keeper, keeper
    return _circle_of(facts.name, keeper, at), keeper


def _named(built: Town, name: str) -> Person | None:
    """Return the resident whose name stands in the name of a listing."""
    everyone = built.residents | {"Gwen": built.cast.gwen}
    words = name.replace(":", " ").replace("'s", " ").split()
    return next((everyone[word] for word in words if word in everyone), None)


def _circle_of(name: str, keeper: Person, at: datetime) -> Circle:
    circle = circles.form_circle(name=name, aim="Keep this going together", by=keeper, at=at)
    circles.give_role(
        circle=circle,
        person=keeper,
        kind=Role.Kind.KEEPER,
        name="Keeper of our listing",
        until=at + YEAR,
        by=keeper,
        at=at,
    )
    return circle
