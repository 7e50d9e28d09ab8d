"""The plan: wishes, the steps towards them, and what might fit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import queries as offers
from smallplaces.ground.offers.models import Step, Suggestion, Wish
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

SHOWN_SUGGESTIONS = 3


@dataclass(frozen=True)
class WishSeen:
    """A wish with its steps, oldest first, and the suggestions that are nearest."""

    wish: Wish
    steps: list[Step]
    suggestions: list[Suggestion]


def plan_of(person: Person, viewer: Person, *, at: datetime) -> list[WishSeen]:
    """Return the wishes of `person` that `viewer` may see: open ones first, oldest first."""
    standing = Step.objects.filter(dropped_at=None).order_by("made_at", "pk")
    seen = offers.wishes_visible_to(viewer, at=at).filter(person=person).select_related("person")
    wishes = list(seen.prefetch_related(Prefetch("steps", queryset=standing)))
    suggestions = offers.suggestions_for(person, at=at)
    order = list(Wish.State)
    wishes.sort(key=lambda wish: order.index(Wish.State(wish.state)))
    return [
        WishSeen(wish, list(wish.steps.all()), suggestions.get(wish.pk, [])[:SHOWN_SUGGESTIONS])
        for wish in wishes
    ]


def steps_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Step]:
    """Return the steps of every plan `viewer` may see."""
    seen = trust.sees(viewer, Shelf.PLAN, at=at, person="wish__person")
    return Step.objects.filter(seen).select_related("wish__person")
