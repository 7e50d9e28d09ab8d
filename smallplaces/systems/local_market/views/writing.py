"""Writing a draft, part by part; and two people who write at the same time."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.listings import actions
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion
from smallplaces.ground.listings.rules import FactsNotUsable
from smallplaces.systems.local_market import queries
from smallplaces.systems.local_market.forms import PARTS, ChooseForm

from .keeping import kept_listing


@require_http_methods(["GET", "POST"])
@signed_in
def edit_listing(request: SignedInRequest, code: UUID, part: str) -> HttpResponseBase:
    """Page: one part of what a listing says. Saved as a draft; public only when confirmed."""
    if part not in PARTS:
        raise Http404
    listing = kept_listing(request, code)
    version = _version_before(request, listing)
    facts = version.facts if version else Facts(name=listing.name, kind=listing.kind)
    number = version.number if version else 0
    form = PARTS[part](request.POST if request.method == "POST" else None, facts)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_draft(
                listing=listing,
                facts=form.facts(),
                started_from=number,
                by=request.person,
                at=request.now,
            )
        except FactsNotUsable as error:
            form.add_sentences(error.sentences)
        except actions.DraftMoved as moved:
            return redirect("choose_draft", code, moved.theirs.number, moved.mine.number)
        else:
            return _onwards(request, listing, part)
    contents = {"listing": listing, "form": form, "started_from": number, **_place(listing, part)}
    return render(request, "local_market/edit_listing.html", contents)


def _version_before(request: SignedInRequest, listing: Listing) -> ListingVersion | None:
    """Return the version that the writer has before them: the one their page was made from."""
    started_from = request.POST.get("started_from", "")
    if request.method == "POST" and started_from.isascii() and started_from.isdecimal():
        found = listing.versions.filter(number=int(started_from[:9])).first()
        if found is not None:
            return found
    return queries.draft_of(listing) or listing.confirmed_version


def _place(listing: Listing, part: str) -> dict[str, object]:
    """Return where this part stands among the others, while a page is new."""
    if listing.state != Listing.State.DRAFT:
        return {}
    return {"step": list(PARTS).index(part) + 1, "steps": len(PARTS)}


def _onwards(request: SignedInRequest, listing: Listing, part: str) -> HttpResponseBase:
    if "more" in request.POST:
        return redirect("edit_listing", listing.code, part)
    names = list(PARTS)
    is_last = part == names[-1]
    if listing.state == Listing.State.DRAFT and not is_last and "check" not in request.POST:
        return redirect("edit_listing", listing.code, names[names.index(part) + 1])
    messages.success(request, "Saved. Only those who keep it can see this draft.")
    return redirect("keep_listing", listing.code)


@require_http_methods(["GET", "POST"])
@signed_in
def choose_draft(request: SignedInRequest, code: UUID, theirs: int, mine: int) -> HttpResponseBase:
    """Page: two people wrote at the same time; both texts, and which to keep."""
    listing = kept_listing(request, code)
    standing = get_object_or_404(listing.versions.select_related("made_by"), number=theirs)
    aside = get_object_or_404(listing.versions, number=mine)
    differences = queries.changes(standing.facts, aside.facts)
    form = ChooseForm(request.POST if request.method == "POST" else None, differences=differences)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_draft(
                listing=listing,
                facts=form.chosen(standing.facts, aside.facts),
                started_from=theirs,
                by=request.person,
                at=request.now,
            )
        except actions.DraftMoved as moved:
            return redirect("choose_draft", code, moved.theirs.number, moved.mine.number)
        except FactsNotUsable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved as you chose. Both texts are kept in the versions.")
            return redirect("keep_listing", code)
    contents = {"listing": listing, "form": form, "theirs": standing}
    return render(request, "local_market/choose_draft.html", contents)
