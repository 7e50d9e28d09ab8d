"""Saying that somebody may never see something, and undoing it."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Party, Person

from .. import rules
from ..models import Refusal, Sight


@transaction.atomic
def refuse_sight(
    *, person: Person, refused: Party, shelf: Shelf | None, by: Person, at: datetime
) -> Refusal:
    """Say that `refused` may never see `shelf` of `person`, or anything; what was shared ends now.

    A repeat returns the first. The one refused is told nothing. Raises NotAllowed, ValueError for
    oneself. Records `trust.sight_refused`.
    """
    if refused.pk == person.pk:
        raise ValueError("Nobody refuses themselves.")
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rules.check_can_refuse(by, person, refused, shelf, at=at)
    refusal, is_new = Refusal.objects.get_or_create(
        person=person,
        refused_id=refused.pk,
        shelf=shelf or Refusal.EVERYTHING,
        ended_at=None,
        defaults={"said_at": at, "said_by": by},
    )
    if is_new:
        shared = Sight.objects.filter(
            viewer_id=refused.pk, subject=person, kind=Sight.Kind.SHARED, ended_at=None
        )
        shared = shared.filter(shelf=shelf) if shelf else shared
        shared.update(ended_at=at, ended_by=by)
        _record(refusal, "trust.sight_refused", by, at)
    return refusal


@transaction.atomic
def end_refusal(*, refusal: Refusal, by: Person, at: datetime) -> None:
    """Undo it. What was shared before stays ended.

    A repeat changes nothing. Raises NotAllowed. Records `trust.refusal_ended`.
    """
    standing = Refusal.objects.select_for_update(of=("self",), no_key=True)
    refusal = standing.select_related("person").get(pk=refusal.pk)
    rules.check_is_oneself(by, refusal.person)
    if refusal.ended_at is None:
        refusal.ended_at, refusal.ended_by = at, by
        refusal.save(update_fields=["ended_at", "ended_by"])
        _record(refusal, "trust.refusal_ended", by, at)


def _record(refusal: Refusal, event: str, by: Person, at: datetime) -> None:
    thing = f"trust.refusal:{refusal.code}"
    record(event, by=by, at=at, about=refusal.person, thing=thing)
