"""What the pages of breaks show. Who may see it is asked of trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.offers import queries as offers
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Notice, Pause, Person, StandingWish
from smallplaces.ground.trust import queries as trust

QUESTIONS = {
    "signs": "How can people tell?",
    "helps": "What helps?",
    "does_not_help": "What does not help?",
    "whom_to_ring": "Whom should people ring?",
    "to_remember": "What should people remember about me?",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a person that can rest by itself: its name in the log, and its words."""

    thing: str
    words: str


def things_of(person: Person, *, at: datetime) -> list[Thing]:
    """Return what `person` can let rest one by one: offers, introductions, hats they wear."""
    given = offers.offers_of(person).filter(until__gt=at)
    met = offers.introductions_of(person, person, at=at).filter(state__in=offers.OPEN)
    hats = circles.roles_worn(at).filter(person=person).select_related("circle")
    return [
        *(Thing(f"offers.offer:{offer.code}", f"What I give: {offer.words}") for offer in given),
        *(Thing(offers.thing_of(one), _introduction_in_words(one)) for one in met),
        *(Thing(f"circles.role:{hat.code}", _hat_in_words(hat)) for hat in hats),
    ]


def resting_things(person: Person, *, at: datetime) -> list[tuple[Pause, str]]:
    """Return the single things of `person` that rest at `at`, each with its words."""
    words = {thing.thing: thing.words for thing in things_of(person, at=at)}
    pauses = people.pauses_now(at).filter(person=person).exclude(thing="").order_by("began_at")
    return [(pause, words.get(pause.thing, "Something that has ended")) for pause in pauses]


def notices_for(reader: Person, *, at: datetime) -> QuerySet[Notice]:
    """Return what people who take a break chose to say to `reader`, or to a circle of theirs."""
    mine = circles.memberships_of(reader).values("circle")
    return people.notices_now(at).filter(Q(party=reader.pk) | Q(party__in=mine))


@dataclass(frozen=True, slots=True)
class Breaks:
    """Whether someone takes a break, and whether a reader was told of a break of anyone."""

    is_paused: bool
    is_told: bool


def breaks_seen(reader: Person, whose: Person, *, at: datetime) -> Breaks:
    """Return what `reader` should hear of breaks on the pages of `whose`. One query."""
    paused = people.pauses_now(at).filter(person=whose, thing="")
    found = Person.objects.filter(pk=reader.pk).values_list(
        Exists(paused), Exists(notices_for(reader, at=at).order_by())
    )
    return Breaks(*found.get())


def wishes_for(reader: Person, *, at: datetime) -> Sequence[StandingWish]:
    """Return what people in a break wish of `reader`, or of a circle of theirs, by name."""
    mine = circles.memberships_of(reader).values("circle")
    resting = people.pauses_now(at).filter(thing="").values("person")
    wishes = StandingWish.objects.filter(ended_at=None, person__in=resting)
    wishes = wishes.filter(Q(party=reader.pk) | Q(party__in=mine))
    return list(wishes.select_related("person").order_by("person__name", "made_at", "pk"))


def notes_of(person: Person) -> list[tuple[str, str]]:
    """Return what `person` wrote for days on which they are not well, question by question."""
    page = people.when_not_well_of(person)
    if page is None:
        return []
    said = ((question, getattr(page, name)) for name, question in QUESTIONS.items())
    return [(question, words) for question, words in said if words]


def may_see_notes(reader: Person, person: Person, *, at: datetime) -> bool:
    """Return whether `reader` may see what `person` keeps for days when they are not well."""
    return trust.may_see(reader, person, Shelf.CRISIS, at=at)


def _introduction_in_words(introduction: object) -> str:
    about = getattr(introduction, "listing", None) or getattr(introduction, "offer", None)
    return f"An introduction: {getattr(about, 'name', None) or getattr(about, 'words', '')}"


def _hat_in_words(hat: Role) -> str:
    return f"My hat: {hat.name}, in {hat.circle.name}"
