"""Questions about who may do what, and who acts for whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from smallplaces.ground.people.models import Person, Supporter

from ..models import Mandate

BEGINS_BY_LAW = "people.begin_by_law"
NOTES_DECISIONS = "people.note_decision"


def has_mandate(actor: Person, verb: str, *, over: Person | None = None, at: datetime) -> bool:
    """Return whether `actor` may do `verb` over `over` (or over the whole place) at `at`."""
    reach = Q(over=None) if over is None else Q(over=None) | Q(over=over)
    return Mandate.objects.filter(
        reach, holder=actor, verb=verb, given_at__lte=at, until__gt=at, ended_at=None
    ).exists()


def mandates_of(holder: Person, *, at: datetime) -> QuerySet[Mandate]:
    """Return what `holder` may do at `at`."""
    return Mandate.objects.filter(holder=holder, until__gt=at, ended_at=None).order_by("verb", "pk")


def supports_of(person: Person, *, at: datetime) -> QuerySet[Supporter]:
    """Return who acts for `person`, or was asked to and has not answered, while it stands."""
    standing = person.supporters.filter(ended_at=None, until__gt=at)
    found = standing.select_related("supporter", "paper__seen_by")
    return found.order_by("until", "pk")


def supports_asked_of(supporter: Person, *, at: datetime) -> QuerySet[Supporter]:
    """Return for whom `supporter` acts or was asked to act, while it stands at `at`."""
    return (
        supporter.supports.filter(ended_at=None, until__gt=at)
        .select_related("person")
        .order_by("accepted_at", "pk")
    )
