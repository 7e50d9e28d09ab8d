"""What every page carries in (the clock, who is here, for whom they act) and out (no copy kept)."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from psycopg.errors import InsufficientPrivilege

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.acting import Actor, Office, acting_as, acting_as_person
from smallplaces.foundation.keyring import RingTrouble
from smallplaces.foundation.recording import Helping, helping
from smallplaces.foundation.sealing import Broken
from smallplaces.ground.keys import rules as keys
from smallplaces.ground.keys.hooks import WAYS
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Person, Supporter, WritingTogether
from smallplaces.ground.trust.hooks import ACTING_FOR, TOGETHER
from smallplaces.ground.trust.rules import SayWhyFirst

log = logging.getLogger(__name__)

log = logging.getLogger(__name__)
NO_LONGER = "You do not act for anyone now: it was ended, or it ran out. These are your own pages."
NOT_TOGETHER = "You do not write together any more. What you do now has your own name only."
ENDED_MEANWHILE = "You may not do this now. Nothing was changed."
OPEN_BEFORE_THE_SECOND_TIME = {
    "show_twice",
    "send_second_code",
    "use_code_app",
    "use_one_time_code",
    "sign_in_with_card",
    "sign_in_with_picture",
    "sign_in_with_passkey",
    "add_passkey",
    "add_code_app",
    "sign_out",
    "leave",
    "leaving_quickly",
    "set_text_size",
    "set_language",
}
NOT_WRITTEN = {"csrfmiddlewaretoken", "whose", "page", "next", "seen", "skip", "add"}


def at_the_door(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tell the database that someone is at the door, before anything is read."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with acting_as(Actor(Office.DOOR, timezone.now())):
            return get_response(request)

    return middleware


def who_is_here(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set `now`, `person`, `support`, `acting_for` and `whose` on the request.

    From here on the database shows what that person may see.
    Acting for someone is looked up afresh each time, so that it stops the moment it is ended.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        here: Any = request
        here.now = timezone.now()
        here.person = request.user.person if request.user.is_authenticated else None
        actor = acting_as_person(here.person, at=here.now) if here.person else nullcontext()
        with actor:
            here.support = _support(request, here.person, here.now)
            here.acting_for = here.support.person if here.support else None
            here.whose = here.acting_for or here.person
            here.together = _together(request, here.person, here.acting_for, here.now)
            with helping(_helping(here.person, here.acting_for, here.together)):
                return get_response(request)

    return middleware


def _support(request: HttpRequest, person: Person | None, now: datetime) -> Supporter | None:
    code = request.session.get(ACTING_FOR) if person else None
    if person is None or code is None:
        return None
    supported = people.supported_by(person, at=now)
    for support in supported:
        if str(support.person.code) == code:
            return support
    del request.session[ACTING_FOR]
    messages.info(request, NO_LONGER)
    return None


def _together(
    request: HttpRequest, person: Person | None, acting_for: Person | None, now: datetime
) -> WritingTogether | None:
    """Return the time in which two write together here, if it stands: it ends with the support."""
    code = request.session.get(TOGETHER) if person else None
    if code is None:
        return None
    together = people.writing_together(code, at=now)
    if together is not None:
        support = together.supporter
        acts = support.supporter == person and support.person == acting_for
        if acts or (support.person == person and acting_for is None):
            return together
    del request.session[TOGETHER]
    messages.info(request, NOT_TOGETHER)
    return None


def _helping(
    person: Person | None, acting_for: Person | None, together: WritingTogether | None
) -> Helping:
    for_whom = str(acting_for.code) if acting_for else ""
    if together is None:
        return Helping(for_whom=for_whom)
    support = together.supporter
    other = support.person if support.supporter == person else support.supporter
    return Helping(for_whom=for_whom, with_whom=str(other.code))


class WhoseForm:
    """Stops a form that was opened about someone other than these pages are about now.

    Every form that writes for "whose pages these are" says in `whose` who that was. It no longer
    fits when acting for someone began, stopped or ran out, or when somebody else signed in, while
    the form was open. Then nothing is written, and the words are shown to whoever wrote them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next step, as Django asks."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return the page with the words, status 422; None when the form fits."""
        whose = getattr(request, "whose", None)
        said = request.POST.get("whose") if request.method == "POST" else None
        if said is None or (whose is not None and said == str(whose.code)):
            return None
        written = [words for name in request.POST if (words := _written(request, name))]
        contents = {"written": written, "here": request.get_full_path()}
        return render(request, "not_whose.html", contents, status=422)


def _written(request: HttpRequest, name: str) -> str:
    """Return what a person wrote in the field `name`, as far as it can be told; else nothing."""
    words = request.POST.get(name, "").strip()
    return "" if name in NOT_WRITTEN or words.isdigit() else words


class ShowTwiceWhoYouAre:
    """Lets someone who works here no further until they showed by two things that it is them.

    Until then they can do that, or set it up, or leave.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next step, as Django asks."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return the way to the page that asks; None for everyone who may go on."""
        here: Any = request
        name = request.resolver_match.view_name if request.resolver_match else ""
        if here.person is None or name in OPEN_BEFORE_THE_SECOND_TIME:
            return None
        ways = request.session.get(WAYS, [])
        if not keys.must_show_twice(here.person, ways, at=here.now):
            return None
        wanted = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('show_twice')}?{urlencode({'next': wanted})}")


def _is_stopped_by_a_policy(exception: Exception) -> bool:
    cause = exception.__cause__
    return isinstance(exception, ProgrammingError) and isinstance(cause, InsufficientPrivilege)


class TheDoor:
    """Turns "say why first" into the page that asks for the reason, and what may not be into words.

    A page that may not be read is not there. What may not be done is told in its one sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Return the answer to SayWhyFirst and NotAllowed; leave everything else alone.

        Where PostgreSQL stops what the rules let by, a leave ended in that very moment, or a rule
        is missing: it is told in the same way, and noted for whoever keeps the place.
        """
        if _is_stopped_by_a_policy(exception):
            log.error("A policy of the database stopped what the rules let by.")
            exception = NotAllowed(ENDED_MEANWHILE)
        if isinstance(exception, NotAllowed):
            if request.method != "POST":
                raise Http404 from exception
            contents = {"sentence": exception.sentence}
            return render(request, "not_done.html", contents, status=422)
        if not isinstance(exception, SayWhyFirst):
            return None
        if request.method != "GET":
            raise Http404
        door = reverse("door", args=[exception.person.code, exception.shelf.value])
        return redirect(f"{door}?{urlencode({'next': request.get_full_path()})}")


class TheKeys:
    """Turns words that cannot be opened into a page that says so: its key is gone, or they changed.

    Only who runs the place can help, so they find it in their log: where it stands, not what.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next step, as Django asks."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for Broken and RingTrouble, status 503; leave everything else alone."""
        if not isinstance(exception, Broken | RingTrouble):
            return None
        log.error("Sealed words could not be opened: %s", exception)
        return render(request, "not_opened.html", status=503)


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
