"""The door by letter: asking for one, its link, its code; joining; signing out."""

from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from smallplaces.foundation.acting import acting_as, actor_now
from smallplaces.foundation.doors import PlaceRequest
from smallplaces.ground.keys import emails
from smallplaces.ground.keys.forms import CodeForm, DeviceForm, JoinForm, SignInForm
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.actions import LETTERS_FROM_AN_ADDRESS, TRIES_FROM_AN_ADDRESS

from .coming_in import come_in, inside, leave_here, limited
from .issuers import issuers

# Where the session keeps which code this browser asked for.
ASKED = "asked_code"
WRONG_CODE = (
    "This code does not fit. Look at the newest e-mail, or ask for a new one. "
    "A code works once, for 10 minutes."
)


@require_http_methods(["GET", "POST"])
@limited(LETTERS_FROM_AN_ADDRESS)
def sign_in(request: PlaceRequest) -> HttpResponse:
    """Page: ask for a letter by e-mail. Says the same whether or not the address is known."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, handle = form.cleaned_data["email"], uuid4()
        request.session[ASKED] = str(handle)
        contents = {"email": email, "form": CodeForm(), "next": inside(request)}
        page = render_to_string("keys/link_sent.html", contents, request)
        return AnswerFirst(page, then=partial(_send_link, request, email, handle))
    contents = {"form": form, "next": inside(request), "issuers": issuers()}
    return render(request, "keys/sign_in.html", contents)


class AnswerFirst(HttpResponse):
    """A page that does something once it was sent, so that its speed gives nothing away."""

    def __init__(self, page: str, *, then: Callable[[], None]) -> None:
        super().__init__(page)
        self.then, self.actor = then, actor_now()

    def close(self) -> None:
        """Do it, and let go of the connection. Called by the web server when all was sent."""
        with acting_as(self.actor):
            self.then()
        super().close()


def _send_link(request: PlaceRequest, email: str, handle: UUID) -> None:
    link = people.make_sign_in_link(email=email, handle=handle, at=request.now)
    if link is not None:
        query = urlencode({"next": inside(request)})
        address = request.build_absolute_uri(reverse("use_sign_in_link", args=[link.token]))
        code = f"{link.code[:3]}-{link.code[3:]}"
        emails.send_sign_in_link(to=link.email, address=f"{address}?{query}", code=code)


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def use_one_time_code(request: PlaceRequest) -> HttpResponse:
    """Page: come in with the code from a letter, in the browser that asked for it."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = people.use_one_time_code(
                handle=UUID(asked), code=form.cleaned_data["code"], at=request.now
            )
        except people.CodeNotUsable:
            form.add_error("code", WRONG_CODE)
        else:
            del request.session[ASKED]
            return come_in(request, account, way=Way.LETTER, is_own=form.is_own)
    return render(request, "keys/use_one_time_code.html", {"form": form, "next": inside(request)})


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def use_sign_in_link(request: PlaceRequest, token: str) -> HttpResponse:
    """Page: one button to come in.

    Opening the link alone does nothing, as mail programs do that.
    """
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        contents = {"form": form, "next": inside(request)}
        return render(request, "keys/use_sign_in_link.html", contents)
    try:
        account = people.use_sign_in_link(token=token, at=request.now)
    except people.LinkNotUsable:
        return render(request, "keys/link_not_usable.html", status=410)
    return come_in(request, account, way=Way.LETTER, is_own=form.is_own)


@require_http_methods(["GET", "POST"])
@limited(LETTERS_FROM_AN_ADDRESS)
def join(request: PlaceRequest) -> HttpResponse:
    """Page: ask to join. The page says the same to those who are here; they get a way in."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, email = form.cleaned_data["name"], form.cleaned_data["email"]
        page = render_to_string("keys/join_sent.html", {"email": email}, request)
        return AnswerFirst(page, then=partial(_send_join_link, request, name, email))
    return render(request, "keys/join.html", {"form": form, "next": inside(request)})


def _send_join_link(request: PlaceRequest, name: str, email: str) -> None:
    known = people.make_sign_in_link(email=email, at=request.now)
    if known is not None:
        path = reverse("use_sign_in_link", args=[known.token])
    else:
        token = people.ask_to_join(name=name, email=email, at=request.now)
        if token is None:
            return
        path = reverse("use_join_link", args=[token])
    query = urlencode({"next": inside(request)})
    address = request.build_absolute_uri(f"{path}?{query}")
    emails.send_join_link(to=known.email if known else email, name=name, address=address)


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def use_join_link(request: PlaceRequest, token: str) -> HttpResponse:
    """Page: one button that makes someone a person here, and lets them in."""
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        contents = {"form": form, "next": inside(request)}
        return render(request, "keys/use_sign_in_link.html", contents)
    try:
        account = people.use_join_link(token=token, at=request.now)
    except people.LinkNotUsable:
        return render(request, "keys/link_not_usable.html", status=410)
    return come_in(request, account, way=Way.LETTER, is_own=form.is_own)


@require_POST
def sign_out(request: PlaceRequest) -> HttpResponse:
    """Close the door, and go to the front page."""
    leave_here(request)
    return redirect("home")
