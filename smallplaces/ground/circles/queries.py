"""Questions about circles."""

from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from smallplaces.foundation.holdings import Ending, Fate, Holding, Table
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Party, Person

from .models import Circle, Membership, Role


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Return where `person` belongs now."""
    return Membership.objects.filter(person=person, ended_at=None, circle__closed_at=None)


def belongings_at(person: Person, *, at: datetime) -> QuerySet[Membership]:
    """Return where `person` belongs at `at`, in circles that stand."""
    return Membership.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at),
        person=person,
        joined_at__lte=at,
        circle__closed_at=None,
    )


def members_of(circle: Circle) -> QuerySet[Person]:
    """Return who belongs to `circle` now, by name."""
    return Person.objects.filter(memberships__circle=circle, memberships__ended_at=None).order_by(
        "name", "pk"
    )


def roles_worn(at: datetime) -> QuerySet[Role]:
    """Return the hats that are on at `at`, worn by people who still belong."""
    return Role.objects.filter(
        given_at__lte=at,
        until__gt=at,
        ended_at=None,
        circle__closed_at=None,
        circle__memberships__person=F("person"),
        circle__memberships__ended_at=None,
    )


def roles_awake(at: datetime) -> QuerySet[Role]:
    """Return the hats that are on at `at`, without those whose wearer takes a break from them."""
    this = Concat(Value("circles.role:"), Cast(OuterRef("code"), CharField()))
    rest = people.pauses_now(at).filter(Q(thing="") | Q(thing=this), person=OuterRef("person"))
    return roles_worn(at).exclude(Exists(rest))


def wears(person: Person, circle: Party, kind: str, *, at: datetime) -> bool:
    """Return whether `person` wears a hat of `kind` in `circle` at `at`."""
    return roles_worn(at).filter(person=person, circle_id=circle.pk, kind=kind).exists()


HOLDINGS: tuple[Holding, ...] = (
    Table(Membership, "Where I belong", lambda me, at: Membership.objects.filter(person=me)),
    Table(Role, "The hats I wear", lambda me, at: Role.objects.filter(person=me)),
)
NOT_TAKEN = {"circles.circle": "A circle belongs to all its members."}
ENDINGS = (
    Ending(
        Fate.NAMELESS,
        "which circles you belonged to, and your hats",
        ("circles.membership", "circles.role", "circles.circle"),
        "A circle has to know how many it was, and who could decide.",
    ),
)
