"""Hiding everything at once, and what is forgotten of seeing and being seen."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from smallplaces.foundation.holdings import FORGOTTEN
from smallplaces.foundation.recording import record
from smallplaces.foundation.terms import term_of
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Person
from smallplaces.ground.places import queries as places

from .. import queries, rules
from ..models import BreakGlass, Complaint, Look, Mandate, Question, Refusal, Sight, StandingSight


@transaction.atomic
def hide_everything(*, person: Person, by: Person, at: datetime) -> int:
    """Let nobody else see anything of `person` from now on: end every sight, and every support.

    What will be opened in a break is closed too. Returns how many sights ended; a repeat changes
    nothing. Raises NotAllowed. Records `trust.everything_hidden`, `people.support_ended`.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rules.check_is_oneself(by, person)
    for supporter in queries.supports_of(person, at=at).order_by("pk"):
        people.end_support(supporter=supporter, by=by, at=at)
    ended = {"ended_at": at, "ended_by": by}
    sights = Sight.objects.filter(subject=person, ended_at=None).exclude(kind=Sight.Kind.SELF)
    hidden = sights.update(**ended)
    hidden += StandingSight.objects.filter(subject=person, ended_at=None).update(**ended)
    if hidden:
        record("trust.everything_hidden", by=by, at=at, about=person, details={"sights": hidden})
    return hidden


def forget_seeing(person: Person, by: Person, at: datetime) -> None:
    """Take the words about `person` out of every sight, look, question and opening in need.

    The rows stay, with no name: others may read who looked at them. Called when `person` is
    forgotten. What they said is wrong is kept with its words as long as the law asks.
    """
    Refusal.objects.filter(person=person).delete()
    StandingSight.objects.filter(subject=person).delete()
    Sight.objects.filter(subject=person, kind=Sight.Kind.SELF).delete()
    _without_words(Sight, Q(subject=person) | Q(viewer=person.pk), "because")
    _without_words(Mandate, Q(holder=person) | Q(over=person.pk), "because")
    _without_words(Look, Q(subject=person), "words")
    _without_words(Question, Q(asked_by=person), "words", "answer", "outcome")
    opened = Q(sight__subject=person)
    _without_words(BreakGlass, opened, "because", "why_not_told", "finding")
    _keep_complaints(person, at)


def _without_words(
    table: type[Sight | Mandate | Look | Question | BreakGlass], whose: Q, *columns: str
) -> None:
    """Put FORGOTTEN in place of what was written in `columns`; what is empty stays empty."""
    for column in columns:
        written = table._default_manager.filter(whose).exclude(**{column: ""})
        written.exclude(**{column: FORGOTTEN}).update(**{column: FORGOTTEN})


def _keep_complaints(person: Person, at: datetime) -> None:
    nation = places.path_of(person.home)[0].name if person.home else ""
    keep_until = term_of("complaint.keep", nation=nation, on=at.date()).after(at)
    mine = Complaint.objects.filter(person=person)
    mine.update(keep_until=Coalesce(F("keep_until"), Value(keep_until)))
