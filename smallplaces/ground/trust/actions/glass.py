"""Opening what was not shared, when waiting would do harm; telling; and looking at it after."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person

from .. import emails, queries, rules
from ..models import BreakGlass, Look, Sight


@transaction.atomic
def break_glass(
    *,
    person: Person,
    shelf: Shelf,
    because: str,
    minutes: int = 60,
    why_not_told: str = "",
    by: Person,
    at: datetime,
) -> BreakGlass:
    """Open one shelf of `person` for at most an hour, because waiting would do harm.

    The person is told at once. With `why_not_told`, an independent advocate is told instead. While
    it is open, a repeat returns the first. Raises NotAllowed. Records `trust.glass_broken`.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    open_now = queries.opened_by(by, at=at).filter(sight__subject=person, sight__shelf=shelf)
    if (standing := open_now.first()) is not None:
        return standing
    because = rules.check_says_something(because, longest=300)
    rules.check_can_break_glass(by, person, shelf, minutes=minutes, at=at)
    why_not_told = why_not_told.replace("\x00", "").strip()[:300]
    advocate = rules.check_someone_is_told(person, by, why_not_told, at=at)
    until = at + timedelta(minutes=minutes)
    sight = Sight.objects.create(
        viewer_id=by.pk,
        subject=person,
        shelf=shelf,
        kind=Sight.Kind.BREAK_GLASS,
        because=because,
        starts_at=at,
        until=until,
        given_by=by,
    )
    is_told = advocate is None
    broken = BreakGlass.objects.create(
        sight=sight,
        because=because,
        opened_at=at,
        opened_by=by,
        until=until,
        told_person_at=at if is_told else None,
        told_person_by=by if is_told else None,
        advocate=advocate,
        why_not_told=why_not_told,
        review_due_at=at + rules.REVIEW_WITHIN,
    )
    Look.objects.create(
        viewer=by,
        subject=person,
        shelf=shelf,
        sight=sight,
        reason=Look.Reason.OWN_WORDS,
        words=because,
        looked_at=at,
    )
    emails.tell_of_break_glass(advocate or person)
    details = {"shelf": shelf.value, "minutes": minutes}
    _record(broken, "trust.glass_broken", by, at, tells=is_told, details=details)
    return broken


@transaction.atomic
def tell_person(*, broken: BreakGlass, by: Person, at: datetime) -> BreakGlass:
    """Tell the person now, as their advocate, what was opened and why. From then on they read it.

    A repeat changes nothing. Raises NotAllowed. Records `trust.person_told`.
    """
    broken = _locked(broken)
    rules.check_can_tell(by, broken)
    if broken.told_person_at is not None:
        return broken
    broken.told_person_at, broken.told_person_by = at, by
    broken.save(update_fields=["told_person_at", "told_person_by"])
    emails.tell_of_break_glass(broken.sight.subject)
    _record(broken, "trust.person_told", by, at, tells=True)
    return broken


@transaction.atomic
def review_break_glass(
    *, broken: BreakGlass, was_right: bool, finding: str, by: Person, at: datetime
) -> BreakGlass:
    """Say, as somebody else than who opened it, whether it was right to. Late is still needed.

    The same finding twice changes nothing. Raises NotAllowed. Records `trust.glass_reviewed`.
    """
    broken = _locked(broken)
    rules.check_can_review(by, broken, at=at)
    finding = rules.check_says_something(finding)
    if (broken.reviewed_by, broken.was_right, broken.finding) == (by, was_right, finding):
        return broken
    rules.check_is_not_reviewed(broken)
    broken.was_right, broken.finding = was_right, finding
    broken.reviewed_at, broken.reviewed_by = at, by
    broken.save(update_fields=["was_right", "finding", "reviewed_at", "reviewed_by"])
    is_told = broken.told_person_at is not None
    _record(broken, "trust.glass_reviewed", by, at, tells=is_told, details={"right": was_right})
    return broken


def _locked(broken: BreakGlass) -> BreakGlass:
    waiting = BreakGlass.objects.select_for_update(of=("self",), no_key=True)
    return waiting.select_related("sight__subject", "reviewed_by").get(pk=broken.pk)


def _record(
    broken: BreakGlass,
    event: str,
    by: Person,
    at: datetime,
    *,
    tells: bool,
    details: Mapping[str, object] | None = None,
) -> None:
    """Record it about the person once they are told; before, only about who did it."""
    about = broken.sight.subject if tells else by
    thing = f"trust.break_glass:{broken.code}"
    record(event, by=by, at=at, about=about, thing=thing, details=details or {})
