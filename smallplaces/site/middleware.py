"""What every page carries in (the clock, who is here, for whom they act) and out (no copy kept)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust.hooks import ACTING_FOR
from smallplaces.ground.trust.rules import SayWhyFirst


def who_is_here(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set `now`, `person`, `acting_for` and `whose` on the request.

    Acting for someone is looked up afresh each time, so that it stops the moment it is ended.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        here: Any = request
        here.now = timezone.now()
        here.person = request.user.person if request.user.is_authenticated else None
        here.acting_for = _acting_for(request, here.person, here.now)
        here.whose = here.acting_for or here.person
        return get_response(request)

    return middleware


def _acting_for(request: HttpRequest, person: Person | None, now: Any) -> Person | None:
    code = request.session.get(ACTING_FOR) if person else None
    if person is None or code is None:
        return None
    support = people.supported_by(person, at=now).filter(person__code=UUID(code)).first()
    if support is None:
        del request.session[ACTING_FOR]
        return None
    return support.person


class TheDoor:
    """Turns "say why first" into the page that asks for the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Return the way to the door for SayWhyFirst; leave everything else alone."""
        if not isinstance(exception, SayWhyFirst):
            return None
        if request.method != "GET":
            raise Http404
        door = reverse("door", args=[exception.person.code, exception.shelf.value])
        return redirect(f"{door}?{urlencode({'next': request.get_full_path()})}")


class KeepPagesOutOfCaches:
    """Ask browsers and proxies to keep no copy of a page, unless its view says otherwise.

    A phone or a library computer is often shared. With `no-store`, the Back button asks again,
    and gets what whoever is signed in now may see. Styles, scripts and fonts are kept as usual.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next step, as Django asks."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, adding `Cache-Control: no-store` to pages that say nothing."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
