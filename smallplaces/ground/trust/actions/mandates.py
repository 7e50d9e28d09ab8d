"""Giving leave to do something, and ending it."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Person

from .. import rules
from ..models import Mandate


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
