"""Writing the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from smallplaces.ground.people.models import Party, Person

from .. import queries
from ..models import Record, RecordHead


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
