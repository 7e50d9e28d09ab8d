"""Questions about offers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from smallplaces.ground.offers.models import Offer
from smallplaces.ground.people.models import Person


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """All that others learn of an offer before both said yes: its words and the rough area."""

    code: UUID
    words: str
    area: str


def offers_of(person: Person) -> QuerySet[Offer]:
    """Return what `person` would like to give, newest first, without what they took back."""
    return (
        Offer.objects.filter(giver=person)
        .exclude(state=Offer.State.TAKEN_BACK)
        .select_related("place")
        .order_by("-made_at", "-pk")
    )


def open_offers(*, at: datetime) -> QuerySet[Offer]:
    """Return the offers that stand open at `at`, by people who are here and take no break."""
    return Offer.objects.filter(
        state=Offer.State.OPEN, until__gt=at, rests_since=None, giver__left_at=None
    )


def is_open(offer: Offer, *, at: datetime) -> bool:
    """Return whether `offer` is one of `open_offers`."""
    return offer.state == Offer.State.OPEN and offer.until > at and offer.giver.left_at is None


def offers_seen_by(viewer: Person, *, at: datetime) -> QuerySet[Offer]:
    """Return other people's open offers. Show `offer_seen`  of them, never the row itself."""
    return open_offers(at=at).exclude(giver=viewer).select_related("place")


def offer_seen(offer: Offer) -> OfferSeen:
    """Return what a stranger may read of `offer`."""
    return OfferSeen(offer.code, offer.words, offer.place.name if offer.place else "")
