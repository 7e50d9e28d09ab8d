"""Notes about one decision at one time, and the person's own words beside them."""

from datetime import date, datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people import rules
from smallplaces.ground.people.models import DecisionNote, Person


@transaction.atomic
def note_decision(
    *,
    person: Person,
    decision: str,
    how_helped: str,
    could_decide: bool,
    why_not: str = "",
    best_interests: str = "",
    look_again_on: date,
    by: Person,
    at: datetime,
) -> DecisionNote:
    """Note how `person` was helped to make one decision, and whether they could, this time.

    The same decision noted by the same one at the same moment is one note. Raises NotAllowed (no
    leave, too little said). Records `people.decision_noted`.
    """
    rules.check_can_note_decision(by, person, at=at)
    words = rules.check_decision_words(
        decision=decision,
        how_helped=how_helped,
        could_decide=could_decide,
        why_not=why_not,
        best_interests=best_interests,
    )
    note, is_new = DecisionNote.objects.get_or_create(
        person=person,
        decision=words["decision"],
        noted_by=by,
        noted_at=at,
        defaults={**words, "could_decide": could_decide, "look_again_on": look_again_on},
    )
    if is_new:
        _record("people.decision_noted", note, by, at)
    return note


@transaction.atomic
def answer_decision_note(*, note: DecisionNote, words: str, by: Person, at: datetime) -> None:
    """Put the person's own words beside a note. Raises NotAllowed.

    Words that stand already change nothing. Records `people.decision_note_answered`.
    """
    rules.check_can_answer_note(by, note)
    words = rules.said(words, longest=rules.LONGEST_NOTE, optional=True)
    if DecisionNote.objects.filter(pk=note.pk).exclude(own_words=words).update(own_words=words):
        _record("people.decision_note_answered", note, by, at)


def _record(event: str, note: DecisionNote, by: Person, at: datetime) -> None:
    thing = f"people.decisionnote:{note.code}"
    record(event, by=by, at=at, about=note.person, thing=thing)
