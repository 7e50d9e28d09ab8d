"""Signing in with a passkey, and keeping one's passkeys. The page says so when it needs scripts."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from smallplaces.foundation.doors import PlaceRequest, SignedInRequest, signed_in
from smallplaces.ground.keys import actions, emails, queries
from smallplaces.ground.keys.forms import AddPasskeyForm, NamePasskeyForm, PasskeyForm
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people.actions import TRIES_FROM_AN_ADDRESS

from .coming_in import come_in, inside, limited, ways_of

NOT_OURS = "This passkey does not open a door here. Try again, or choose another way."
NOT_ADDED = "This passkey could not be added. Perhaps you have it already. Try again."


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def sign_in_with_passkey(request: PlaceRequest) -> HttpResponse:
    """Page: come in with a passkey."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.use_passkey(answer=form.cleaned_data["answer"], at=request.now)
        except actions.PasskeyNotUsable:
            form.add_error(None, NOT_OURS)
        else:
            return come_in(request, account, way=Way.PASSKEY, is_own=form.is_own)
    question = actions.begin_using_passkey(at=request.now)
    contents = {"form": form, "next": inside(request), "question": json.dumps(question)}
    return render(request, "keys/sign_in_with_passkey.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def add_passkey(request: SignedInRequest) -> HttpResponse:
    """Page: make a passkey on this phone or computer, and give it a name."""
    account = request.person.account
    form = AddPasskeyForm(request.POST or None, initial={"name": _name_for(request)})
    if request.method == "POST" and form.is_valid():
        try:
            _add(request, form.cleaned_data)
        except actions.PasskeyNotUsable:
            form.add_error(None, NOT_ADDED)
        else:
            messages.success(request, "Your passkey is ready. You can sign in with it now.")
            # Whoever makes one has just shown a face, a finger or a number: that is a way.
            to = reverse("show_ways")
            return come_in(request, account, way=Way.PASSKEY, is_own=False, to=to)
    question = actions.begin_passkey(account, at=request.now)
    contents = {"form": form, "question": json.dumps(question)}
    return render(request, "keys/add_passkey.html", contents)


def _add(request: SignedInRequest, said: dict[str, Any]) -> None:
    account = request.person.account
    actions.add_passkey(
        account=account,
        name=said["name"],
        answer=said["answer"],
        ways=ways_of(request),
        by=request.person,
        at=request.now,
    )
    if account.email:
        emails.send_key_news(to=account.email, what="A passkey was added to your account.")


def _name_for(request: SignedInRequest) -> str:
    return queries.device_in_words(request.META.get("HTTP_USER_AGENT", ""))


@require_http_methods(["GET", "POST"])
@signed_in
def name_passkey(request: SignedInRequest) -> HttpResponse:
    """Page: call a passkey something else."""
    passkey = _which(request)
    form = NamePasskeyForm(request.POST if "name" in request.POST else None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        actions.name_passkey(passkey=passkey, name=name, by=request.person, at=request.now)
        return redirect("show_ways")
    return render(request, "keys/name_passkey.html", {"form": form, "passkey": passkey})


@require_POST
@signed_in
def remove_passkey(request: SignedInRequest) -> HttpResponse:
    """Take a passkey away."""
    account = request.person.account
    actions.remove_passkey(passkey=_which(request), by=request.person, at=request.now)
    if account.email:
        emails.send_key_news(to=account.email, what="A passkey was taken off your account.")
    messages.success(request, "It does not open the door any more.")
    return redirect("show_ways")


def _which(request: SignedInRequest) -> Authenticator:
    """Return the passkey that a form or link is about, of whoever is signed in; else 404."""
    said = request.POST.get("which") or request.GET.get("which") or ""
    mine = queries.passkeys_of(request.person.account)
    return get_object_or_404(mine, data__credential__id=said)
