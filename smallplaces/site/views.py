"""The front door: home, leaving quickly, how pages look, and the gallery of components."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from smallplaces.foundation.doors import PlaceRequest, page_of_ours
from smallplaces.ground.keys.models import Way
from smallplaces.ground.keys.views import come_in, leave_here
from smallplaces.ground.people.models import Account
from smallplaces.systems.local_market.forms import FindForm

from .context import TEXT_SIZE_COOKIE, TEXT_SIZES
from .gallery import gallery_contents
from .home import cards_for, guides

A_YEAR = 31_536_000


class SeeOther(HttpResponseRedirect):
    """A redirect that every browser follows with GET."""

    status_code = 303


@require_GET
def home(request: PlaceRequest) -> HttpResponse:
    """Page: the first question, and for those who signed in, their own things."""
    contents = {
        "form": FindForm(),
        "cards": cards_for(request),
        "guides": guides() if settings.IS_DEMONSTRATION and request.person is None else [],
    }
    return render(request, "home.html", contents)


@require_POST
def walk_in(request: PlaceRequest, code: UUID) -> HttpResponse:
    """Come in as a member of the cast. Only in the demonstration place; 404 anywhere else."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    guide = next((guide for guide in guides() if guide.code == str(code)), None)
    if guide is None:
        raise Http404
    account = Account.objects.get(person__code=code)
    return come_in(request, account, way=Way.TRIAL, is_own=False, to=reverse("home"))


@require_GET
def leaving_quickly(request: HttpRequest) -> HttpResponse:
    """Page: what "Leave quickly" can do, and what it cannot."""
    return render(request, "leaving_quickly.html")


@csrf_exempt  # leaving must work when cookies are gone; another site can at most sign someone out
@require_POST
def leave(request: PlaceRequest) -> HttpResponse:
    """End the session, have the browser forget this site, and go to the neutral site.

    A post from another site is sent on, and changes nothing.
    """
    response = SeeOther(settings.NEUTRAL_SITE)
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        leave_here(request)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@csrf_exempt  # a reading preference; a page that asks nothing then needs no cookie
@require_POST
def set_text_size(request: HttpRequest) -> HttpResponse:
    """Remember how large this reader likes the text, and go back to the page."""
    response = SeeOther(page_of_ours(request, request.POST.get("next"), otherwise="/"))
    size = request.POST.get("size", "")
    if size in TEXT_SIZES:
        response.set_cookie(
            TEXT_SIZE_COOKIE,
            size,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.IS_PRODUCTION,
        )
    return response


@csrf_exempt  # a reading preference, as above
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language, and go back to the page."""
    return django_set_language(request)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Page: every component in every state, for those who build pages. Not in production."""
    if settings.IS_PRODUCTION:
        raise Http404
    return render(request, "gallery.html", gallery_contents())
