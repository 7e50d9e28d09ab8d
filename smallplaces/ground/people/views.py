"""The door: signing in by link or card, signing out, and printing a card."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.doors import PlaceRequest, SignedInRequest, page_of_ours, signed_in

from . import actions, emails, queries
from .forms import CardForm, JoinForm, SignInForm
from .models import Account

# The same for a card that rests, so that nobody learns which numbers there are.
WRONG_CARD = (
    "The number and the code do not fit. Look at the card and try again. "
    "After five wrong tries a card rests for 15 minutes. Your things are safe."
)


def _inside(request: HttpRequest) -> str:
    """Return where to go after the door: the page that was asked for, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next")
    return page_of_ours(request, wanted, otherwise=settings.LOGIN_REDIRECT_URL)


def _let_in(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_inside(request))


@require_http_methods(["GET", "POST"])
def sign_in(request: PlaceRequest) -> HttpResponse:
    """Page: ask for a link by e-mail. Says the same whether or not the address is known."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        page = render_to_string("people/link_sent.html", {"email": email}, request)
        return AnswerFirst(page, then=partial(_send_link, request, email))
    return render(request, "people/sign_in.html", {"form": form, "next": _inside(request)})


class AnswerFirst(HttpResponse):
    """A page that does something once it was sent, so that its speed gives nothing away."""

    def __init__(self, page: str, *, then: Callable[[], None]) -> None:
        super().__init__(page)
        self.then = then

    def close(self) -> None:
        """Do it, and let go of the connection. Called by the web server when all was sent."""
        self.then()
        super().close()


def _send_link(request: PlaceRequest, email: str) -> None:
    link = actions.make_sign_in_link(email=email, at=request.now)
    if link is not None:
        query = urlencode({"next": _inside(request)})
        address = request.build_absolute_uri(reverse("use_sign_in_link", args=[link.token]))
        emails.send_sign_in_link(to=link.email, address=f"{address}?{query}")


@require_http_methods(["GET", "POST"])
def use_sign_in_link(request: PlaceRequest, token: str) -> HttpResponse:
    """Page: one button to come in.

    Opening the link alone does nothing, as mail programs do that.
    """
    if request.method == "GET":
        return render(request, "people/use_sign_in_link.html", {"next": _inside(request)})
    try:
        account = actions.use_sign_in_link(token=token, at=request.now)
    except actions.LinkNotUsable:
        return render(request, "people/link_not_usable.html", status=410)
    return _let_in(request, account)


@require_http_methods(["GET", "POST"])
def join(request: PlaceRequest) -> HttpResponse:
    """Page: ask to join. The page says the same to those who are here; they get a way in."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, email = form.cleaned_data["name"], form.cleaned_data["email"]
        page = render_to_string("people/join_sent.html", {"email": email}, request)
        return AnswerFirst(page, then=partial(_send_join_link, request, name, email))
    return render(request, "people/join.html", {"form": form, "next": _inside(request)})


def _send_join_link(request: PlaceRequest, name: str, email: str) -> None:
    known = actions.make_sign_in_link(email=email, at=request.now)
    if known is not None:
        path = reverse("use_sign_in_link", args=[known.token])
    else:
        token = actions.ask_to_join(name=name, email=email, at=request.now)
        if token is None:
            return
        path = reverse("use_join_link", args=[token])
    query = urlencode({"next": _inside(request)})
    address = request.build_absolute_uri(f"{path}?{query}")
    emails.send_join_link(to=known.email if known else email, name=name, address=address)


@require_http_methods(["GET", "POST"])
def use_join_link(request: PlaceRequest, token: str) -> HttpResponse:
    """Page: one button that makes someone a person here, and lets them in."""
    if request.method == "GET":
        return render(request, "people/use_sign_in_link.html", {"next": _inside(request)})
    try:
        account = actions.use_join_link(token=token, at=request.now)
    except actions.LinkNotUsable:
        return render(request, "people/link_not_usable.html", status=410)
    return _let_in(request, account)


@require_http_methods(["GET", "POST"])
def sign_in_with_card(request: PlaceRequest) -> HttpResponse:
    """Page: come in with the number and code on a printed card."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.use_code_card(
                number=form.cleaned_data["number"], code=form.cleaned_data["code"], at=request.now
            )
        except (actions.CardLocked, actions.CodeWrong):
            form.add_error("code", WRONG_CARD)
        else:
            return _let_in(request, account)
    return render(
        request, "people/sign_in_with_card.html", {"form": form, "next": _inside(request)}
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the door, and go to the front page."""
    logout(request)
    return redirect("home")


@require_GET
@signed_in
def show_card(request: SignedInRequest) -> HttpResponse:
    """Page: what a card is, and the button to print one. Only for oneself."""
    card = queries.card_of(request.person)
    return render(request, "people/show_card.html", {"card": card})


@require_POST
@signed_in
def issue_code_card(request: SignedInRequest) -> HttpResponse:
    """Page to print: a new card. It is shown this once; the card before stops working."""
    card = actions.issue_code_card(
        account=request.person.account, by=request.person, at=request.now
    )
    return render(request, "people/code_card.html", {"card": card})


@require_POST
@signed_in
def end_code_card(request: SignedInRequest) -> HttpResponse:
    """Stop my card ("I lost it"), and go back to the page about it."""
    actions.end_code_card(account=request.person.account, by=request.person, at=request.now)
    return redirect("show_card")
