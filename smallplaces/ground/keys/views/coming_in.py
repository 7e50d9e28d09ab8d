"""What every way in shares: limits, the new session, and where to go after the door."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from smallplaces.foundation.acting import at_the_door, become
from smallplaces.foundation.doors import PlaceRequest, network_address_of, page_of_ours
from smallplaces.ground.keys import actions, queries
from smallplaces.ground.keys.hooks import WAYS
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.actions import Limit
from smallplaces.ground.people.models import Account

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
OWN_DEVICE_LASTS = 30 * 24 * 60 * 60
UNTIL_CLOSED = 0


def inside(request: HttpRequest) -> str:
    """Return where to go after the door: the page that was asked for, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next")
    return page_of_ours(request, wanted, otherwise=settings.LOGIN_REDIRECT_URL)


def ways_of(request: HttpRequest) -> list[str]:
    """Return by what ways whoever is signed in here came in."""
    return list(request.session.get(WAYS, []))


def come_in(
    request: PlaceRequest, account: Account, *, way: Way, is_own: bool, to: str | None = None
) -> HttpResponse:
    """Let someone in, in a session with a new key. For someone who is in, it is a second way."""
    become(account.person, at=request.now)
    old_key, before = request.session.session_key, _ways_before(request, account)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    # Django keeps the key of a session when the same person comes in again, and has none yet when
    # somebody else does.
    request.session.cycle_key()
    new_key = request.session.session_key or ""
    request.session[WAYS] = [*before, way] if way not in before else before
    if before and old_key:
        if way not in before:
            actions.add_way(session_key=old_key, new_key=new_key, way=way)
    else:
        request.session.set_expiry(OWN_DEVICE_LASTS if is_own else UNTIL_CLOSED)
        actions.begin_session(
            account=account,
            session_key=new_key,
            device=queries.device_in_words(request.META.get("HTTP_USER_AGENT", "")),
            is_own=is_own,
            way=way,
            at=request.now,
        )
    return redirect(to or inside(request))


def _ways_before(request: PlaceRequest, account: Account) -> list[str]:
    is_in_already = request.person is not None and request.person == account.person
    return ways_of(request) if is_in_already else []


def leave_here(request: PlaceRequest) -> None:
    """Sign out of this browser, and forget its session."""
    if request.session.session_key:
        actions.leave_session(session_key=request.session.session_key, at=request.now)
    logout(request)


def limited(
    limit: Limit,
) -> Callable[
    [Callable[Concatenate[R, P], HttpResponse]], Callable[Concatenate[R, P], HttpResponse]
]:
    """Let a form be sent only so often from one network address. What led on is not counted."""

    def limit_view(
        view: Callable[Concatenate[R, P], HttpResponse],
    ) -> Callable[Concatenate[R, P], HttpResponse]:
        @wraps(view)
        def door(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            whom, now = network_address_of(request), getattr(request, "now")  # noqa: B009
            try:
                people.count_try(limit=limit, whom=whom, at=now)
            except people.TooManyTries:
                return render(request, "keys/too_many_tries.html", status=429)
            with at_the_door(now):
                response = view(request, *args, **kwargs)
            if response.status_code == 302:
                people.forgive_try(limit=limit, whom=whom, at=now)
            return response

        return cast(Callable[Concatenate[R, P], HttpResponse], door)

    return limit_view
