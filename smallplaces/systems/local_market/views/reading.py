"""Reading about one thing: its page, its calendar, what it said before."""

from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET, require_safe

from smallplaces.foundation.doors import PlaceRequest
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries import as_icalendar, listings_visible_to
from smallplaces.ground.places import queries as places
from smallplaces.systems.local_market import queries

A_QUARTER_OF_AN_HOUR = 900


@require_GET
def show_listing(request: PlaceRequest, code: UUID) -> HttpResponse:
    """Page: one thing there is near here. What has closed says so, with its name and no more."""
    try:
        listing = seen_listing(request, code)
    except Http404:
        return _show_gone(request, code)
    near_words = request.GET.get("near", "")
    near = places.point_for(near_words) if near_words else None
    contents = {
        "listing": listing,
        "shown": queries.show(listing, request.person, near=near, at=request.now),
        "near": near,
        "way_back": way_back(request),
    }
    return render(request, "local_market/show_listing.html", contents)


def _show_gone(request: PlaceRequest, code: UUID) -> HttpResponse:
    listing = get_object_or_404(queries.gone(), code=code)
    contents = {"listing": listing, "way_back": way_back(request)}
    return render(request, "local_market/gone.html", contents, status=410)


@require_safe
def show_calendar(request: PlaceRequest, code: UUID) -> HttpResponseBase:
    """Give the times of a listing as a calendar that programs follow (RFC 5545)."""
    listing = get_object_or_404(
        queries.gone() | listings_visible_to(None).select_related("confirmed_version"), code=code
    )
    written = as_icalendar(listing)
    etag = f'"{sha256(written).hexdigest()[:32]}"'
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{listing.code}.ics"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=A_QUARTER_OF_AN_HOUR)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_GET
def list_versions(request: PlaceRequest, code: UUID) -> HttpResponse:
    """Page: everything this page has said; for the public, what was confirmed."""
    listing = seen_listing(request, code)
    versions = list(queries.versions_seen_by(request.person, listing, at=request.now))
    pairs = list(zip(versions, [*versions[1:], None], strict=True))
    contents = {"listing": listing, "pairs": pairs}
    return render(request, "local_market/list_versions.html", contents)


@require_GET
def compare_versions(request: PlaceRequest, code: UUID, before: int, after: int) -> HttpResponse:
    """Page: what one version says otherwise than another."""
    listing = seen_listing(request, code)
    versions = queries.versions_seen_by(request.person, listing, at=request.now)
    first = get_object_or_404(versions, number=before)
    second = get_object_or_404(versions, number=after)
    contents = {
        "listing": listing,
        "before": first,
        "after": second,
        "changes": queries.changes(first.facts, second.facts),
    }
    return render(request, "local_market/compare_versions.html", contents)


def seen_listing(request: PlaceRequest, code: UUID) -> Listing:
    """Return the listing that the reader may see. Raises Http404."""
    seen = listings_visible_to(request.person, at=request.now)
    return get_object_or_404(
        seen.select_related("keeper", "organisation", "place", "confirmed_version__source").defer(
            "words"
        ),
        code=code,
    )


def way_back(request: HttpRequest) -> str:
    """Return the search the reader came from, as their browser says, else a new one.

    So the words they wrote are in no other address than that of their own search.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    find = reverse("find")
    is_ours = came_from.netloc == request.get_host() and came_from.path == find
    return f"{find}?{came_from.query}" if is_ours and came_from.query else find
