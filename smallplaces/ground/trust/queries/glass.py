"""Questions about what was opened without being shared."""

from datetime import datetime

from django.db.models import Exists, Q, QuerySet

from smallplaces.ground.people.models import Person

from ..models import BreakGlass, Mandate
from .mandates import has_mandate, mandates_of

OPENS = "trust.break_glass"
"""The verb of whoever may open a shelf in need: over one person, or over the whole place."""
REVIEWS = "trust.review_break_glass"
ADVOCATES = "trust.advocate"
"""The verb of an independent advocate, who is told where telling the person is not safe."""


def may_open(viewer: Person, person: Person, *, at: datetime) -> bool:
    """Return whether `viewer` may open a shelf of `person` in need."""
    return people_to_open(viewer, at=at).filter(pk=person.pk).exists()


def people_to_open(viewer: Person, *, at: datetime) -> QuerySet[Person]:
    """Return everyone whose shelves `viewer` may open in need: nobody, some, or all others."""
    mandates = mandates_of(viewer, at=at).filter(verb=OPENS).order_by()
    people = Person.objects.filter(left_at=None, is_the_house=False).exclude(pk=viewer.pk)
    everyone = Exists(mandates.filter(over=None))
    return people.filter(everyone | Q(pk__in=mandates.values("over"))).select_related("home")


def advocate_for(person: Person, opener: Person, *, at: datetime) -> Person | None:
    """Return an independent advocate for `person`: neither they nor `opener`."""
    standing = Mandate.objects.filter(
        Q(over=None) | Q(over=person.pk),
        verb=ADVOCATES,
        given_at__lte=at,
        until__gt=at,
        ended_at=None,
        holder__left_at=None,
    )
    others = standing.exclude(holder__in=[person.pk, opener.pk]).select_related("holder")
    first = others.order_by("over", "pk").first()  # their own advocate before that of the place
    return first.holder if first else None


def opened_by(viewer: Person, *, at: datetime) -> QuerySet[BreakGlass]:
    """Return what `viewer` has open now in need."""
    mine = BreakGlass.objects.filter(opened_by=viewer, until__gt=at, sight__ended_at=None)
    return mine.select_related("sight__subject").order_by("until", "pk")


def break_glass_to_review(reviewer: Person, *, at: datetime) -> QuerySet[BreakGlass]:
    """Return what `reviewer` may review and nobody has, the longest due first."""
    waiting = BreakGlass.objects.filter(reviewed_at=None).exclude(opened_by=reviewer)
    waiting = waiting.exclude(sight__subject=reviewer)
    if not has_mandate(reviewer, REVIEWS, at=at):
        return waiting.none()
    return _whole(waiting).order_by("review_due_at", "pk")


def break_glass_told_to(advocate: Person) -> QuerySet[BreakGlass]:
    """Return what `advocate` was told instead of the person, who has not been told yet."""
    waiting = BreakGlass.objects.filter(advocate=advocate, told_person_at=None)
    return _whole(waiting).order_by("opened_at", "pk")


def break_glass_about(person: Person) -> QuerySet[BreakGlass]:
    """Return what was opened of `person` in need, as far as they were told, newest first."""
    told = BreakGlass.objects.filter(sight__subject=person, told_person_at__isnull=False)
    return told.select_related("sight", "opened_by", "reviewed_by").order_by("-opened_at", "-pk")


def overdue_reviews(*, at: datetime) -> QuerySet[BreakGlass]:
    """Return what should have been reviewed by `at` and was not."""
    return BreakGlass.objects.filter(reviewed_at=None, review_due_at__lte=at)


def _whole(found: QuerySet[BreakGlass]) -> QuerySet[BreakGlass]:
    return found.select_related("sight__subject", "opened_by")
