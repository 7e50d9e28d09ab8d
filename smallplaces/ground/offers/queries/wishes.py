"""Questions about wishes and what may fit them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Side, Suggestion, Wish
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

from .giving import open_offers


def wishes_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Wish]:
    """Return the wishes of everyone whose plan `viewer` may see, oldest first."""
    return Wish.objects.filter(trust.sees(viewer, Shelf.PLAN, at=at)).order_by("made_at", "pk")


def suggestions_for(wish: Wish, *, at: datetime) -> QuerySet[Suggestion]:
    """Return what may fit `wish`, nearest human answer first, without what is set aside or gone."""
    return (
        wish.suggestions.filter(set_aside_at=None)
        .filter(Q(listing__state=Listing.State.OPEN) | Q(offer__in=open_offers(at=at)))
        .exclude(known_already(wish.person))
        .select_related("listing__place", "offer__place")
        .order_by("nearness", "-score", "pk")
    )


def known_already(person: Person) -> Q:
    """Return the filter of listings and offers (on Suggestion) that need no suggesting to `person`.

    That is their own, whatever they asked about before, anything else of a person they asked
    before, and whatever belongs to someone to whom they said no themselves. What became of an
    ask makes no difference, so that a private no leaves no trace.
    """
    asking = Side.objects.filter(end=Side.End.ASKING, party=person).values("introduction")
    met = Side.objects.filter(end=Side.End.ASKED, introduction__in=asking)
    declined = Side.objects.filter(
        end=Side.End.ASKING,
        introduction__sides__in=Side.objects.filter(
            end=Side.End.ASKED, party=person, answer=Side.Answer.NO
        ),
    )
    people = (
        Q(pk=person.pk)
        | Q(pk__in=met.values("party"))
        | Q(pk__in=declined.values("party"))
    )
    known = Person.objects.filter(people).values("pk")
    return (
        Q(listing__keeper__in=known)
        | Q(offer__giver__in=known)
        | Q(listing__in=met.exclude(introduction__listing=None).values("introduction__listing"))
    )
