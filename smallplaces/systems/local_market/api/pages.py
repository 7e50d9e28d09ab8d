"""The answers themselves: what this API is, its lists, its things, and how it is documented."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from smallplaces.foundation.acting import keep_acting

from .answering import api_view, json_answer
from .endpoints import ENDPOINTS, Endpoint
from .openapi import PROFILE, VERSION, openapi
from .paging import envelope, lines
from .parameters import read_parameters
from .problems import NotHere

View = Callable[..., HttpResponseBase]


@api_view
def about(request: HttpRequest) -> HttpResponseBase:
    """Say which standard this is, and where it is documented."""
    read_parameters(request.GET, ())
    return json_answer(
        request,
        {
            "version": VERSION,
            "profile": PROFILE,
            "openapi_url": request.build_absolute_uri(reverse("api_openapi")),
            "docs_url": request.build_absolute_uri(reverse("api_docs")),
            "name": settings.PLACE_NAME,
        },
    )


def list_of(endpoint: Endpoint) -> View:
    """Return the view of a list."""
    return api_view(partial(_list, endpoint=endpoint))


def one_of(endpoint: Endpoint) -> View:
    """Return the view of one thing."""
    return api_view(partial(_one, endpoint=endpoint))


def _list(request: HttpRequest, *, endpoint: Endpoint) -> HttpResponseBase:
    asked = read_parameters(request.GET, endpoint.list_parameters)
    rows = endpoint.find(asked)
    if asked.get("format") == "ndjson":
        return StreamingHttpResponse(keep_acting(lines(rows)), content_type="application/x-ndjson")
    return json_answer(request, envelope(rows, asked))


def _one(request: HttpRequest, code: str, *, endpoint: Endpoint) -> HttpResponseBase:
    asked = read_parameters(request.GET, endpoint.one_parameters)
    try:
        found = endpoint.get(UUID(code), asked)
    except ValueError:
        found = None
    if found is None:
        raise NotHere(f"There is no {endpoint.thing} with this identifier that anyone may see.")
    return json_answer(request, found)


@api_view
def openapi_document(request: HttpRequest) -> HttpResponseBase:
    """Give the OpenAPI document, with the address under which it was asked for."""
    server = request.build_absolute_uri(reverse("api_about")).rstrip("/")
    return json_answer(request, openapi(server=server, name=settings.PLACE_NAME))


@api_view
def nothing(_request: HttpRequest, /, **_rest: str) -> HttpResponseBase:
    """Say in the API's own words that there is nothing at an address."""
    raise NotHere("There is nothing at this address. The documentation is at /api/v3/docs/.")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Page: what the API answers, and what may be asked of it."""
    root = request.build_absolute_uri(reverse("api_about")).rstrip("/")
    return render(request, "local_market/api_docs.html", {"endpoints": ENDPOINTS, "root": root})
