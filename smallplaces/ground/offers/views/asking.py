"""Pages of asking to be introduced, from a listing, an offer or a suggestion."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, page_of_ours, signed_in
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers import actions, queries
from smallplaces.ground.offers.forms import AskForm, sent_in
from smallplaces.ground.offers.models import Offer, Wish


@require_http_methods(["GET", "POST"])
@signed_in
def ask_about_listing(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: ask to be introduced to whoever keeps a listing."""
    listing = get_object_or_404(Listing, code=code, state=Listing.State.OPEN)
    return _ask(request, listing=listing)


@require_http_methods(["GET", "POST"])
@signed_in
def ask_about_offer(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: ask to be introduced to someone who offers something."""
    offer = get_object_or_404(queries.offers_seen_by(request.whose, at=request.now), code=code)
    return _ask(request, offer=offer)


@require_http_methods(["GET", "POST"])
@signed_in
def ask_about_suggestion(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: ask to be introduced to what was suggested for a wish."""
    suggestions = queries.suggestions_visible_to(request.person, at=request.now)
    suggestion = get_object_or_404(suggestions, code=code, wish__person=request.whose)
    return _ask(request, listing=suggestion.listing, offer=suggestion.offer, wish=suggestion.wish)


@require_POST
@signed_in
def set_aside(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Set a suggestion aside, and go back to where it was."""
    suggestions = queries.suggestions_visible_to(request.person, at=request.now)
    suggestion = get_object_or_404(suggestions, code=code)
    try:
        actions.set_aside(suggestion=suggestion, by=request.person, at=request.now)
    except NotAllowed as error:
        raise Http404 from error
    messages.success(request, "We will not suggest that again for this wish.")
    return redirect(page_of_ours(request, request.POST.get("next"), otherwise="/"))


def _ask(
    request: SignedInRequest,
    *,
    listing: Listing | None = None,
    offer: Offer | None = None,
    wish: Wish | None = None,
) -> HttpResponse:
    people = queries.go_betweens(at=request.now).exclude(pk=request.whose.pk)
    form = AskForm(sent_in(request), go_betweens=people)
    if request.method == "POST" and form.is_valid():
        try:
            introduction = actions.ask_for_introduction(
                asker=request.whose,
                listing=listing,
                offer=offer,
                wish=wish,
                opening_words=form.cleaned_data["opening_words"],
                contact=form.cleaned_data["contact"],
                go_between=form.cleaned_data.get("go_between"),
                by=request.person,
                at=request.now,
            )
        except NotAllowed as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("show_introduction", introduction.code)
    seen = queries.offer_seen(offer) if offer else None
    contents = {"form": form, "listing": listing, "offer": seen, "whose": request.whose}
    contents["is_here"] = listing is None or queries.can_be_reached(listing, at=request.now)
    return render(request, "offers/ask_for_introduction.html", contents)
