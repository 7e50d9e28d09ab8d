"""Keeping a page true: what I keep, its drafts, making it public, pausing and closing."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.listings import actions
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion
from smallplaces.ground.listings.rules import FactsNotUsable
from smallplaces.systems.local_market import queries
from smallplaces.systems.local_market.forms import PARTS, StartForm


@require_GET
@signed_in
def list_kept(request: SignedInRequest) -> HttpResponse:
    """Page: what I keep, and what is waiting for me."""
    keepers = queries.keepers_for(request.person, request.acting_for, at=request.now)
    kept = queries.kept_listings(keepers)
    contents = {
        "kept": kept,
        "problems": queries.problems_to_settle(request.person, at=request.now),
        "offered": queries.offered(keepers),
        "old": queries.to_confirm_again(kept, at=request.now),
    }
    return render(request, "local_market/list_kept.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def start_listing(request: SignedInRequest) -> HttpResponseBase:
    """Page: start a page for something; it is a draft that nobody else sees."""
    keepers = queries.keepers_for(request.person, request.acting_for, at=request.now)
    form = StartForm(request.POST if request.method == "POST" else None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        try:
            listing = actions.start_listing(
                keeper=form.cleaned_data["keeper"],
                facts=form.facts(),
                by=request.person,
                at=request.now,
            )
        except NotAllowed as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("edit_listing", listing.code, next(iter(PARTS)))
    return render(request, "local_market/start_listing.html", {"form": form})


@require_GET
@signed_in
def keep_listing(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: check a page I keep, see what would change in public, and make it public."""
    listing = kept_listing(request, code)
    draft = queries.draft_of(listing)
    public, standing = listing.confirmed_version, draft or listing.confirmed_version
    facts = standing.facts if standing else Facts(name=listing.name, kind=listing.kind)
    summary = queries.summary_of(facts)
    contents = {
        "listing": listing,
        "draft": draft,
        "parts": [(name, PARTS[name].title, said) for name, said in summary.items()],
        "changes": queries.changes(public.facts, draft.facts) if draft and public else [],
        "offered": listing.versions.filter(state=ListingVersion.State.OFFERED).select_related(
            "source"
        ),
    }
    return render(request, "local_market/keep_listing.html", contents)


@require_POST
@signed_in
def confirm_version(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Make the draft that its keeper has checked public. Not one that changed since."""
    listing = kept_listing(request, code)
    draft = queries.draft_of(listing)
    if draft is None or str(draft.number) != request.POST.get("number"):
        messages.warning(request, "It has changed since you looked. Please check it once more.")
        return redirect("keep_listing", code)
    return _do(
        request,
        listing,
        "It is public now.",
        lambda: actions.confirm_version(version=draft, by=request.person, at=request.now),
    )


@require_POST
@signed_in
def drop_draft(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Put the draft aside; it stays among the versions."""
    listing = kept_listing(request, code)
    draft = queries.draft_of(listing)
    if draft is None or str(draft.number) != request.POST.get("number"):
        messages.warning(request, "It has changed since you looked. Please look once more.")
        return redirect("keep_listing", code)
    return _do(
        request,
        listing,
        "The draft is put aside. The page stays as it was.",
        lambda: actions.set_aside_version(version=draft, by=request.person, at=request.now),
    )


@require_POST
@signed_in
def confirm_still_true(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Say that it is all still true."""
    listing = kept_listing(request, code)
    return _do(
        request,
        listing,
        f"Thank you. {listing.name} is up to date.",
        lambda: actions.confirm_still_true(listing=listing, by=request.person, at=request.now),
        onwards="list_kept",
    )


@require_POST
@signed_in
def pause_listing(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Pause a page: it stays, and says that it is paused."""
    listing = kept_listing(request, code)
    return _do(
        request,
        listing,
        "It is paused. The page says so.",
        lambda: actions.pause_listing(listing=listing, by=request.person, at=request.now),
    )


@require_POST
@signed_in
def open_listing_again(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Open a page again."""
    listing = kept_listing(request, code)
    return _do(
        request,
        listing,
        "It is open again.",
        lambda: actions.open_listing_again(listing=listing, by=request.person, at=request.now),
    )


@require_POST
@signed_in
def close_listing(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Close a page: nobody finds it any more, and all of it is kept."""
    listing = kept_listing(request, code)
    return _do(
        request,
        listing,
        "It is closed. You can open it again here.",
        lambda: actions.close_listing(listing=listing, by=request.person, at=request.now),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def decide_offered(request: SignedInRequest, code: UUID, number: int) -> HttpResponseBase:
    """Page: what a source says now; take it over or put it aside."""
    listing = kept_listing(request, code)
    version = get_object_or_404(
        listing.versions.select_related("source"),
        number=number,
        state=ListingVersion.State.OFFERED,
    )
    if request.method == "POST":
        return _decide(request, listing, version)
    public = listing.confirmed_version
    contents = {
        "listing": listing,
        "version": version,
        "changes": queries.changes(public.facts, version.facts) if public else [],
    }
    return render(request, "local_market/decide_offered.html", contents)


def _decide(
    request: SignedInRequest, listing: Listing, version: ListingVersion
) -> HttpResponseBase:
    if "take" in request.POST:
        return _do(
            request,
            listing,
            "What they say is public now.",
            lambda: actions.confirm_version(version=version, by=request.person, at=request.now),
        )
    return _do(
        request,
        listing,
        "It is put aside. Your page stays as it was.",
        lambda: actions.set_aside_version(version=version, by=request.person, at=request.now),
    )


def kept_listing(request: SignedInRequest, code: UUID) -> Listing:
    """Return a listing that the reader may change. Raises Http404."""
    return get_object_or_404(
        queries.kept_by_or_looked_after(request.person, at=request.now), code=code
    )


def _do(
    request: SignedInRequest,
    listing: Listing,
    done: str,
    action: Callable[[], object],
    *,
    onwards: str = "keep_listing",
) -> HttpResponseBase:
    """Do `action`, say `done` or why not, and go on."""
    try:
        action()
    except (NotAllowed, FactsNotUsable, actions.NotInThisState) as error:
        messages.error(request, str(error))
        return redirect("keep_listing", listing.code)
    messages.success(request, done)
    return redirect("list_kept") if onwards == "list_kept" else redirect(onwards, listing.code)
