"""A note about one decision, on one day; never a flag about a person."""

from datetime import timedelta
from typing import Any

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import DecisionNote, Person
from smallplaces.ground.trust import actions as trust
from tests.cast import AT, Cast
from tests.log import recorded

WORDS: dict[str, Any] = {
    "decision": "To move.",
    "how_helped": "We saw the flat twice.",
    "could_decide": True,
}
COULD_NOT: dict[str, Any] = {"could_decide": False, "why_not": "She could not keep it in mind.",
             "best_interests": "She stays where she is."}  # fmt: skip


@pytest.fixture
def hana_notes(cast: Cast) -> Cast:
    """Return the cast with Hana given leave to note decisions of Amina."""
    trust.give_mandate(
        holder=cast.hana, verb="people.note_decision", over=cast.amina, because="She helps.",
        until=AT + timedelta(days=9), by=cast.amina, at=AT,
    )  # fmt: skip
    return cast


def note(cast: Cast, *, by: Person | None = None, **changed: Any) -> DecisionNote:
    said = {**WORDS, "look_again_on": AT.date(), **changed}
    return actions.note_decision(person=cast.amina, by=by or cast.hana, at=AT, **said)


def test_a_note_is_kept_once_and_recorded(hana_notes: Cast) -> None:
    assert note(hana_notes) == note(hana_notes)
    assert len(recorded("people.decision_noted", hana_notes.amina)) == 1
    assert list(queries.decision_notes_about(hana_notes.amina)) == [DecisionNote.objects.get()]


def test_where_someone_could_not_decide_it_says_why_and_what_was_done(hana_notes: Cast) -> None:
    assert not note(hana_notes, **COULD_NOT).could_decide
    for missing in ("why_not", "best_interests"):
        with pytest.raises(NotAllowed):
            note(hana_notes, decision="To sell.", **{**COULD_NOT, missing: "  "})


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": " "},
        {"how_helped": ""},
        {"why_not": "Something."},
        {"decision": "x" * 301},
        {"how_helped": "x" * 2_001},
    ],
    ids=["no decision", "no help", "could, yet why not", "long", "longer"],
)
def test_a_note_that_says_too_little_or_too_much_is_not_kept(
    hana_notes: Cast, wrong: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        note(hana_notes, **wrong)
    assert not DecisionNote.objects.exists()


@pytest.mark.parametrize("who", ["amina", "cerys", "gwen", "dev", "the_house"])
def test_only_someone_with_leave_writes_one(hana_notes: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        note(hana_notes, by=getattr(hana_notes, who))


def test_the_person_writes_beside_it_and_nobody_else(hana_notes: Cast) -> None:
    kept = note(hana_notes)
    for who in (hana_notes.hana, hana_notes.cerys):
        with pytest.raises(NotAllowed):
            actions.answer_decision_note(note=kept, words="No.", by=who, at=AT)
    for _ in range(2):
        actions.answer_decision_note(note=kept, words="I did.", by=hana_notes.amina, at=AT)
    assert DecisionNote.objects.get().own_words == "I did."
    assert len(recorded("people.decision_note_answered", hana_notes.amina)) == 1
