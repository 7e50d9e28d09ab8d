"""Questions about what opens while someone takes a break."""

from datetime import datetime

from django.db.models import QuerySet

from smallplaces.ground.people.models import Person

from ..models import StandingSight


def standing_sights_of(person: Person, *, at: datetime) -> QuerySet[StandingSight]:
    """Return who will see what of `person` while they take a break, soonest to end first."""
    standing = StandingSight.objects.filter(subject=person, ended_at=None, until__gt=at)
    return standing.select_related("viewer").order_by("until", "pk")
