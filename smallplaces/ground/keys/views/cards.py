"""The printed card: coming in with one, making one, and making one for someone who lost theirs."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.doors import PlaceRequest, SignedInRequest, signed_in
from smallplaces.ground.keys import actions, emails, hooks
from smallplaces.ground.keys.forms import CardForm, FindForm, NewCardForm, PictureForm
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.actions import TRIES_FROM_AN_ADDRESS
from smallplaces.ground.people.models import Person

from .coming_in import come_in, inside, limited

# The same for a card that rests, so that nobody learns which numbers there are.
WRONG_CARD = (
    "The number, the code and the picture do not fit. Look at the card and try again. "
    "After five wrong tries it rests for 15 minutes, and then longer. Your things are safe. "
    "If you cannot wait, someone can give you a new card."
)
CARD = "card"
DEVICE_COOKIE = "device"
A_YEAR = 31_536_000


@require_http_methods(["GET", "POST"])
def sign_in_with_card(request: PlaceRequest) -> HttpResponse:
    """Page: the number and code on a printed card. Says nothing yet about whether they fit."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        proof = people.card_proof(number=number, code=code)
        request.session[CARD] = {"number": number, "proof": proof}
        query = urlencode({"next": inside(request)})
        return redirect(f"{reverse('sign_in_with_picture')}?{query}")
    return render(request, "keys/sign_in_with_card.html", {"form": form, "next": inside(request)})


@require_http_methods(["GET", "POST"])
@limited(TRIES_FROM_AN_ADDRESS)
def sign_in_with_picture(request: PlaceRequest) -> HttpResponse:
    """Page: the picture that goes with the card. Only now all three are looked at, together."""
    card = request.session.get(CARD)
    if card is None:
        return redirect("sign_in_with_card")
    form = PictureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = request.COOKIES.get(DEVICE_COOKIE) or secrets.token_urlsafe(24)
        try:
            account = people.use_code_card(
                **card,
                picture=form.cleaned_data["picture"],
                device=device,
                is_own=form.is_own,
                at=request.now,
            )
        except (people.CardLocked, people.CodeWrong):
            form.add_error("picture", WRONG_CARD)
        else:
            del request.session[CARD]
            response = come_in(request, account, way=Way.CARD, is_own=form.is_own)
            return _known_from_now_on(response, device) if form.is_own else response
    contents = {"form": form, "next": inside(request)}
    return render(request, "keys/sign_in_with_picture.html", contents)


def _known_from_now_on(response: HttpResponse, device: str) -> HttpResponse:
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_PRODUCTION,
    )
    return response


@require_GET
@signed_in
def show_card(request: SignedInRequest) -> HttpResponse:
    """Page: what a card is, and the way to make one. Only for oneself."""
    card = people_queries.card_of(request.person)
    return render(request, "keys/show_card.html", {"card": card})


@require_GET
@signed_in
def choose_picture(request: SignedInRequest, code: UUID | None = None) -> HttpResponse:
    """Page: choose the picture for a new card, one's own or that of someone who lost theirs."""
    contents = {"form": NewCardForm(), "whose": _whose(request, code)}
    return render(request, "keys/choose_picture.html", contents)


@require_POST
@signed_in
def issue_code_card(request: SignedInRequest, code: UUID | None = None) -> HttpResponse:
    """Page to print: a new card. It is shown this once; the card before is dead at once."""
    whose = _whose(request, code)
    form = NewCardForm(request.POST)
    if not form.is_valid():
        return render(request, "keys/choose_picture.html", {"form": form, "whose": whose})
    account = whose.account
    card = actions.give_card(
        account=account,
        picture=form.cleaned_data["picture"],
        keep=request.session.session_key or "" if whose == request.person else "",
        by=request.person,
        at=request.now,
    )
    if account.email:
        what = "A new card to sign in was made for you. The old one does not work any more."
        emails.send_key_news(to=account.email, what=what)
    return render(request, "keys/code_card.html", {"card": card, "whose": whose})


def _whose(request: SignedInRequest, code: UUID | None) -> Any:
    """Return whose card it is: mine, or that of someone who may have one from me; else 404."""
    if code is None:
        return request.person
    person = people_queries.people_with_a_way_in().filter(code=code).first()
    known = _given_cards_by(request)
    if person is None or known is False or (known is not None and person not in known):
        raise Http404
    return person


def _given_cards_by(request: SignedInRequest) -> Any:
    """Return the people who may have a card from me; None for everyone; False for nobody."""
    found: list[Person] = []
    for ask in hooks.people_given_cards_by:
        people_here = ask(request.person, request.now)
        if people_here is None:
            return None
        found += people_here
    return found or False


@require_http_methods(["GET", "POST"])
@signed_in
def find_whose_card(request: SignedInRequest) -> HttpResponse:
    """Page: who lost their card? For those who were given leave to make new ones; else 404."""
    known = _given_cards_by(request)
    if known is False:
        raise Http404
    form, found = FindForm(request.POST or None), known or []
    if known is None and request.method == "POST" and form.is_valid():
        called = people_queries.people_with_a_way_in()
        found = list(called.filter(name__iexact=form.cleaned_data["name"].strip())[:10])
    contents = {
        "form": form,
        "found": found,
        "may_search": known is None,
        "has_searched": request.method == "POST" and form.is_valid(),
    }
    return render(request, "keys/find_whose_card.html", contents)


@require_POST
@signed_in
def end_code_card(request: SignedInRequest) -> HttpResponse:
    """Stop my card ("I lost it"), and go back to the page about it."""
    people.end_code_card(account=request.person.account, by=request.person, at=request.now)
    messages.success(request, "Your card does not work any more.")
    return redirect("show_card")
