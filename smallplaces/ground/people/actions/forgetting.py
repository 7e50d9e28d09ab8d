"""Being forgotten: asking, changing one's mind, and what The House does when the days are over."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, Value

from smallplaces.foundation.holdings import NAMELESS
from smallplaces.foundation.recording import record
from smallplaces.ground.people import hooks, queries, rules
from smallplaces.ground.people.models import (
    Account,
    DecisionNote,
    Forgetting,
    HowToTalkWithMe,
    JoinLink,
    LegalPaper,
    Notice,
    Party,
    Pause,
    Person,
    StandingWish,
    Tie,
    WhenNotWell,
)

from .parties import leave_place

A_DAY = timedelta(days=1)


@transaction.atomic
def ask_to_be_forgotten(
    *, person: Person, due_at: datetime, by: Person, at: datetime
) -> Forgetting:
    """Ask that this place forget `person`, when `due_at` has come. Nothing is erased before.

    Asking again while it waits returns the first. In a break the days stand still.
    Raises NotAllowed, IntegrityError for a day that is not to come.
    Records `people.forgetting_asked`.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.check_can_ask_to_be_forgotten(by, person)
    forgetting, is_new = Forgetting.objects.get_or_create(
        person=person,
        taken_back_at=None,
        done_at=None,
        defaults={
            "asked_at": at,
            "asked_by": by,
            "due_at": due_at,
            "rests_since": at if queries.is_paused(person, at=at) else None,
        },
    )
    if is_new:
        _record("people.forgetting_asked", forgetting, by, at)
    return forgetting


@transaction.atomic
def take_back_forgetting(*, forgetting: Forgetting, by: Person, at: datetime) -> Forgetting:
    """Change one's mind: nothing is forgotten. A repeat changes nothing.

    Raises NotAllowed, also when it is done already. Records `people.forgetting_taken_back`.
    """
    Person.objects.select_for_update(no_key=True).get(pk=forgetting.person_id)
    forgetting = _locked(forgetting)
    rules.check_can_take_back_forgetting(by, forgetting)
    if forgetting.taken_back_at is None:
        forgetting.taken_back_at, forgetting.taken_back_by = at, by
        forgetting.save(update_fields=["taken_back_at", "taken_back_by"])
        _record("people.forgetting_taken_back", forgetting, by, at)
    return forgetting


def rest_forgetting(person: Person, at: datetime) -> None:
    """Let the days stand still. Part of beginning a break from everything."""
    queries.forgettings_waiting().filter(person=person, rests_since=None).update(rests_since=at)


def go_on_forgetting(person: Person, at: datetime) -> None:
    """Let the days go on from where they stood. Part of coming back."""
    rested = queries.forgettings_waiting().filter(person=person).exclude(rests_since=None)
    rested.update(due_at=F("due_at") + (Value(at) - F("rests_since")), rests_since=None)


def forget_people(*, by: Person, at: datetime) -> int:
    """Forget everyone who asked for it and whose days are over. Return how many.

    A round of The House, with the mandate that each person gave. Each by itself: whoever changes
    their mind at the same moment comes before it or too late, never in between. A repeat changes
    nothing. Records `people.left`, `people.forgotten`.
    """
    _sweep_after(by, at)
    forgotten = 0
    for key in list(queries.forgettings_due(at=at).values_list("pk", flat=True)):
        with transaction.atomic():
            forgotten += _forget(Forgetting.objects.get(pk=key), by, at)
    return forgotten


def _forget(forgetting: Forgetting, by: Person, at: datetime) -> bool:
    """Forget one person, if it is still wanted. Locks the person first, as a break does."""
    person = Person.objects.select_for_update(no_key=True).get(pk=forgetting.person_id)
    if not queries.forgettings_due(at=at).filter(pk=_locked(forgetting).pk).exists():
        return False
    if not rules.may_forget(by, person, at=at):
        return False
    leave_place(person=person, by=person, at=at)
    _erase_everywhere(person, by, at)
    Forgetting.objects.filter(pk=forgetting.pk).update(done_at=at, done_by=by)
    _record("people.forgotten", forgetting, by, at)
    return True


def _sweep_after(by: Person, at: datetime) -> None:
    """Erase once more what was forgotten within a day: something may have been written meanwhile.

    A page that was sent in the same moment does not wait for us, so its words can come after.
    """
    lately = Forgetting.objects.filter(done_at__gt=at - A_DAY, done_at__lt=at)
    for forgetting in lately.select_related("person").order_by("pk"):
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=forgetting.person_id)
            _erase_everywhere(forgetting.person, by, at)


def _erase_everywhere(person: Person, by: Person, at: datetime) -> None:
    for told in hooks.person_forgotten:
        told(person, by, at)
    _erase(person)


def _erase(person: Person) -> None:
    """Erase what this room holds of `person`; leave a row without a name, and a new code."""
    account = Account.objects.filter(person=person).first()
    if account is not None and account.email:
        JoinLink.objects.filter(email_index__of=account.email).delete()
    Account.objects.filter(person=person).delete()
    Tie.objects.filter(person=person).delete()
    Tie.objects.filter(party=person.pk).update(party=None)
    HowToTalkWithMe.objects.filter(person=person).delete()
    WhenNotWell.objects.filter(person=person).delete()
    Notice.objects.filter(pause__person=person).delete()
    Pause.objects.filter(person=person).delete()
    StandingWish.objects.filter(person=person).delete()
    DecisionNote.objects.filter(person=person).delete()
    papers = LegalPaper.objects.filter(Q(supporter__person=person) | Q(supporter__supporter=person))
    papers.delete()
    StandingWish.objects.filter(party=person.pk).update(party=None)
    Person.objects.filter(pk=person.pk).update(
        home=None, postcode="", latitude=None, longitude=None
    )
    Party.objects.filter(pk=person.pk).exclude(name=NAMELESS).update(
        name=NAMELESS, code=uuid.uuid4()
    )


def _locked(forgetting: Forgetting) -> Forgetting:
    rows = Forgetting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person").get(pk=forgetting.pk)


def _record(event: str, forgetting: Forgetting, by: Person, at: datetime) -> None:
    thing = f"people.forgetting:{forgetting.code}"
    record(event, by=by, at=at, about=forgetting.person, thing=thing)
