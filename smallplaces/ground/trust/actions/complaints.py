"""Saying that something is wrong with how one's data is kept, and answering it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from smallplaces.foundation.holdings import FORGOTTEN
from smallplaces.foundation.recording import record
from smallplaces.foundation.terms import term_of
from smallplaces.ground.people.models import Person

from .. import emails, queries, rules
from ..models import Complaint

State = Complaint.State


@transaction.atomic
def complain(
    *,
    person: Person,
    kind: str,
    words: str,
    not_for: Person | None = None,
    by: Person,
    at: datetime,
) -> Complaint:
    """Say that something is wrong with how `person`'s data is kept. They are owed an answer.

    Whoever acts for them may say it for them. What the person said alone stays theirs alone.

    The same words again, while it waits, return the first. Raises NotAllowed, ValueError for a
    kind there is not. Records `trust.complained`.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rules.check_can_complain(by, person, at=at)
    words = rules.check_says_something(words, longest=rules.LONGEST_COMPLAINT)
    waiting = queries.complaints_of(person).filter(state__in=queries.COMPLAINT_WAITS)
    if (same := waiting.filter(words=words).first()) is not None:
        return same

    def after(name: str) -> datetime:
        return term_of(name, on=at.date()).after(at)

    complaint = Complaint.objects.create(
        person=person,
        kind=Complaint.Kind(kind),
        words=words,
        not_for=not_for,
        said_at=at,
        said_by=by,
        acknowledge_due_at=after("complaint.acknowledge"),
        answer_due_at=after("complaint.answer"),
        closes_at=after("complaint.close"),
    )
    _tell_who_answers(complaint, at)
    _record(complaint, "trust.complained", by, at)
    return complaint


@transaction.atomic
def acknowledge_complaint(*, complaint: Complaint, by: Person, at: datetime) -> Complaint:
    """Say that one has read it. A repeat changes nothing. Raises NotAllowed.

    Records `trust.complaint_acknowledged`.
    """
    complaint = _locked(complaint)
    rules.check_can_answer_complaint(by, complaint, at=at)
    if complaint.state == State.ACKNOWLEDGED:
        return complaint
    return _move(complaint, State.ACKNOWLEDGED, by, at, acknowledged_at=at, acknowledged_by=by)


@transaction.atomic
def look_into_complaint(*, complaint: Complaint, by: Person, at: datetime) -> Complaint:
    """Say that one is finding out what happened. A repeat changes nothing. Raises NotAllowed.

    Records `trust.complaint_looked_into`.
    """
    complaint = _locked(complaint)
    rules.check_can_answer_complaint(by, complaint, at=at)
    if complaint.state == State.LOOKED_INTO:
        return complaint
    return _move(complaint, State.LOOKED_INTO, by, at, looked_into_at=at, looked_into_by=by)


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, answer: str, was_right: bool, by: Person, at: datetime
) -> Complaint:
    """Say what was found, and whether the person was right. Late is better than never.

    The same answer twice changes nothing. Raises NotAllowed. Records `trust.complaint_answered`.
    """
    complaint = _locked(complaint)
    rules.check_can_answer_complaint(by, complaint, at=at)
    answer = rules.check_says_something(answer, longest=rules.LONGEST_COMPLAINT)
    if complaint.state == State.ANSWERED and complaint.answer == answer:
        return complaint
    said = {"answer": answer, "was_right": was_right, "answered_at": at, "answered_by": by}
    complaint = _move(complaint, State.ANSWERED, by, at, **said)
    _tell_who_said_it(complaint)
    return complaint


@transaction.atomic
def take_back_complaint(*, complaint: Complaint, by: Person, at: datetime) -> Complaint:
    """Say that it is settled, or need not be answered. A repeat changes nothing.

    Raises NotAllowed. Records `trust.complaint_taken_back`.
    """
    complaint = _locked(complaint)
    rules.check_is_oneself(by, complaint.person)
    if complaint.state == State.TAKEN_BACK:
        return complaint
    return _move(complaint, State.TAKEN_BACK, by, at)


def acknowledge_complaints(*, by: Person, at: datetime) -> int:
    """Tell whoever complained that it arrived, where nobody said so in time. Return how many.

    A round of The House; a repeat changes nothing. A guardian hears of it from then on.
    Raises NotAllowed. Records `trust.complaint_acknowledged`.
    """
    late = Complaint.objects.filter(state=State.RECEIVED, acknowledge_due_at__lte=at)
    said = {"acknowledged_at": at, "acknowledged_by": by}

    def acknowledge(complaint: Complaint) -> None:
        _tell_who_answers(_move(complaint, State.ACKNOWLEDGED, by, at, **said), at)

    return _each(late.values_list("pk", flat=True), State.ACKNOWLEDGED, acknowledge, by, at)


