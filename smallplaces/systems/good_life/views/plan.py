"""The plan: wishes in the person's words, steps, who helps, and what came of it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.offers import queries as offer_queries
from smallplaces.ground.offers.models import Step, Wish
from smallplaces.ground.people.models import Person
from smallplaces.systems.good_life import queries
from smallplaces.systems.good_life.forms import CameOfForm, DoneForm, StepForm, WishForm

from .opening import open_shelves, sent, someone_seen


@require_GET
@signed_in
def show_plan(request: SignedInRequest) -> HttpResponseBase:
    """Page: my plan."""
    person = open_shelves(request, Shelf.PLAN)
    plan = queries.plan_of(person, request.person, at=request.now)
    return render(
        request, "good_life/show_plan.html", {"whose": person, "plan": plan, "is_mine": True}
    )


@require_GET
@signed_in
def read_plan(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: the plan of someone who shared it, to read."""
    person = someone_seen(request, code, Shelf.PLAN)
    plan = queries.plan_of(person, request.person, at=request.now)
    return render(
        request, "good_life/show_plan.html", {"whose": person, "plan": plan, "is_mine": False}
    )


@require_http_methods(["GET", "POST"])
@signed_in
def add_wish(request: SignedInRequest) -> HttpResponseBase:
    """Page: add a wish."""
    person = _person(request)
    form = WishForm(sent(request))
    return _do(
        request,
        person,
        form,
        "add_wish",
        lambda: offers.make_wish(
            person=person, words=form.cleaned_data["words"], by=request.person, at=request.now
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def change_wish(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: say a wish in other words."""
    wish = _wish(request, code)
    form = WishForm(sent(request), initial={"words": wish.words})
    return _do(
        request,
        wish.person,
        form,
        "change_wish",
        lambda: offers.change_wish(
            wish=wish, words=form.cleaned_data["words"], by=request.person, at=request.now
        ),
        wish=wish,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def say_what_came_of_wish(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: it happened, not now, or I let it go; and what came of it."""
    wish = _wish(request, code)
    form = CameOfForm(sent(request), initial={"state": wish.state, "words": wish.what_came_of_it})
    return _do(
        request,
        wish.person,
        form,
        "say_what_came_of_wish",
        lambda: offers.say_what_came_of_wish(
            wish=wish, by=request.person, at=request.now, **form.cleaned_data
        ),
        wish=wish,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def add_step(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: add a step towards a wish."""
    wish = _wish(request, code)
    form = StepForm(sent(request))
    return _do(
        request,
        wish.person,
        form,
        "add_step",
        lambda: offers.add_step(wish=wish, by=request.person, at=request.now, **form.cleaned_data),
        wish=wish,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def finish_step(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: a step is done; what came of it."""
    step = _step(request, code)
    form = DoneForm(sent(request))
    return _do(
        request,
        step.wish.person,
        form,
        "finish_step",
        lambda: offers.finish_step(
            step=step, by=request.person, at=request.now, **form.cleaned_data
        ),
        wish=step.wish,
        step=step,
    )


@require_POST
@signed_in
def drop_step(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Drop a step that was not the right one."""
    step = _step(request, code)
    return _try(
        request, step.wish, lambda: offers.drop_step(step=step, by=request.person, at=request.now)
    )


@require_POST
@signed_in
def look_for_more(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Look for things and people that may fit a wish."""
    wish = _wish(request, code)
    return _try(
        request, wish, lambda: offers.suggest_for(wish=wish, by=request.person, at=request.now)
    )


def _person(request: SignedInRequest) -> Person:
    return open_shelves(request, Shelf.PLAN)


def _wish(request: SignedInRequest, code: UUID) -> Wish:
    """Return a wish of whoever these pages are about; 404 for anybody else's."""
    person = _person(request)
    seen = offer_queries.wishes_visible_to(request.person, at=request.now).filter(person=person)
    return get_object_or_404(seen.select_related("person"), code=code)


def _step(request: SignedInRequest, code: UUID) -> Step:
    person = _person(request)
    seen = queries.steps_visible_to(request.person, at=request.now).filter(wish__person=person)
    return get_object_or_404(seen, code=code)


def _do(
    request: SignedInRequest,
    person: Person,
    form: forms.Form,
    page: str,
    act: Callable[[], object],
    **context: object,
) -> HttpResponseBase:
    """Show the page of `form`; when it was sent and is fine, act and go to the plan."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("show_plan")
    context |= {"form": form, "whose": person}
    return render(request, f"good_life/{page}.html", context, status=422 if form.errors else 200)


def _try(request: SignedInRequest, wish: Wish, act: Callable[[], object]) -> HttpResponseBase:
    """Act, say why not if it may not be, and go to the wish in the plan."""
    try:
        act()
    except NotAllowed as problem:
        messages.error(request, problem.sentence)
    return redirect(f"{redirect('show_plan').url}#wish-{wish.code}")
