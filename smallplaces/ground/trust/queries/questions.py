"""Questions about the questions people ask of those who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from smallplaces.ground.people.models import Person

from ..models import Look, Question
from .mandates import has_mandate
from .sights import looks_at

HEARS_QUESTIONS = "trust.hear_questions"
"""The verb of a guardian: whoever holds it hears what nobody answered."""

State = Question.State


def looks_visible_to(viewer: Person) -> QuerySet[Look]:
    """Return the looks at `viewer`'s own things: each person reads their own log."""
    return looks_at(viewer).select_related("question__settled_by", "sight__viewer")


def looks_found(
    viewer: Person,
    *,
    who: str = "",
    shelf: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Look]:
    """Return the looks at `viewer` by people whose name has `who` in it, of one shelf, in a time.

    From `since`, before `until`. What is left out is not asked for.
    """
    found = looks_visible_to(viewer)
    found = found.filter(viewer__name__icontains=who) if who else found
    found = found.filter(shelf=shelf) if shelf else found
    found = found.filter(looked_at__gte=since) if since else found
    return found.filter(looked_at__lt=until) if until else found


@dataclass(frozen=True)
class LooksOfADay:
    """What one viewer opened of one shelf on one day: many looks read as one line."""

    first: Look
    looks: tuple[Look, ...]

    @property
    def others(self) -> tuple[Look, ...]:
        """Return the rest of that day."""
        return self.looks[1:]


def looks_by_day(looks: Iterable[Look]) -> list[LooksOfADay]:
    """Return `looks`, newest first, gathered by day, viewer and shelf."""

    def kind(look: Look) -> tuple[date, int, str]:
        return (timezone.localdate(look.looked_at), look.viewer_id, look.shelf)

    together: dict[tuple[date, int, str], list[Look]] = {}
    for look in looks:
        together.setdefault(kind(look), []).append(look)
    return [LooksOfADay(group[0], tuple(group)) for group in together.values()]


def questions_owed_by(viewer: Person) -> QuerySet[Question]:
    """Return what `viewer` was asked and has not answered, the soonest due first."""
    owed = Question.objects.filter(look__viewer=viewer, state__in=(State.WAITING, State.PASSED_ON))
    return owed.select_related("look", "asked_by").order_by("due_at", "pk")


def questions_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Question]:
    """Return the questions `viewer` may read: asked by them, asked of them, or heard by them."""
    questions = Question.objects.select_related("look__viewer", "asked_by")
    mine = questions.filter(asked_by=viewer) | questions.filter(look__viewer=viewer)
    if not is_guardian(viewer, at=at):
        return mine
    return mine | questions.exclude(passed_on_at=None)


def questions_heard_by(guardian: Person, *, at: datetime) -> QuerySet[Question]:
    """Return what was passed on and is not settled, oldest first; nothing for anyone else."""
    heard = Question.objects.filter(state=State.PASSED_ON)
    if not is_guardian(guardian, at=at):
        return heard.none()
    return heard.select_related("look__viewer", "asked_by").order_by("due_at", "pk")


def is_guardian(person: Person, *, at: datetime) -> bool:
    """Return whether `person` hears what nobody answered, at `at`."""
    return has_mandate(person, HEARS_QUESTIONS, at=at)
