"""Pages of what I would like to give."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions, queries
from smallplaces.ground.offers.forms import OfferForm, sent_in
from smallplaces.ground.offers.models import Offer
from smallplaces.ground.trust import rules as trust


@require_GET
@signed_in
def list_offers(request: SignedInRequest) -> HttpResponse:
    """Page: what I would like to give."""
    trust.check_can_read(request.person, request.whose, Shelf.PLAN, at=request.now)
    offers = queries.offers_of(request.whose)
    contents = {"offers": offers, "now": request.now, "whose": request.whose}
    return render(request, "offers/list_offers.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def make_offer(request: SignedInRequest) -> HttpResponse:
    """Page: offer something to people near me."""
    form = OfferForm(sent_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_offer(
                giver=request.whose,
                words=form.cleaned_data["words"],
                by=request.person,
                at=request.now,
            )
        except NotAllowed as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "Your offer is open. Nobody sees your name.")
            return redirect("list_offers")
    return render(request, "offers/make_offer.html", {"form": form})


@require_POST
@signed_in
def pause_offer(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Stop an offer being suggested, for now."""
    offer = _offer(request, code)
    try:
        actions.pause_offer(offer=offer, by=request.person, at=request.now)
    except NotAllowed as error:
        messages.error(request, error.sentence)
    return redirect("list_offers")


@require_POST
@signed_in
def open_offer_again(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Open a paused offer."""
    offer = _offer(request, code)
    try:
        actions.open_offer_again(offer=offer, by=request.person, at=request.now)
    except NotAllowed as error:
        messages.error(request, error.sentence)
    return redirect("list_offers")


@require_POST
@signed_in
def renew_offer(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Let an offer stand for another half year."""
    offer = _offer(request, code)
    try:
        actions.renew_offer(offer=offer, by=request.person, at=request.now)
    except NotAllowed as error:
        messages.error(request, error.sentence)
    return redirect("list_offers")


@require_POST
@signed_in
def take_back_offer(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Take an offer back for good."""
    offer = _offer(request, code)
    try:
        actions.take_back_offer(offer=offer, by=request.person, at=request.now)
    except NotAllowed as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "Your offer is taken back.")
    return redirect("list_offers")


def _offer(request: SignedInRequest, code: UUID) -> Offer:
    """Return one of my offers; for anyone else there is no such page."""
    return get_object_or_404(queries.offers_of(request.whose), code=code)
