"""Everything that can happen to circles. Only this file writes to the tables of this room."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.places.models import Place

from . import rules
from .models import Circle, Membership, Role


@transaction.atomic
def form_circle(
    *,
    name: str,
    aim: str,
    domain: str = "",
    parent: Circle | None = None,
    place: Place | None = None,
    by: Person,
    at: datetime,
) -> Circle:
    """Form a circle; `by` is its first member.

    Raises NotAllowed unless `by` belongs to `parent`. Records `circles.formed`.
    """
    if parent is not None:
        rules.check_is_member(by, parent)
    circle = Circle.objects.create(
        kind=Party.Kind.CIRCLE,
        name=name.strip(),
        aim=aim,
        domain=domain,
        parent=parent,
        place=place,
        joined_at=at,
    )
    Membership.objects.create(circle=circle, person=by, joined_at=at, joined_by=by)
    record("circles.formed", by=by, at=at, about=circle)
    return circle


@transaction.atomic
def join_circle(
    *, circle: Circle, person: Person, kind: str = Membership.Kind.MEMBER, by: Person, at: datetime
) -> Membership:
    """Join.

    Joining twice returns the first membership. Raises NotAllowed. Records `circles.joined`.
    """
    circle = Circle.objects.select_for_update(of=("self",), no_key=True).get(pk=circle.pk)
    rules.check_can_join(by, person, circle)
    membership, is_new = Membership.objects.get_or_create(
        circle=circle,
        person=person,
        ended_at=None,
        defaults={"kind": kind, "joined_at": at, "joined_by": by},
    )
    if is_new:
        record("circles.joined", by=by, at=at, about=circle, thing=f"people.person:{person.code}")
    return membership


@transaction.atomic
def leave_circle(*, circle: Circle, person: Person, by: Person, at: datetime) -> None:
    """Leave, and take off every hat worn there. A repeat changes nothing. Raises NotAllowed.

    Records `circles.left`.
    """
    rules.check_can_leave(by, person)
    standing = Membership.objects.filter(circle=circle, person=person, ended_at=None)
    if standing.update(ended_at=at, ended_by=by):
        Role.objects.filter(circle=circle, person=person, ended_at=None).update(
            ended_at=at, ended_by=by
        )
        record("circles.left", by=by, at=at, about=circle, thing=f"people.person:{person.code}")


def leave_every_circle(person: Person, by: Person, at: datetime) -> None:
    """Leave every circle. Called when `person` leaves this place."""
    for standing in Membership.objects.filter(person=person, ended_at=None).order_by("circle"):
        leave_circle(circle=standing.circle, person=person, by=by, at=at)


@transaction.atomic
def give_role(
    *,
    circle: Circle,
    person: Person,
    kind: str,
    name: str,
    until: datetime,
    by: Person,
    at: datetime,
) -> Role:
    """Give a member a hat until `until`. The same hat twice returns the first.

    Raises NotAllowed, ValueError for an end that has passed. Records `circles.role_given`.
    """
    if until <= at:
        raise ValueError("Choose a day that is still to come.")
    Circle.objects.select_for_update(of=("self",), no_key=True).get(pk=circle.pk)
    rules.check_can_give_role(by, circle, person)
    worn = Role.objects.filter(
        circle=circle, person=person, kind=kind, name=name, ended_at=None, until__gt=at
    ).first()
    if worn is not None:
        return worn
    role = Role.objects.create(
        circle=circle, person=person, kind=kind, name=name, given_at=at, given_by=by, until=until
    )
    record("circles.role_given", by=by, at=at, about=circle, thing=f"circles.role:{role.code}")
    return role


@transaction.atomic
def end_role(*, role: Role, by: Person, at: datetime) -> None:
    """Take the hat off.

    A repeat changes nothing. Raises NotAllowed. Records `circles.role_ended`.
    """
    rules.check_can_end_role(by, role)
    if Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=at, ended_by=by):
        record(
            "circles.role_ended", by=by, at=at, about=role.circle, thing=f"circles.role:{role.code}"
        )
