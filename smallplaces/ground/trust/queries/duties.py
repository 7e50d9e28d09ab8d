"""What waits for someone because they looked, opened, hear or review. One question for them all."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q

from smallplaces.ground.people.models import Person

from ..models import BreakGlass, Question
from .glass import OPENS, REVIEWS
from .mandates import BEGINS_BY_LAW, NOTES_DECISIONS, mandates_of
from .questions import HEARS_QUESTIONS

State = Question.State


@dataclass(frozen=True)
class Duties:
    """Whether someone has answers to give or hear, has to do with need, sees papers of the law, or
    notes decisions.
    """

    answers: bool
    urgent: bool
    papers: bool = False
    decisions: bool = False


def duties_of(person: Person, *, at: datetime) -> Duties:
    """Return what waits for `person` at `at`. One query."""
    mandates = mandates_of(person, at=at).order_by()
    hears = Exists(mandates.filter(verb=HEARS_QUESTIONS, over=None))
    owed = Q(look__viewer=person.pk, state__in=(State.WAITING, State.PASSED_ON))
    answers = Question.objects.filter(owed | Q(hears, state=State.PASSED_ON))
    told = BreakGlass.objects.filter(advocate=person.pk, told_person_at=None)
    may = mandates.filter(verb__in=(OPENS, REVIEWS))
    found = Person.objects.filter(pk=person.pk).values_list(
        Exists(answers),
        Exists(told),
        Exists(may),
        Exists(mandates.filter(verb=BEGINS_BY_LAW)),
        Exists(mandates.filter(verb=NOTES_DECISIONS)),
    )
    has_answers, is_told, has_leave, papers, decisions = found.get()
    return Duties(has_answers, is_told or has_leave, papers, decisions)
