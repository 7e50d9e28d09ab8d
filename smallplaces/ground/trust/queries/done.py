"""Questions about what supporters did for a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from smallplaces.ground.people.models import Person

from .. import hooks
from ..models import Record

SHOWN = 40
UNDONE = "trust.undone"


@dataclass(frozen=True)
class DoneForMe:
    """One thing that a supporter did: who, what, when, and whether it can be undone still."""

    number: int
    who: str
    what: str
    together: bool
    happened_at: datetime
    can_undo: bool
    is_undone: bool


def record_done_for(person: Person) -> QuerySet[Record]:
    """Return the records of what others did for `person`, newest first."""
    done = Record.objects.filter(about=person, details__for=str(person.code)).exclude(by=person)
    return done.select_related("by").order_by("-number")


def done_for(person: Person) -> list[DoneForMe]:
    """Return the last things that others did for `person`, newest first.

    Of the same thing done to the same thing by the same one, only the last: an answer is kept
    many times while it is written.
    """
    last: dict[tuple[str, str, int], Record] = {}
    for record in record_done_for(person).filter(event__in=hooks.event_sentences)[: 5 * SHOWN]:
        last.setdefault((record.event, record.thing, record.by_id), record)
    shown = list(last.values())[:SHOWN]
    undone = _undone(person)
    return [
        DoneForMe(
            number=record.number,
            who=record.by.name,
            what=hooks.event_sentences[record.event],
            together="with" in record.details,
            happened_at=record.happened_at,
            can_undo=record.event in hooks.undoers and record.number not in undone,
            is_undone=record.number in undone,
        )
        for record in shown
    ]


def is_undone(record: Record) -> bool:
    """Return whether the person has undone what `record` says."""
    return record.number in _undone(record.about_id)


def _undone(person: Person | int | None) -> set[int]:
    things = Record.objects.filter(event=UNDONE, about=person).values_list("thing", flat=True)
    return {int(thing.rpartition(":")[2]) for thing in things}
