"""Beginning a break, telling people, and coming back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.people import actions
from smallplaces.ground.people import queries as people
from smallplaces.ground.people import rules as people_rules
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

from .. import queries
from ..forms import RestThingForm, TellForm


def whose_break(request: SignedInRequest) -> Person:
    """Return whose break this is about. Raises NotAllowed unless the reader may begin it."""
    person: Person = request.whose
    people_rules.check_can_pause(request.person, person, at=request.now)
    return person


@require_GET
@signed_in
def show_break(request: SignedInRequest) -> HttpResponse:
    """Page: take a break, from everything or from one thing; who knows; what should happen."""
    person, at = whose_break(request), request.now
    sees_notes = queries.may_see_notes(request.person, person, at=at)
    pause = people.pause_of(person, at=at)
    contents: dict[str, Any] = {
        "whose": person,
        "pause": pause,
        "told": pause.notices.select_related("party").order_by("told_at") if pause else [],
        "resting": queries.resting_things(person, at=at),
        "sees_notes": sees_notes,
        "wishes": people.standing_wishes_of(person) if sees_notes else [],
        "readers": trust.standing_sights_of(person, at=at) if person == request.person else [],
    }
    return render(request, "breaks/show_break.html", contents)


@require_POST
@signed_in
def begin_break(request: SignedInRequest) -> HttpResponse:
    """Let everything rest, now."""
    actions.begin_pause(person=request.whose, by=request.person, at=request.now)
    messages.success(request, "The break has begun. Nothing is asked of you now.")
    return redirect("show_break")


@require_http_methods(["GET", "POST"])
@signed_in
def rest_thing(request: SignedInRequest) -> HttpResponse:
    """Page: let one thing rest, and keep the others as they are."""
    person, at = whose_break(request), request.now
    resting = people.things_paused(person, at=at)
    things = [thing for thing in queries.things_of(person, at=at) if thing.thing not in resting]
    form = RestThingForm(request.POST or None, things=things)
    if request.method == "POST" and form.is_valid():
        thing = form.cleaned_data["thing"]
        actions.begin_pause(person=person, thing=thing, by=request.person, at=at)
        messages.success(request, "It rests now. Nothing is asked of you about it.")
        return redirect("show_break")
    return render(request, "breaks/rest_thing.html", {"form": form, "whose": person})


@require_POST
@signed_in
def wake_thing(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Take up one thing again."""
    pauses = people.pauses_now(request.now).filter(person=request.whose)
    pause = get_object_or_404(pauses.exclude(thing=""), code=code)
    actions.end_pause(pause=pause, by=request.person, at=request.now)
    messages.success(request, "You have taken it up again. It goes on where it was.")
    return redirect("show_break")


@require_http_methods(["GET", "POST"])
@signed_in
def end_break(request: SignedInRequest) -> HttpResponse:
    """Page: coming back. What is as it was, and one button."""
    person = whose_break(request)
    pause = people.pause_of(person, at=request.now)
    if pause is None:
        return redirect("show_break")
    if request.method == "POST":
        actions.end_pause(pause=pause, by=request.person, at=request.now)
        messages.success(request, "Welcome back. Everything goes on where it was.")
        return redirect("home")
    things = queries.things_of(person, at=request.now)
    contents = {"pause": pause, "whose": person, "things": things}
    return render(request, "breaks/end_break.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def tell_someone(request: SignedInRequest) -> HttpResponse:
    """Page: let someone know about the break, in words one chooses."""
    person, at = whose_break(request), request.now
    pause = people.pause_of(person, at=at)
    if pause is None:
        return redirect("show_break")
    form = TellForm(request.POST or None, parties=trust.parties_known_to(person, at=at))
    if request.method == "POST" and form.is_valid():
        who, words = form.cleaned_data["who"], form.cleaned_data["words"]
        try:
            actions.tell_about_pause(pause=pause, party=who, words=words, by=request.person, at=at)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{who.name} can read it now, until the break ends.")
            return redirect("show_break")
    return render(request, "breaks/tell_someone.html", {"form": form, "whose": person})
