"""Coming in by a sign-in that someone else keeps, such as NHS login.

Who comes back for the first time is nobody here yet. They join the sign-in to their account on
purpose, after they came in another way; or they say that they are new. An e-mail address that
the issuer knows is never looked at.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.doors import PlaceRequest, SignedInRequest, signed_in
from smallplaces.ground.keys import actions, emails, queries
from smallplaces.ground.keys.forms import DeviceForm, NameForm
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people.actions import TRIES_FROM_AN_ADDRESS

from .coming_in import come_in, inside, limited, ways_of
from .issuers import Issuer, NotVouchedFor, issuer_called, issuer_of, way_out, who_came_back

# Where the session keeps who came back, and where to go after the door.
WHO_CAME, AFTER = "who_came_back", "after_outside"
CAME_BACK_LASTS = timedelta(minutes=15)


@require_GET
def go_outside(request: PlaceRequest, slug: str) -> HttpResponse:
    """Page: what will happen, and the link to the other website."""
    issuer = _issuer(slug)
    request.session[AFTER] = inside(request)
    try:
        address = way_out(request, issuer)
    except NotVouchedFor:
        return render(request, "keys/outside_not_usable.html", {"issuer": issuer}, status=503)
    return render(request, "keys/go_outside.html", {"issuer": issuer, "address": address})


@require_GET
def come_back(request: PlaceRequest, slug: str) -> HttpResponse:
    """Page: welcome back, with one button; or for a first time, how to join the two."""
    issuer = _issuer(slug)
    request.session.pop(WHO_CAME, None)
    try:
        subject = who_came_back(request, issuer)
    except NotVouchedFor:
        return render(request, "keys/outside_not_usable.html", {"issuer": issuer}, status=400)
    until = request.now + CAME_BACK_LASTS
    request.session[WHO_CAME] = [issuer.issuer, subject, until.isoformat()]
    if queries.outside_key(issuer.issuer, subject):
        return redirect("come_in_from_outside")
    return redirect("join_outside_key" if request.person else "join_from_outside")


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def come_in_from_outside(request: PlaceRequest) -> HttpResponse:
    """Page: one button to come in, for someone who came back and is known here."""
    issuer, subject = _who_came(request)
    key = queries.outside_key(issuer.issuer, subject)
    if key is None:
        return redirect("join_from_outside")
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "keys/come_in_from_outside.html", {"form": form, "issuer": issuer})
    del request.session[WHO_CAME]
    to = request.session.pop(AFTER, None)
    return come_in(request, key.account, way=Way.OUTSIDE, is_own=form.is_own, to=to)


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def join_from_outside(request: PlaceRequest) -> HttpResponse:
    """Page: are you here already, or are you new? Only someone new is added by this form."""
    issuer, subject = _who_came(request)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.join_with_outside_key(
                name=form.cleaned_data["name"],
                issuer=issuer.issuer,
                subject=subject,
                at=request.now,
            )
        except actions.KeyTaken:
            return redirect("come_in_from_outside")
        del request.session[WHO_CAME]
        return come_in(request, account, way=Way.OUTSIDE, is_own=False)
    return render(request, "keys/join_from_outside.html", {"form": form, "issuer": issuer})


@require_http_methods(["GET", "POST"])
@signed_in
def join_outside_key(request: SignedInRequest) -> HttpResponse:
    """Page: join this sign-in to my account? Nothing is joined before I say so."""
    issuer, subject = _who_came(request)
    if request.method == "GET":
        return render(request, "keys/join_outside_key.html", {"issuer": issuer})
    account = request.person.account
    del request.session[WHO_CAME]
    try:
        actions.join_outside_key(
            account=account,
            issuer=issuer.issuer,
            subject=subject,
            ways=ways_of(request),
            by=request.person,
            at=request.now,
        )
    except actions.KeyTaken:
        messages.error(request, f"This {issuer.name} opens someone else’s door already.")
        return redirect("show_ways")
    if account.email:
        emails.send_key_news(to=account.email, what=f"You can now sign in with {issuer.name}.")
    messages.success(request, f"You can sign in with {issuer.name} now.")
    return redirect("show_ways")


@require_POST
@signed_in
def end_outside_key(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Part a sign-in of others from my account."""
    key = get_object_or_404(queries.outside_keys_of(request.person.account), code=code)
    actions.end_outside_key(key=key, by=request.person, at=request.now)
    messages.success(request, "It does not open the door any more.")
    return redirect("show_ways")


def _issuer(slug: str) -> Issuer:
    issuer = issuer_called(slug)
    if issuer is None:
        raise Http404
    return issuer


def _who_came(request: PlaceRequest) -> tuple[Issuer, str]:
    """Return who came back a short while ago; 404 when nobody did."""
    address, subject, until = request.session.get(WHO_CAME, ("", "", ""))
    issuer = issuer_of(address)
    if issuer is None or datetime.fromisoformat(until) <= request.now:
        raise Http404
    return issuer, subject
