"""What people would like to give."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.offers import rules
from smallplaces.ground.offers.models import Offer
from smallplaces.ground.people.models import Person


@transaction.atomic
def make_offer(
    *, giver: Person, words: str, until: datetime | None = None, by: Person, at: datetime
) -> Offer:
    """Offer something to people near `giver`, until a day (half a year when none is given).

    Others learn the words and the neighbourhood, never the name. The same words, while that offer
    stands, return the first. Raises NotAllowed. Records `offers.offered`.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=giver.pk)
    rules.check_can_write_plan(by, giver, at=at)
    words, until = rules.said(words, longest=300), until or at + rules.OFFER_LASTS
    rules.check_lasts(until, at=at)
    offer, is_new = Offer.objects.get_or_create(
        giver=giver,
        words=words,
        state__in=[Offer.State.OPEN, Offer.State.PAUSED],
        until__gt=at,
        defaults={
            "state": Offer.State.OPEN,
            "place": giver.home,
            "until": until,
            "made_at": at,
            "made_by": by,
        },
    )
    if is_new:
        _record("offered", offer, by, at)
    return offer


@transaction.atomic
def pause_offer(*, offer: Offer, by: Person, at: datetime) -> Offer:
    """Stop an offer being suggested, for now. A repeat changes nothing. Raises NotAllowed.

    Records `offers.offer_paused`.
    """
    return _put_in(Offer.State.PAUSED, "offer_paused", offer, by, at)


@transaction.atomic
def open_offer_again(*, offer: Offer, by: Person, at: datetime) -> Offer:
    """Open a paused offer. A repeat changes nothing. Raises NotAllowed.

    Records `offers.offer_opened_again`.
    """
    return _put_in(Offer.State.OPEN, "offer_opened_again", offer, by, at)


@transaction.atomic
def take_back_offer(*, offer: Offer, by: Person, at: datetime) -> Offer:
    """Take an offer back for good. A repeat changes nothing. Raises NotAllowed.

    Introductions already asked for go on: each side can still say no.
    Records `offers.offer_taken_back`.
    """
    offer = _locked(offer)
    rules.check_can_write_plan(by, offer.giver, at=at)
    if offer.state != Offer.State.TAKEN_BACK:
        offer.state = Offer.State.TAKEN_BACK
        offer.save(update_fields=["state"])
        _record("offer_taken_back", offer, by, at)
    return offer


@transaction.atomic
def renew_offer(*, offer: Offer, by: Person, at: datetime) -> Offer:
    """Let an offer stand for another half year from `at`, also when it had run out.

    Harmless on repeat. Raises NotAllowed. Records `offers.offer_renewed`.
    """
    offer = _locked(offer)
    rules.check_can_write_plan(by, offer.giver, at=at)
    rules.check_is_not_taken_back(offer)
    offer.until = at + rules.OFFER_LASTS
    offer.save(update_fields=["until"])
    _record("offer_renewed", offer, by, at)
    return offer


def _put_in(state: Offer.State, event: str, offer: Offer, by: Person, at: datetime) -> Offer:
    offer = _locked(offer)
    rules.check_can_write_plan(by, offer.giver, at=at)
    rules.check_is_not_taken_back(offer)
    if offer.state != state:
        offer.state = state
        offer.save(update_fields=["state"])
        _record(event, offer, by, at)
    return offer


def _locked(offer: Offer) -> Offer:
    offers = Offer.objects.select_for_update(of=("self",), no_key=True)
    return offers.select_related("giver").get(pk=offer.pk)


def _record(event: str, offer: Offer, by: Person, at: datetime) -> None:
    record(f"offers.{event}", by=by, at=at, about=offer.giver, thing=f"offers.offer:{offer.code}")
