"""Check what you have said; then pick wishes and offers from it, in your own words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import queries as offers
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.voices import queries as voices
from smallplaces.systems.good_life import actions, queries
from smallplaces.systems.good_life.forms import PickForm
from smallplaces.systems.good_life.queries.questions import MORE_QUESTIONS, QUESTIONS, SHORT_NAMES

from .opening import open_shelves, someone_seen

PICK_WISHES = "Which of these would you like in your plan?"
PICK_OFFERS = "Which of these would you like to offer to people near you?"


@require_GET
@signed_in
def check_words(request: SignedInRequest) -> HttpResponseBase:
    """Page: all that was said, with a way to change each, and what can come of it."""
    person = open_shelves(request, Shelf.WORDS)
    return _page(request, person)


@require_GET
@signed_in
def read_words(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: what someone said, in their own words, to read."""
    person = someone_seen(request, code, Shelf.WORDS)
    answers = queries.answers_of(person, request.person, at=request.now)
    asked = [question for question in (*QUESTIONS, *MORE_QUESTIONS) if question.code in answers]
    said = [(question.short, answers[question.code].words) for question in asked]
    return render(request, "good_life/read_words.html", {"whose": person, "said": said})


@require_POST
@signed_in
def pick_wishes(request: SignedInRequest) -> HttpResponseBase:
    """Make wishes of what was picked or written; then on to the plan."""
    person = open_shelves(request, Shelf.WORDS, Shelf.PLAN)
    form = _wish_form(request, person)
    if not form.is_valid():
        return _page(request, person, wish_form=form)
    try:
        actions.pick_wishes(
            person=person, words=form.cleaned_data["words"], by=request.person, at=request.now
        )
    except NotAllowed as problem:
        form.add_error(None, problem.sentence)
        return _page(request, person, wish_form=form)
    messages.success(request, "It is in your plan.")
    return redirect("show_plan")


@require_POST
@signed_in
def pick_offers(request: SignedInRequest) -> HttpResponseBase:
    """Offer what was picked or written, because the person says so; then back to the check page."""
    person = open_shelves(request, Shelf.WORDS, Shelf.PLAN)
    form = _offer_form(request, person)
    if not form.is_valid():
        return _page(request, person, offer_form=form)
    try:
        actions.pick_offers(
            person=person, words=form.cleaned_data["words"], by=request.person, at=request.now
        )
    except NotAllowed as problem:
        form.add_error(None, problem.sentence)
        return _page(request, person, offer_form=form)
    messages.success(request, "You now offer this. Nobody sees your name until you both say yes.")
    return redirect("check_words")


def _page(
    request: SignedInRequest,
    person: Person,
    *,
    wish_form: PickForm | None = None,
    offer_form: PickForm | None = None,
) -> HttpResponseBase:
    """Show the check page; 422 with the form that has something wrong in it."""
    viewer, at = request.person, request.now
    answers = queries.answers_of(person, viewer, at=at)
    ties = queries.people_of(person, viewer, at=at)
    wrong = wish_form or offer_form
    waiting = list(voices.waiting_for(person))
    context = {
        "whose": person,
        "form": wrong,
        "ties": ties,
        "rows": [
            (question, answers.get(question.code)) for question in (*QUESTIONS, *MORE_QUESTIONS)
        ],
        "talk": HowToTalkWithMe.objects.filter(person=person).first(),
        "waiting": [
            (code, SHORT_NAMES[code])
            for code in dict.fromkeys(saying.voice.question for saying in waiting)
        ],
        "wishes": offers.wishes_visible_to(viewer, at=at).filter(
            person=person, state__in=[Wish.State.OPEN, Wish.State.PAUSED]
        ),
        "offers": offers.offers_of(person)
        if trust.may_see(viewer, person, Shelf.PLAN, at=at)
        else (),
        "wish_form": wish_form or _pick("wish", queries.wishes_to_pick(answers), 500, PICK_WISHES),
        "offer_form": offer_form
        or _pick("offer", queries.offers_to_pick(answers), 300, PICK_OFFERS),
        "others": trust.who_can_see(person, at=at).values("viewer").distinct().count(),
    }
    return render(request, "good_life/check_words.html", context, status=422 if wrong else 200)


def _pick(prefix: str, sentences: list[str], most: int, label: str) -> PickForm:
    return PickForm(prefix=prefix, sentences=sentences, most=most, label=label)


def _wish_form(request: SignedInRequest, person: Person) -> PickForm:
    answers = queries.answers_of(person, request.person, at=request.now)
    return PickForm(
        request.POST,
        prefix="wish",
        sentences=queries.wishes_to_pick(answers),
        most=500,
        label=PICK_WISHES,
    )


def _offer_form(request: SignedInRequest, person: Person) -> PickForm:
    answers = queries.answers_of(person, request.person, at=request.now)
    return PickForm(
        request.POST,
        prefix="offer",
        sentences=queries.offers_to_pick(answers),
        most=300,
        label=PICK_OFFERS,
    )
