"""Questions about who works here, and who may give whom a new card."""

from datetime import datetime

from django.db.models import Exists

from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Membership, Role
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person

from .mandates import has_mandate, mandates_of

ISSUE_CARD = "people.issue_card"


def works_here(person: Person, at: datetime) -> bool:
    """Return whether `person` works here, so that one key is not enough to come in.

    The one rule: they hold a mandate over anyone but themselves, or wear the hat of a go-between,
    who reads what others ask for, or belong to a circle as someone who works in it. Keeping a
    listing does not count: what a keeper writes is public, and every version is kept.
    """
    mandates = mandates_of(person, at=at).filter(given_at__lte=at)
    over_others = Exists(mandates.exclude(over=person))
    hats = circles.roles_worn(at).filter(person=person, kind=Role.Kind.GO_BETWEEN)
    working = circles.memberships_of(person).filter(kind=Membership.Kind.WORKER)
    answers = over_others | Exists(hats) | Exists(working)
    return Person.objects.filter(answers, pk=person.pk).exists()


def may_issue_card(actor: Person, person: Person, at: datetime) -> bool:
    """Return whether `actor` was given leave to give `person` a new card."""
    return has_mandate(actor, ISSUE_CARD, over=person, at=at)


def people_given_cards_by(actor: Person, at: datetime) -> list[Person] | None:
    """Return to whom `actor` may give a new card, by name; None when it is everyone here."""
    if has_mandate(actor, ISSUE_CARD, at=at):
        return None
    mine = mandates_of(actor, at=at).filter(verb=ISSUE_CARD, given_at__lte=at, over__isnull=False)
    return list(people.people_with_a_way_in().filter(pk__in=mine.values("over")))
