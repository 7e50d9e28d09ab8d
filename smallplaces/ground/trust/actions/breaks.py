"""What opens while someone takes a break, and closes when they come back."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Party, Pause, Person

from .. import queries, rules
from ..models import Sight, StandingSight

BECAUSE_OF_A_BREAK = "You chose that they may see this while you take a break."


def open_for_a_break(pause: Pause, by: Person, at: datetime) -> None:
    """Open what the person chose to open in a break. Called when one begins."""
    if not pause.thing:
        for standing in queries.standing_sights_of(pause.person, at=at):
            _open(standing, at)


def close_after_a_break(pause: Pause, by: Person, at: datetime) -> None:
    """Close what was open for a break, at once. Called when it has ended."""
    if not pause.thing:
        Sight.objects.filter(subject=pause.person, kind=Sight.Kind.BREAK, ended_at=None).update(
            ended_at=at, ended_by=by
        )


def _open(standing: StandingSight, at: datetime) -> None:
    Sight.objects.create(
        viewer=standing.viewer,
        subject=standing.subject,
        shelf=standing.shelf,
        kind=Sight.Kind.BREAK,
        because=BECAUSE_OF_A_BREAK,
        starts_at=at,
        until=standing.until,
        given_by=standing.given_by,
    )


@transaction.atomic
def share_in_breaks(
    *, person: Person, viewer: Party, shelf: Shelf, until: datetime, by: Person, at: datetime
) -> StandingSight:
    """Let `viewer` see one shelf of `person` whenever they take a break, until `until`.

    In a break it opens at once. Choosing the same again returns what stands.
    Raises NotAllowed, ValueError for an end that has passed or for oneself.
    Records `trust.opened_for_breaks`.
    """
    if until <= at or viewer.pk == person.pk:
        raise ValueError("Choose someone else, and a day that is still to come.")
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.check_can_share(by, person, viewer)
    rules.check_is_not_refused(person, viewer, shelf)
    StandingSight.objects.filter(
        viewer_id=viewer.pk, subject=person, shelf=shelf, ended_at=None, until__lte=at
    ).update(ended_at=at, ended_by=by)
    standing, is_new = StandingSight.objects.get_or_create(
        viewer_id=viewer.pk,
        subject=person,
        shelf=shelf,
        ended_at=None,
        defaults={"until": until, "given_at": at, "given_by": by},
    )
    if is_new:
        if people.is_paused(person, at=at):
            _open(standing, at)
        _record_standing("trust.opened_for_breaks", standing, by, at)
    return standing


@transaction.atomic
def take_back_in_breaks(*, standing: StandingSight, by: Person, at: datetime) -> None:
    """Take back what someone may see in a break, also when one is on.

    A repeat changes nothing. Raises NotAllowed. Records `trust.closed_for_breaks`.
    """
    rows = StandingSight.objects.select_for_update(of=("self",), no_key=True)
    standing = rows.select_related("subject").get(pk=standing.pk)
    rules.check_can_take_back_in_breaks(by, standing)
    if standing.ended_at is not None:
        return
    standing.ended_at, standing.ended_by = at, by
    standing.save(update_fields=["ended_at", "ended_by"])
    Sight.objects.filter(
        viewer_id=standing.viewer_id,
        subject=standing.subject,
        shelf=standing.shelf,
        kind=Sight.Kind.BREAK,
        ended_at=None,
    ).update(ended_at=at, ended_by=by)
    _record_standing("trust.closed_for_breaks", standing, by, at)


def _record_standing(event: str, standing: StandingSight, by: Person, at: datetime) -> None:
    record(
        event, by=by, at=at, about=standing.subject, thing=f"trust.standing_sight:{standing.code}"
    )
