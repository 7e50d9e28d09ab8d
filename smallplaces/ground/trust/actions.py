"""Everything that can happen to trust. Only this file writes to the tables of this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Party, Person, Supporter

from . import queries, rules
from .models import Look, Mandate, Record, RecordHead, Sight

BECAUSE_IT_IS_YOU = "It is about you."


@transaction.atomic
def write_record(
    event: str,
    *,
    by: Person,
    at: datetime,
    about: Party | None = None,
    thing: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line at the end of the log, in the same transaction as what it records.

    Locks the head of the log until the transaction ends, so it is called last in an action.
    Stands behind `foundation.recording.record`.
    """
    head = RecordHead.objects.select_for_update(no_key=True).get()
    before, number = bytes(head.hash), head.number + 1
    hashed = queries.hash_of_record(
        before,
        number=number,
        event=event,
        by=by.pk,
        about=about.pk if about else None,
        thing=thing,
        details=details or {},
        happened_at=at,
    )
    Record.objects.create(
        number=number,
        event=event,
        by=by,
        about_id=about.pk if about else None,
        thing=thing,
        details=details or {},
        happened_at=at,
        hash_before=before,
        hash=hashed,
    )
    RecordHead.objects.filter(pk=head.pk).update(number=number, hash=hashed)


def put_down_the_head(**_: object) -> None:
    """Lay the first stone of the log where there is none.

    Called after migrations; repeats are harmless.
    """
    RecordHead.objects.get_or_create(
        is_the_head=True, defaults={"number": 0, "hash": queries.GENESIS}
    )


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


@transaction.atomic
def give_mandate(
    *,
    holder: Person,
    verb: str,
    over: Person | None,
    because: str,
    until: datetime,
    by: Person,
    at: datetime,
) -> Mandate:
    """Let `holder` do `verb` over `over`, or over the whole place, until `until`.

    The same mandate twice returns the first. Raises NotAllowed. Records `trust.mandate_given`.
    """
    rules.check_can_give_mandate(by, over, verb, at=at)
    Person.objects.select_for_update(no_key=True).get(pk=holder.pk)
    standing = Mandate.objects.filter(
        holder=holder, verb=verb, over=over, ended_at=None, until__gt=at
    ).first()
    if standing is not None:
        return standing
    mandate = Mandate.objects.create(
        holder=holder, verb=verb, over=over, because=because, given_at=at, given_by=by, until=until
    )
    record(
        "trust.mandate_given",
        by=by,
        at=at,
        about=over or holder,
        thing=f"trust.mandate:{mandate.code}",
        details={"verb": verb},
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: Person, at: datetime) -> None:
    """End a mandate at once.

    A repeat changes nothing. Raises NotAllowed. Records `trust.mandate_ended`.
    """
    mandate = Mandate.objects.select_for_update(of=("self",), no_key=True).get(pk=mandate.pk)
    if by.pk not in (mandate.over_id, mandate.given_by_id, mandate.holder_id):
        raise NotAllowed("Only those it concerns can end this.")
    if mandate.ended_at is None:
        mandate.ended_at, mandate.ended_by = at, by
        mandate.save(update_fields=["ended_at", "ended_by"])
        record(
            "trust.mandate_ended",
            by=by,
            at=at,
            about=mandate.holder,
            thing=f"trust.mandate:{mandate.code}",
        )
