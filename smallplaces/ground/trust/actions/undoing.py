"""Undoing what someone did for a person: theirs to say, whoever did it."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Person

from .. import hooks, queries, rules
from ..models import Record


@transaction.atomic
def undo_done(*, number: int, by: Person, at: datetime) -> bool:
    """Undo what the record `number` says was done for `by`. False when nothing was left to undo.

    Each room undoes its own, by an action with its own rules and record; nothing is taken out of
    the log. A repeat changes nothing. Raises NotAllowed, Record.DoesNotExist for what was not
    done for `by`. Records `trust.undone`.
    """
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    done: Record = queries.record_done_for(by).get(number=number)
    rules.check_can_be_undone(done)
    if queries.is_undone(done):
        return False
    code = done.thing.rpartition(":")[2]
    left = hooks.undoers[done.event](hooks.Done(code=code, helper=done.by, by=by, at=at))
    record("trust.undone", by=by, at=at, about=by, thing=f"trust.record:{number}")
    return left is not None
