"""Finding what is near, in one's own words."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from smallplaces.foundation.doors import PlaceRequest
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries.search import Found
from smallplaces.ground.listings.queries.search import find as find_listings
from smallplaces.ground.places import queries as places
from smallplaces.systems.local_market import queries
from smallplaces.systems.local_market.forms import PAGE, FindForm

SHOWN_AS = ("list", "map", "table")
MOST_PAGES = 50


@require_GET
def find(request: PlaceRequest) -> HttpResponse:
    """Page: what there is, best first, as a list, a map or a table. Nothing asked is kept."""
    form = FindForm(request.GET)
    form.is_valid()
    near_words = form.cleaned_data.get("near", "")
    near = places.point_for(near_words) if near_words else None
    number = _page_number(request.GET)
    found = find_listings(form.question(near, page=number), at=request.now)
    prefetch_related_objects([result.listing for result in found.results], "times")
    hrefs = [_href(result.listing, near_words if near else "") for result in found.results]
    show = request.GET.get("show", "")
    show = show if show in SHOWN_AS else SHOWN_AS[0]
    contents = {
        "form": form,
        "found": found,
        "results": list(zip(found.results, hrefs, strict=True)),
        "near": near,
        "is_place_unknown": bool(near_words) and near is None,
        "help": queries.help_first(found.danger, near.point if near else None)
        if found.danger
        else None,
        "show": show,
        "chosen": _chosen(form, request.GET),
        "is_far_from_nowhere": bool(form.cleaned_data.get("within")) and near is None,
        "views": _views(request.GET, show),
        "map": queries.draw_map(found.results, hrefs, near.point if near else None)
        if show == "map"
        else None,
        "page": _page(found, number),
        "query": _query_without(request.GET, "page"),
        "first": (number - 1) * PAGE,
    }
    return render(request, "local_market/find.html", contents)


def _href(listing: Listing, near_words: str) -> str:
    """Return the address of a listing; where the reader is goes along, their words do not."""
    address = reverse("show_listing", args=[listing.code])
    return f"{address}?{urlencode({'near': near_words})}" if near_words else address


@dataclass(frozen=True)
class Chosen:
    """One thing that narrows the answer, and the same question without it."""

    words: str
    href: str


def _chosen(form: FindForm, asked: QueryDict) -> list[Chosen]:
    return [
        Chosen(words, f"?{_query_without(_without(asked, name, value), 'page')}")
        for name, value, words in form.chosen()
    ]


def _without(asked: QueryDict, name: str, value: str) -> QueryDict:
    rest = asked.copy()
    kept = [one for one in rest.getlist(name) if value and one != value]
    rest.setlist(name, kept)
    return rest


@dataclass(frozen=True)
class View:
    """One way to show the same results."""

    href: str
    words: str
    icon: str
    current: bool


def _views(asked: QueryDict, show: str) -> list[View]:
    rest = _query_without(asked, "show")
    words = {"list": "List", "map": "Map", "table": "Table"}
    return [View(f"?{rest}show={name}", words[name], name, name == show) for name in SHOWN_AS]


def _query_without(asked: QueryDict, name: str) -> str:
    """Return the question as part of an address, without `name`, ready for more to follow."""
    rest = asked.copy()
    rest.pop(name, None)
    return f"{rest.urlencode()}&" if rest else ""


def _page_number(asked: QueryDict) -> int:
    """Return the page that was asked for; the first, when that is not a page."""
    try:
        return min(max(1, int(asked.get("page", "1"))), MOST_PAGES)
    except ValueError:
        return 1


def _page(found: Found, number: int) -> Page:  # type: ignore[type-arg]
    paginator = Paginator(range(found.total), PAGE)
    return paginator.get_page(number)
