"""Seeing: oneself, as a supporter, by sharing; taking back; looking."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Party, Person, Supporter

from .. import queries, rules
from ..models import Look, Mandate, Sight, StandingSight

BECAUSE_IT_IS_YOU = "It is about you."


def see_oneself(person: Person, by: Person, at: datetime) -> None:
    """Let a new person see every shelf of their own. Called when a person is added."""
    Sight.objects.bulk_create(
        Sight(
            viewer_id=person.pk,
            subject=person,
            shelf=shelf,
            kind=Sight.Kind.SELF,
            because=BECAUSE_IT_IS_YOU,
            starts_at=at,
            given_by=person,
        )
        for shelf in Shelf
    )


def see_as_supporter(supporter: Supporter, by: Person, at: datetime) -> None:
    """Let a supporter see the shelves they act on. Called when they said yes."""
    Sight.objects.bulk_create(
        Sight(
            viewer_id=supporter.supporter_id,
            subject=supporter.person,
            shelf=shelf,
            kind=Sight.Kind.SUPPORTER,
            starts_at=at,
            until=supporter.until,
            because=f"{supporter.supporter.name} acts for {supporter.person.name}.",
            given_by=supporter.person,
        )
        for shelf in supporter.shelves
    )


def stop_seeing_as_supporter(supporter: Supporter, by: Person, at: datetime) -> None:
    """End what a supporter saw, at once. Called when the support ended."""
    Sight.objects.filter(
        viewer_id=supporter.supporter_id,
        subject=supporter.person,
        kind=Sight.Kind.SUPPORTER,
        ended_at=None,
    ).update(ended_at=at, ended_by=by)


def stop_seeing_and_being_seen(person: Person, by: Person, at: datetime) -> None:
    """End what others saw of `person`, what they saw of others, and their mandates.

    Called when a person left.
    """
    ended = {"ended_at": at, "ended_by": by}
    others = Sight.objects.exclude(kind=Sight.Kind.SELF).filter(ended_at=None)
    others.filter(Q(subject=person) | Q(viewer_id=person.pk)).update(**ended)
    promised = StandingSight.objects.filter(ended_at=None)
    promised.filter(Q(subject=person) | Q(viewer_id=person.pk)).update(**ended)
    Mandate.objects.filter(Q(holder=person) | Q(over=person), ended_at=None).update(**ended)


@transaction.atomic
def share(
    *,
    person: Person,
    viewer: Party,
    shelf: Shelf,
    until: datetime,
    because: str = "",
    by: Person,
    at: datetime,
) -> Sight:
    """Let `viewer` (a person or a circle) see one shelf of `person` until `until`.

    Sharing the same shelf again moves the end. Raises NotAllowed, ValueError for an end that has
    passed or for sharing with oneself. Records `trust.shared`.
    """
    if until <= at or viewer.pk == person.pk:
        raise ValueError("Choose someone else, and a day that is still to come.")
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.check_can_share(by, person, viewer)
    rules.check_is_not_refused(person, viewer, shelf)
    sight, is_new = Sight.objects.get_or_create(
        viewer_id=viewer.pk,
        subject=person,
        shelf=shelf,
        kind=Sight.Kind.SHARED,
        ended_at=None,
        defaults={
            "because": because or f"{person.name} shared it with {viewer.name}.",
            "starts_at": at,
            "until": until,
            "given_by": by,
        },
    )
    if not is_new:
        sight.until = until
        sight.save(update_fields=["until"])
    record(
        "trust.shared",
        by=by,
        at=at,
        about=person,
        thing=f"trust.sight:{sight.code}",
        details={"shelf": shelf.value, "viewer": str(viewer.code), "until": until.isoformat()},
    )
    return sight


@transaction.atomic
def take_back(*, sight: Sight, by: Person, at: datetime) -> None:
    """Stop a sight at once.

    A repeat changes nothing. Raises NotAllowed. Records `trust.taken_back`.
    """
    sights = Sight.objects.select_for_update(of=("self",), no_key=True)
    sight = sights.select_related("subject").get(pk=sight.pk)
    rules.check_can_take_back(by, sight)
    if sight.ended_at is not None:
        return
    sight.ended_at, sight.ended_by = at, by
    sight.save(update_fields=["ended_at", "ended_by"])
    record("trust.taken_back", by=by, at=at, about=sight.subject, thing=f"trust.sight:{sight.code}")


@transaction.atomic
def look(
    *, viewer: Person, person: Person, shelf: Shelf, reason: str, words: str = "", at: datetime
) -> Look:
    """Open someone else's shelf, with a reason they will read.

    Raises NotAllowed when it is not shared. Asked again within half an hour, the first look stands.
    """
    Person.objects.select_for_update(no_key=True).get(pk=viewer.pk)
    sight = queries.sight_for(viewer, person, shelf, at=at)
    if sight is None or viewer == person:
        raise NotAllowed("This is not shared with you.")
    recent = Look.objects.filter(
        viewer=viewer, subject=person, shelf=shelf, looked_at__gt=at - queries.A_LOOK_LASTS
    ).first()
    if recent is not None:
        return recent
    return Look.objects.create(
        viewer=viewer,
        subject=person,
        shelf=shelf,
        sight=sight,
        reason=reason,
        words=words,
        looked_at=at,
    )
