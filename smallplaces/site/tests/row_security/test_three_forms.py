"""Who sees what is said three times, in Python, as a filter and in PostgreSQL: always the same.

And a fourth time here, by hand, over worlds that nobody thought of.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.acting import acting_as_person
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles.models import Circle, Membership
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people.models import HowToTalkWithMe, Party, Person, Tie, WhenNotWell
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust.models import Refusal, Sight
from smallplaces.ground.voices.models import Voice
from tests.cast import AT

PEOPLE, CIRCLES = range(4), range(4, 6)
SHELVES = (Shelf.PROFILE, Shelf.PLAN, Shelf.PEOPLE, Shelf.CRISIS, Shelf.WORDS)
ROWS = {
    Shelf.PROFILE: HowToTalkWithMe,
    Shelf.PLAN: Wish,
    Shelf.PEOPLE: Tie,
    Shelf.CRISIS: WhenNotWell,
    Shelf.WORDS: Voice,
}
DAY = timedelta(days=1)
days = st.integers(-3, 3)
"""Moments, as days from now; what happens on the day itself is the edge worth trying."""


@dataclass(frozen=True)
class Belonging:
    person: int
    circle: int
    joined: int
    ended: int | None


@dataclass(frozen=True)
class Seen:
    viewer: int
    subject: int
    shelf: Shelf
    kind: str
    starts: int
    until: int
    ended: int | None


@dataclass(frozen=True)
class Refused:
    person: int
    refused: int
    shelf: str
    said: int
    ended: int | None


@dataclass(frozen=True)
class World:
    belongings: list[Belonging] = field(default_factory=list)
    sights: list[Seen] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    closed: frozenset[int] = frozenset()


maybe_ended = st.one_of(st.none(), days)
worlds = st.builds(
    World,
    belongings=st.lists(
        st.builds(
            Belonging,
            person=st.sampled_from(PEOPLE),
            circle=st.sampled_from(CIRCLES),
            joined=days,
            ended=maybe_ended,
        ),
        max_size=5,
        unique_by=lambda each: (each.person, each.circle),
    ),
    sights=st.lists(
        st.builds(
            Seen,
            viewer=st.sampled_from([*PEOPLE, *CIRCLES]),
            subject=st.sampled_from(PEOPLE),
            shelf=st.sampled_from(SHELVES),
            kind=st.sampled_from(["SHARED", "SUPPORTER", "BREAK", "BREAK_GLASS"]),
            starts=days,
            until=days,
            ended=maybe_ended,
        ).filter(lambda each: each.viewer != each.subject),
        max_size=8,
    ),
    refusals=st.lists(
        st.builds(
            Refused,
            person=st.sampled_from(PEOPLE),
            refused=st.sampled_from([*PEOPLE, *CIRCLES]),
            shelf=st.sampled_from(["", *(shelf.value for shelf in SHELVES)]),
            said=days,
            ended=maybe_ended,
        ).filter(lambda each: each.person != each.refused),
        max_size=4,
        unique_by=lambda each: (each.person, each.refused, each.shelf),
    ),
    closed=st.frozensets(st.sampled_from(CIRCLES), max_size=1),
)


def by_hand(world: World, viewer: int, subject: int, shelf: Shelf, now: int) -> bool:
    """Return whether `viewer` sees it, as the rule reads in words."""
    circles = {
        each.circle
        for each in world.belongings
        if each.person == viewer
        and each.joined <= now
        and (each.ended is None or each.ended > now)
        and each.circle not in world.closed
    }
    mine = {viewer, *circles}
    refused = any(
        each.person == subject
        and each.refused in mine
        and each.shelf in ("", shelf.value)
        and each.said <= now
        and each.ended is None
        for each in world.refusals
    )
    return not refused and any(
        each.viewer in mine
        and each.subject == subject
        and each.shelf == shelf
        and each.starts <= now < each.until
        and each.ended is None
        for each in world.sights
    )


def day(number: int) -> datetime:
    return AT + number * DAY


def ended(number: int | None, by: Person) -> dict[str, object]:
    return {} if number is None else {"ended_at": day(number), "ended_by": by}


def build(world: World) -> list[Person]:
    """Put the world in as the owner of the tables does: four people with a row on each shelf."""
    people = [
        Person.objects.create(kind="PERSON", name=f"P{number}", joined_at=AT) for number in PEOPLE
    ]
    first = people[0]
    parties: list[Party] = [
        *people,
        *(
            Circle.objects.create(
                kind="CIRCLE",
                name=f"C{number}",
                aim="To try it.",
                joined_at=AT,
                **({"closed_at": AT, "closed_by": first} if number in world.closed else {}),
            )
            for number in CIRCLES
        ),
    ]
    for person in people:
        fill_shelves(person)
    for each in world.belongings:
        Membership.objects.create(
            circle_id=parties[each.circle].pk,
            person_id=parties[each.person].pk,
            joined_at=day(each.joined),
            joined_by=first,
            **ended(each.ended, first),
        )
    for seen in world.sights:
        Sight.objects.create(
            viewer_id=parties[seen.viewer].pk,
            subject_id=parties[seen.subject].pk,
            shelf=seen.shelf,
            kind=seen.kind,
            because="To try it.",
            starts_at=day(seen.starts),
            until=day(seen.until),
            given_by=first,
            **ended(seen.ended, first),
        )
    for refusal in world.refusals:
        Refusal.objects.create(
            person_id=parties[refusal.person].pk,
            refused_id=parties[refusal.refused].pk,
            shelf=refusal.shelf,
            said_at=day(refusal.said),
            said_by=first,
            **ended(refusal.ended, first),
        )
    return people


def fill_shelves(person: Person) -> None:
    """Put one row on each shelf of `person`."""
    HowToTalkWithMe.objects.create(
        person=person, formats=[], review_on=AT.date(), said_at=AT, said_by=person
    )
    Wish.objects.create(person=person, words="W", made_at=AT, made_by=person, changed_at=AT)
    Tie.objects.create(person=person, name="T", made_at=AT, made_by=person)
    WhenNotWell.objects.create(person=person, said_at=AT, said_by=person)
    Voice.objects.create(person=person, question="good-life", words="V", changed_at=AT)


@pytest.mark.django_db
@given(world=worlds, now=st.integers(-2, 2))
@example(
    world=World(
        belongings=[Belonging(0, 4, -3, None)],
        sights=[Seen(4, 1, Shelf.PLAN, "SHARED", -3, 3, None)],
        refusals=[Refused(1, 4, "", -3, None)],
    ),
    now=0,
)
@example(
    world=World(
        belongings=[Belonging(0, 4, -3, None), Belonging(2, 4, -3, 1), Belonging(3, 4, 1, None)],
        sights=[Seen(4, 1, Shelf.PLAN, "SHARED", -3, 3, None)],
        closed=frozenset({4}),
    ),
    now=0,
)
@example(
    world=World(
        belongings=[Belonging(0, 4, 0, None), Belonging(2, 4, -3, 0), Belonging(3, 4, 1, None)],
        sights=[
            Seen(4, 1, Shelf.PLAN, "SHARED", 0, 3, None),
            Seen(0, 1, Shelf.WORDS, "SHARED", -1, 0, None),
        ],
    ),
    now=0,
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_three_forms_and_the_words_agree(world: World, now: int) -> None:
    with transaction.atomic():
        people = build(world)
        found = {
            (viewer, shelf): forms(people, viewer, shelf, day(now))
            for viewer, shelf in product(PEOPLE, SHELVES)
        }
        transaction.set_rollback(True)
    for (viewer, shelf), said in found.items():
        wanted = {
            subject
            for subject in PEOPLE
            if subject != viewer and by_hand(world, viewer, subject, shelf, now)
        }
        assert said == (wanted, wanted, wanted), (viewer, shelf)


def forms(
    people: list[Person], viewer: int, shelf: Shelf, at: datetime
) -> tuple[set[int], set[int], set[int]]:
    """Return whom `viewer` sees as the check, the filter and the database say."""
    looking = people[viewer]
    number = {person.pk: index for index, person in enumerate(people)}
    checked = {
        number[person.pk]
        for person in people
        if person != looking and trust.may_see(looking, person, shelf, at=at)
    }
    seen = trust.people_visible_to(looking, at=at, shelf=shelf).values_list("pk", flat=True)
    with acting_as_person(looking, at=at):
        rows = ROWS[shelf].objects.values_list("person_id", flat=True)  # type: ignore[attr-defined]
        shown = {number[pk] for pk in rows if pk in number}
    themselves = {viewer}  # through a circle of theirs, too: never a question
    return checked, {number[pk] for pk in seen if pk in number} - themselves, shown - themselves
