"""What a page may know about who is asking, and the door that asks people to sign in.

The site's middleware fills these in once for each request, so that every page reads one clock
and agrees on who is here.
"""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

P = ParamSpec("P")


class PlaceRequest(HttpRequest):
    """A request of anyone. `person` is who signed in; `whose` is whose pages these are.

    `whose` differs from `person` when a supporter acts for someone: then `acting_for` is
    them, and `support` says with what leave. `together` says that two people write
    together here, so that both names stand on it. Types are loose here because the foundation
    knows no tables; they are `people.Person`, `people.Supporter` and `people.WritingTogether`.
    """

    person: Any
    support: Any
    acting_for: Any
    whose: Any
    together: Any
    now: datetime


class SignedInRequest(PlaceRequest):
    """A request of someone who signed in: `person` and `whose` are there."""


def signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Show `view` to people who signed in; ask anyone else to sign in first."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "person", None) is None:
            return _to_sign_in(request)
        response = view(cast(SignedInRequest, request), *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], door)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to sign in and back; what was sent is not sent twice, so not back there."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    return redirect(settings.LOGIN_URL)


def page_of_ours(request: HttpRequest, wanted: str | None, *, otherwise: str) -> str:
    """Return the address `wanted` if it leads to a page of this place, else `otherwise`.

    Only a whole path of ours counts, so that a link that someone made up leads nowhere else.
    """
    path = wanted or ""
    ours = url_has_allowed_host_and_scheme(
        path, {request.get_host()}, require_https=request.is_secure()
    )
    return path if ours and path.startswith("/") else otherwise


def network_address_of(request: HttpRequest) -> str:
    """Return from which network address someone asks; of IPv6 the network, as one has many.

    `X-Forwarded-For` counts only as far as our own proxies wrote it (`TRUSTED_PROXIES`): anyone
    may send it. "unknown" where there is none, so that all of those share one limit.
    """
    said = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        said = passed[-proxies].strip() if len(passed) >= proxies else ""
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
