"""What people do when they leave. Composes people and trust; adds no table.

These are outermost actions: `durable=True` means that when one returns, it is kept for good.
"""

from datetime import datetime, timedelta

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.foundation.terms import term_of
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries
from smallplaces.ground.people.models import Forgetting, Person
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import rules
from smallplaces.ground.trust.models import Mandate

from . import emails
from .queries import archive_of

# A break may be long, and the days stand still in it; leave that is used or taken back ends then.
LEAVE_LASTS = timedelta(days=3650)
BECAUSE = "You asked to be forgotten."


@transaction.atomic(durable=True)
def take_everything(*, person: Person, by: Person, at: datetime) -> bytes:
    """Return everything of `person` as one archive. Only for themselves, never for others.

    Each time is written down. Raises NotAllowed. Records `leaving.everything_taken`.
    """
    rules.check_is_oneself(by, person)
    archive = archive_of(person, at=at)
    record("leaving.everything_taken", by=by, at=at, about=person)
    return archive


@transaction.atomic(durable=True)
def ask_to_be_forgotten(
    *, person: Person, hide: bool = False, by: Person, at: datetime
) -> Forgetting:
    """Ask to be forgotten, and give The House leave to do it when the days are over.

    With `hide`, nobody else sees anything from now on. Asking again while it waits returns the
    first. Raises NotAllowed. Records `people.forgetting_asked`, `trust.mandate_given`.
    """
    is_asked = queries.forgetting_of(person) is not None
    due_at = term_of("forgetting.wait", on=at.date()).after(at)
    forgetting = people.ask_to_be_forgotten(person=person, due_at=due_at, by=by, at=at)
    trust.give_mandate(
        holder=queries.the_house(),
        verb=rules.FORGETS,
        over=person,
        because=BECAUSE,
        until=at + LEAVE_LASTS,
        by=by,
        at=at,
    )
    if hide:
        trust.hide_everything(person=person, by=by, at=at)
    if not is_asked:
        emails.say_it_was_asked(person)
    return forgetting


@transaction.atomic(durable=True)
def stay(*, forgetting: Forgetting, by: Person, at: datetime) -> Forgetting:
    """Change one's mind: nothing is forgotten, and The House has no leave any more.

    A repeat changes nothing. Raises NotAllowed, also when it is done already.
    Records `people.forgetting_taken_back`, `trust.mandate_ended`.
    """
    forgetting = people.take_back_forgetting(forgetting=forgetting, by=by, at=at)
    given = Mandate.objects.filter(verb=rules.FORGETS, over=forgetting.person_id, ended_at=None)
    for mandate in given.order_by("pk"):
        trust.end_mandate(mandate=mandate, by=by, at=at)
    return forgetting