def remind_of_complaints(*, by: Person, at: datetime) -> int:
    """Write once to those who owe an answer, a week before it is due. Return how many.

    A round of The House; a repeat changes nothing. Raises NotAllowed. Records
    `trust.complaint_reminded`.
    """
    rules.check_has_mandate(by, rules.KEEPS_QUESTIONS, at=at)
    soon = Q(state__in=queries.COMPLAINT_WAITS, reminded_at=None)
    soon &= Q(answer_due_at__lte=at + rules.REMIND_BEFORE)
    reminded = 0
    for key in list(Complaint.objects.filter(soon).values_list("pk", flat=True)):
        with transaction.atomic():
            complaint = _locked(Complaint(pk=key))
            if Complaint.objects.filter(soon, pk=key).update(reminded_at=at):
                _tell_who_answers(complaint, at)
                _record(complaint, "trust.complaint_reminded", by, at)
                reminded += 1
    return reminded


def close_complaints(*, by: Person, at: datetime) -> int:
    """Say of every complaint that nobody answered that it never was. Return how many.

    A round of The House; a repeat changes nothing. The person reads that they can go elsewhere.
    Raises NotAllowed. Records `trust.complaint_closed`.
    """
    waited = Complaint.objects.filter(state__in=queries.COMPLAINT_WAITS, closes_at__lte=at)

    def close(complaint: Complaint) -> None:
        _move(complaint, State.NEVER_ANSWERED, by, at)
        _tell_who_said_it(complaint)

    return _each(waited.values_list("pk", flat=True), State.NEVER_ANSWERED, close, by, at)


def forget_complaints(*, by: Person, at: datetime) -> int:
    """Erase the words of complaints by people who are forgotten, when their time is over.

    A round of The House; a repeat changes nothing. Raises NotAllowed. Records
    `trust.complaint_forgotten`.
    """
    rules.check_has_mandate(by, rules.KEEPS_QUESTIONS, at=at)
    forgotten = 0
    for key in list(queries.complaints_to_forget(at=at).values_list("pk", flat=True)):
        with transaction.atomic():
            complaint = _locked(Complaint(pk=key))
            if queries.complaints_to_forget(at=at).filter(pk=key).exists():
                complaint.words = FORGOTTEN
                complaint.answer = FORGOTTEN if complaint.answer else ""
                complaint.save(update_fields=["words", "answer"])
                _record(complaint, "trust.complaint_forgotten", by, at)
                forgotten += 1
    return forgotten


NAMES = {
    State.ACKNOWLEDGED: "trust.complaint_acknowledged",
    State.LOOKED_INTO: "trust.complaint_looked_into",
    State.ANSWERED: "trust.complaint_answered",
    State.TAKEN_BACK: "trust.complaint_taken_back",
    State.NEVER_ANSWERED: "trust.complaint_closed",
}


def _move(
    complaint: Complaint, then: Complaint.State, by: Person, at: datetime, **said: Any
) -> Complaint:
    rules.check_complaint_can_move(complaint, then)
    for name, value in {"state": then, **said}.items():
        setattr(complaint, name, value)
    complaint.save(update_fields=["state", *said])
    _record(complaint, NAMES[then], by, at)
    return complaint


def _each(
    keys: Any, then: Complaint.State, move: Callable[[Complaint], None], by: Person, at: datetime
) -> int:
    """Move each complaint on its own, if it can still be moved. Return how many were."""
    rules.check_has_mandate(by, rules.KEEPS_QUESTIONS, at=at)
    moved = 0
    for key in list(keys):
        with transaction.atomic():
            complaint = _locked(Complaint(pk=key))
            if then in rules.COMPLAINT_STAGES.moves[State(complaint.state)]:
                move(complaint)
                moved += 1
    return moved


def _tell_who_said_it(complaint: Complaint) -> None:
    for whom in {complaint.person, complaint.said_by}:
        emails.tell_to_read(whom)


def _tell_who_answers(complaint: Complaint, at: datetime) -> None:
    for whom in queries.who_answers_complaint(complaint, at=at):
        emails.tell_to_read(whom)


def _locked(complaint: Complaint) -> Complaint:
    complaints = Complaint.objects.select_for_update(of=("self",), no_key=True)
    return complaints.select_related("person", "said_by").get(pk=complaint.pk)


def _record(complaint: Complaint, event: str, by: Person, at: datetime) -> None:
    thing = f"trust.complaint:{complaint.code}"
    record(event, by=by, at=at, about=complaint.person, thing=thing)
