"""The cast: the people in every test and in the demonstration place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import actions as circles
from smallplaces.ground.circles.models import Circle, Role
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Person
from smallplaces.ground.places.models import Place
from smallplaces.ground.trust import actions as trust

YEAR = timedelta(days=365)

# What The House does by itself, each as a mandate that anyone can read.
HOUSE_MANDATES = {
    "trust.give_mandate": "The House hands out leave to help when this place is set up.",
    "offers.expire_introductions": "Nobody should wait for ever for an answer.",
    "trust.keep_questions": "Whoever asks why someone looked gets an answer, or a guardian does.",
    "listings.take_in": "The House reads the directories that this place chose.",
    "listings.look_after": "Somebody has to put right the listings that nobody keeps yet.",
    "listings.give_keeper": "A group that asks can keep its own listing.",
}


@dataclass(frozen=True)
class Cast:
    """Everyone in the cast, at the moment `at`."""

    at: datetime
    the_house: Person
    amina: Person
    bryn: Person
    cerys: Person
    dev: Person
    efa: Person
    farid: Person
    gwen: Person
    hana: Person
    idris: Person
    anglers: Circle
    connectors: Circle


def open_the_house(*, at: datetime) -> Person:
    """Add The House and its mandates."""
    house = people.add_person(name="The House", is_the_house=True, at=at)
    for verb, because in HOUSE_MANDATES.items():
        trust.give_mandate(
            holder=house, verb=verb, over=None, because=because, until=at + YEAR, by=house, at=at
        )
    return house


def build_cast(*, at: datetime, home: Place | None = None, house: Person | None = None) -> Cast:
    """Add the cast through our own actions, with an account each.

    Amina lives her own life with a budget; Cerys is her sister and acts for her. Bryn shares his
    home. Dev is a stranger, who must see nothing. Efa keeps the anglers' circle, and Bryn belongs
    to it. Farid left. Gwen is a local connector and go-between. Hana runs a small business. Idris
    gives time as a peer and speaks Welsh.
    """
    house = house or open_the_house(at=at)
    persons = {
        name.lower(): people.add_person(
            name=name,
            home=home,
            at=at,
            latitude=home.latitude if home else None,
            longitude=home.longitude if home else None,
        )
        for name in (
            "Amina",
            "Bryn",
            "Cerys",
            "Dev",
            "Efa",
            "Farid",
            "Gwen",
            "Hana",
            "Idris",
        )
    }
    for name, person in persons.items():
        people.open_account(person=person, email=f"{name}@example.org", by=person, at=at)
    efa, gwen = persons["efa"], persons["gwen"]
    anglers = circles.form_circle(
        name="Larkbridge Anglers", aim="Fish together, whoever you are", place=home, by=efa, at=at
    )
    circles.join_circle(circle=anglers, person=persons["bryn"], by=efa, at=at)
    circles.give_role(
        circle=anglers,
        person=efa,
        kind=Role.Kind.KEEPER,
        name="Keeper of our listing",
        until=at + YEAR,
        by=efa,
        at=at,
    )
    connectors = circles.form_circle(
        name="Local connectors", aim="Walk alongside anyone who asks", place=home, by=gwen, at=at
    )
    circles.give_role(
        circle=connectors,
        person=gwen,
        kind=Role.Kind.GO_BETWEEN,
        name="Introduces people",
        until=at + YEAR,
        by=gwen,
        at=at,
    )
    _let_cerys_act_for_amina(persons["amina"], persons["cerys"], at=at)
    people.leave_place(person=persons["farid"], by=persons["farid"], at=at)
    persons["farid"].refresh_from_db()
    return Cast(at=at, the_house=house, anglers=anglers, connectors=connectors, **persons)


def _let_cerys_act_for_amina(amina: Person, cerys: Person, *, at: datetime) -> None:
    support = people.ask_supporter(
        person=amina,
        supporter=cerys,
        by=amina,
        at=at,
        writes=[Shelf.PROFILE, Shelf.PLAN, Shelf.PEOPLE, Shelf.WORDS],
        until=at + YEAR / 2,
        shelves=[Shelf.PROFILE, Shelf.PLAN, Shelf.PEOPLE, Shelf.WORDS],
    )
    people.accept_to_support(supporter=support, by=cerys, at=at)
