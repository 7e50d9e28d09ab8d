"""Questions about wishes and what may fit them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Side, Suggestion, Wish
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

from .giving import open_offers

NEAREST_FIRST = ("nearness", "-score", "pk")


def wishes_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Wish]:
    """Return the wishes of everyone whose plan `viewer` may see, oldest first."""
    return Wish.objects.filter(trust.sees(viewer, Shelf.PLAN, at=at)).order_by("made_at", "pk")


def suggestions_for(wish: Wish, *, at: datetime) -> QuerySet[Suggestion]:
    """Return what may fit `wish`, nearest human answer first, without what is set aside or gone."""
    return _fresh_suggestions(wish.person, at=at).filter(wish=wish).order_by(*NEAREST_FIRST)


def nearest_suggestions(
    person: Person, *, limit: int, at: datetime
) -> dict[int, list[Suggestion]]:
    """Return the first `limit` of `suggestions_for` each open wish of `person`, by its key.

    Two queries, however many wishes.
    """
    place = Window(RowNumber(), partition_by="wish", order_by=NEAREST_FIRST)
    fresh = _fresh_suggestions(person, at=at).filter(wish__state=Wish.State.OPEN)
    found: dict[int, list[Suggestion]] = {}
    for suggestion in fresh.annotate(place=place).filter(place__lte=limit).order_by("place"):
        found.setdefault(suggestion.wish_id, []).append(suggestion)
    return found


def _fresh_suggestions(person: Person, *, at: datetime) -> QuerySet[Suggestion]:
    known = known_already(person)
    return (
        Suggestion.objects.filter(wish__person=person, set_aside_at=None)
        .filter(Q(listing__state=Listing.State.OPEN) | Q(offer__in=open_offers(at=at)))
        .exclude(listing__keeper__in=known.parties)
        .exclude(offer__giver__in=known.parties)
        .exclude(listing__in=known.listings)
        .select_related("listing__place", "offer__place")
    )


def suggestions_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Suggestion]:
    """Return the suggestions for wishes that `viewer` may see, which are not set aside."""
    wishes = wishes_visible_to(viewer, at=at).order_by().values("pk")
    return Suggestion.objects.filter(wish__in=wishes, set_aside_at=None).select_related(
        "wish__person", "listing", "offer__place"
    )


@dataclass(frozen=True, slots=True)
class KnownAlready:
    """What needs no suggesting to someone: the keys of parties, and of listings."""

    parties: frozenset[int]
    listings: frozenset[int]


def known_already(person: Person) -> KnownAlready:
    """Return what needs no suggesting to `person`. One query.

    That is themself, whoever and whatever they asked about before, and everyone they said no to.
    What became of an ask makes no difference, so that a private no leaves no trace.
    """
    asking, said_no = Q(end=Side.End.ASKING), Q(end=Side.End.ASKED, answer=Side.Answer.NO)
    rows = Side.objects.filter(asking | said_no, party=person).values_list(
        "end", "introduction__sides__party", "introduction__listing"
    )
    parties = {person.pk, *(party for _, party, _ in rows)}
    listings = {listing for end, _, listing in rows if listing and end == Side.End.ASKING}
    return KnownAlready(frozenset(parties), frozenset(listings))
