"""Questions about wishes and what may fit them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Side, Suggestion, Wish
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

from .giving import is_open


def wishes_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Wish]:
    """Return the wishes of everyone whose plan `viewer` may see, oldest first."""
    return Wish.objects.filter(trust.sees(viewer, Shelf.PLAN, at=at)).order_by("made_at", "pk")


def suggestions_for(person: Person, *, at: datetime) -> dict[int, list[Suggestion]]:
    """Return what may fit each wish of `person`, by the wish's key, nearest human answer first.

    Without what was set aside, is gone, or needs no suggesting. Two queries, however many wishes: a
    wish keeps only a handful of suggestions, so they are sifted here.
    """
    known = known_already(person)
    kept = (
        Suggestion.objects.filter(wish__person=person, set_aside_at=None)
        .select_related("listing__place", "offer__place", "offer__giver")
        .defer("listing__words")
        .order_by("nearness", "-score", "pk")
    )
    found: dict[int, list[Suggestion]] = {}
    for suggestion in kept:
        if _stands(suggestion, known, at):
            found.setdefault(suggestion.wish_id, []).append(suggestion)
    return found


def _stands(suggestion: Suggestion, known: "KnownAlready", at: datetime) -> bool:
    listing, offer = suggestion.listing, suggestion.offer
    if listing is not None:
        is_new = listing.pk not in known.listings and listing.keeper_id not in known.parties
        return is_new and listing.state == Listing.State.OPEN
    return offer is not None and offer.giver_id not in known.parties and is_open(offer, at=at)


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
