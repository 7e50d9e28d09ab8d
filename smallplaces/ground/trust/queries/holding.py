"""What trust holds of a person: what they take along, and what becomes of it when they go."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from smallplaces.foundation.holdings import Ending, Fate, Holding, Made, Row, Table, plain
from smallplaces.ground.people.models import Person

from .. import hooks
from ..models import (
    BreakGlass,
    Complaint,
    Look,
    Mandate,
    Question,
    Record,
    Refusal,
    Sight,
    StandingSight,
)
from .glass import break_glass_about
from .sights import TOLD

TEXT: Row = {"type": "string"}
MAYBE_TEXT: Row = {"type": ["string", "null"]}
MOMENT: Row = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Row = {"type": ["string", "null"], "format": "date-time"}


def _sights(me: Person, at: datetime) -> QuerySet[Sight]:
    """Return who sees what of `me`, as far as they were told, and what others shared with `me`."""
    in_need = Q(kind=Sight.Kind.BREAK_GLASS)
    told = ~in_need | Q(break_glass__told_person_at__isnull=False)
    shared = Q(viewer=me.pk, kind__in=(Sight.Kind.SHARED, Sight.Kind.SUPPORTER))
    return Sight.objects.filter((Q(subject=me) & told) | shared).exclude(kind=Sight.Kind.SELF)


def _looks(me: Person, at: datetime) -> QuerySet[Look]:
    """Return who looked at `me`, as far as they were told, and at whom `me` looked."""
    return Look.objects.filter((Q(subject=me) & TOLD) | Q(viewer=me)).distinct()


def _answers(me: Person, at: datetime) -> Iterator[Row]:
    """Yield what `me` was asked about a look of theirs, without the words of whoever asked."""
    asked = Question.objects.filter(look__viewer=me).select_related("look").order_by("pk")
    for question in asked:
        yield {
            "look": str(question.look.code),
            "asked_at": plain(question.asked_at),
            "due_at": plain(question.due_at),
            "state": question.state,
            "answer": question.answer,
            "answered_at": plain(question.answered_at),
        }


def _plainly(event: str) -> str:
    """Return an event that has no sentence of its own as words: "voices: said"."""
    return event.replace(".", ": ").replace("_", " ")


def _records(me: Person, at: datetime) -> Iterator[Row]:
    """Yield the lines of the log about `me`, and of what `me` did for others only that they did."""
    found = Record.objects.filter(Q(about=me.pk) | Q(by=me)).select_related("by")
    for record in found.order_by("number").iterator(chunk_size=2000):
        is_mine = record.about_id == me.pk
        yield {
            "number": record.number,
            "event": record.event,
            "in_words": hooks.event_sentences.get(record.event, _plainly(record.event)),
            "by": record.by.name,
            "is_about_me": is_mine,
            "thing": record.thing if is_mine else None,
            "details": record.details if is_mine else None,
            "happened_at": plain(record.happened_at),
        }


HOLDINGS: tuple[Holding, ...] = (
    Table(Sight, "Who may see what of mine, and what is shared with me", _sights),
    Table(
        StandingSight,
        "Who may see something of mine in a break",
        lambda me, at: StandingSight.objects.filter(subject=me),
    ),
    Table(
        Refusal,
        "Who may never see something of mine",
        lambda me, at: Refusal.objects.filter(person=me),
    ),
    Table(Look, "Who looked at something of mine, and where I looked", _looks),
    Table(
        Question,
        "What I asked those who looked",
        lambda me, at: Question.objects.filter(asked_by=me),
    ),
    Made(
        "trust.answer",
        "What I answered when somebody asked why I looked",
        {
            "look": TEXT,
            "asked_at": MOMENT,
            "due_at": MOMENT,
            "state": TEXT,
            "answer": TEXT,
            "answered_at": MAYBE_MOMENT,
        },
        _answers,
    ),
    Table(
        BreakGlass,
        "What was opened of mine in need",
        lambda me, at: break_glass_about(me),
        leave_out={
            "advocate": "An advocate is told in confidence. Ask them.",
            "why_not_told": "It was said to an advocate in confidence. Ask them.",
        },
    ),
    Table(
        Mandate,
        "What I may do, and who may do something for me",
        lambda me, at: Mandate.objects.filter(Q(holder=me) | Q(over=me.pk)),
    ),
    Table(
        Complaint,
        "What I said is wrong with how my data is kept",
        lambda me, at: Complaint.objects.filter(person=me),
    ),
    Made(
        "trust.record",
        "What was done: the log",
        {
            "number": {"type": "integer"},
            "event": TEXT,
            "in_words": TEXT,
            "by": TEXT,
            "is_about_me": {"type": "boolean"},
            "thing": MAYBE_TEXT,
            "details": {"type": ["object", "null"]},
            "happened_at": MOMENT,
        },
        _records,
    ),
)
NOT_TAKEN: dict[str, str] = {}
ENDINGS = (
    Ending(
        Fate.ERASED,
        "whom you never wanted to see something",
        ("trust.refusal", "trust.standingsight"),
    ),
    Ending(
        Fate.NAMELESS,
        "who could see what, who looked, and who asked why",
        ("trust.sight", "trust.look", "trust.question", "trust.breakglass"),
        "Others may read who looked at them. What was said about you is erased.",
    ),
    Ending(
        Fate.NAMELESS,
        "what you had leave to do",
        ("trust.mandate",),
        "Others must be able to see by what right something was done.",
    ),
    Ending(
        Fate.NAMELESS,
        "the log: that something was done, and when",
        ("trust.record",),
        "Each line seals the one before. None holds a word that anyone wrote.",
    ),
    Ending(
        Fate.KEPT,
        "what you told us is wrong, and what was answered",
        ("trust.complaint",),
        "You, or we, may need it in court.",
        term="complaint.keep",
    ),
)
