"""Questions about whom a person never wants to see something of theirs."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.people.models import Party, Person

from ..models import Refusal


def refusals_of(person: Person) -> QuerySet[Refusal]:
    """Return whom `person` refuses now, by name."""
    standing = Refusal.objects.filter(person=person, ended_at=None)
    return standing.select_related("refused").order_by("refused__name", "pk")


def refuses(person: Person, party: Party, shelf: Shelf) -> bool:
    """Return whether `person` said that `party` may never see `shelf`."""
    standing = refusals_of(person).filter(shelf__in=(shelf, Refusal.EVERYTHING))
    return standing.filter(refused=party.pk).exists()


def refusals_against(viewer: Person, *, at: datetime) -> QuerySet[Refusal]:
    """Return, inside a query over sights, the refusals that go before one for `viewer`.

    A refusal of a circle holds for everyone who belongs to it.
    """
    mine = circles.belongings_at(viewer, at=at).values("circle")
    return Refusal.objects.filter(
        Q(refused=viewer.pk) | Q(refused__in=mine),
        Q(shelf=OuterRef("shelf")) | Q(shelf=Refusal.EVERYTHING),
        person=OuterRef("subject"),
        said_at__lte=at,
        ended_at=None,
    )
