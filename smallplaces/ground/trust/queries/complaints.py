"""Questions about complaints: one's own, those one owes an answer, and who answers."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from smallplaces.foundation.holdings import FORGOTTEN
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person

from ..models import Complaint, Mandate
from .mandates import mandates_of
from .questions import HEARS_QUESTIONS

ANSWERS_COMPLAINTS = "trust.answer_complaints"
"""The verb of whoever answers when something is wrong with how data is kept."""

State = Complaint.State
COMPLAINT_WAITS = (State.RECEIVED, State.ACKNOWLEDGED, State.LOOKED_INTO)


def complaints_of(person: Person) -> QuerySet[Complaint]:
    """Return what `person` said is wrong, newest first."""
    mine = Complaint.objects.filter(person=person)
    return mine.select_related(
        "person", "said_by", "acknowledged_by", "looked_into_by", "answered_by", "not_for"
    ).order_by("-said_at", "-pk")


def complaints_visible_to(viewer: Person, whose: Person, *, at: datetime) -> QuerySet[Complaint]:
    """Return what `viewer` may read on the pages of `whose`: all of their own, newest first.

    Whoever acts for someone reads what they wrote down themselves, and nothing that the person said
    alone: it may be about them.
    """
    found = complaints_of(whose)
    if viewer == whose:
        return found
    support = people.supporting(whose, viewer, at=at)
    return found.filter(said_by=viewer) if support and support.writes else found.none()


def complaints_owed_by(viewer: Person, *, at: datetime) -> QuerySet[Complaint]:
    """Return what `viewer` may answer and nobody has, the soonest due first. One query.

    Those whose work it is may answer all; a guardian what is late, or what nobody else may
    answer. Never one's own, and never what its person does not want one to read.
    """
    mandates = mandates_of(viewer, at=at).filter(over=None, given_at__lte=at).order_by()
    answers = Exists(mandates.filter(verb=ANSWERS_COMPLAINTS))
    hears = Exists(mandates.filter(verb=HEARS_QUESTIONS))
    others = _holding(ANSWERS_COMPLAINTS, at).exclude(holder=OuterRef("person"))
    others = others.exclude(holder=Coalesce(OuterRef("not_for"), 0))  # 0 is nobody
    is_late = Q(answer_due_at__lte=at) | Q(acknowledged_by__is_the_house=True)
    nobody_else = ~Exists(others)
    waiting = Complaint.objects.filter(
        Q(answers) | (Q(hears) & (is_late | Q(nobody_else))), state__in=COMPLAINT_WAITS
    )
    waiting = waiting.exclude(person=viewer).exclude(not_for=viewer)
    return waiting.select_related("person", "said_by").order_by("answer_due_at", "pk")


def may_answer_complaint(viewer: Person, complaint: Complaint, *, at: datetime) -> bool:
    """Return whether `viewer` may answer `complaint` as it stands."""
    return complaints_owed_by(viewer, at=at).filter(pk=complaint.pk).exists()


def who_answers_complaint(complaint: Complaint, *, at: datetime) -> list[Person]:
    """Return everyone who may answer `complaint`, by name."""
    may = [
        mandate.holder
        for verb in (ANSWERS_COMPLAINTS, HEARS_QUESTIONS)
        for mandate in _holding(verb, at).select_related("holder").order_by("holder__name", "pk")
    ]
    return [each for each in dict.fromkeys(may) if may_answer_complaint(each, complaint, at=at)]


def people_who_answer(*, at: datetime) -> list[Person]:
    """Return those whose work it is to answer complaints, by name."""
    holders = _holding(ANSWERS_COMPLAINTS, at).values("holder")
    return list(Person.objects.filter(pk__in=holders).order_by("name", "pk"))


def somebody_answers(person: Person, *, at: datetime) -> bool:
    """Return whether anybody here but `person` answers complaints, by their work or as guardian."""
    verbs = (ANSWERS_COMPLAINTS, HEARS_QUESTIONS)
    return any(_holding(verb, at).exclude(holder=person).exists() for verb in verbs)


def complaints_to_forget(*, at: datetime) -> QuerySet[Complaint]:
    """Return those whose words need not be kept any longer at `at`."""
    return Complaint.objects.filter(keep_until__lte=at).exclude(words=FORGOTTEN).order_by("pk")


def _holding(verb: str, at: datetime) -> QuerySet[Mandate]:
    standing = Mandate.objects.filter(verb=verb, over=None, ended_at=None)
    return standing.filter(given_at__lte=at, until__gt=at, holder__left_at=None)
