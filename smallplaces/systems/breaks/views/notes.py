"""Notes for days on which someone is not well: writing them, reading them, and what waits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions
from smallplaces.ground.people import queries as people
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust import rules

from .. import queries
from ..forms import NotesForm


@require_http_methods(["GET", "POST"])
@signed_in
def write_notes(request: SignedInRequest) -> HttpResponse:
    """Page: what helps when I am not well, in my own words."""
    person, at = request.whose, request.now
    if request.method == "GET":
        rules.check_can_read(request.person, person, Shelf.CRISIS, at=at)
    now_there = people.when_not_well_of(person)
    stamp = people.stamp_of(now_there)
    there = {name: getattr(now_there, name, "") for name in queries.QUESTIONS}
    form = NotesForm(request.POST or None, initial=there | {"started_from": stamp})
    meanwhile = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_when_not_well(
                person=person,
                parts=form.cleaned_data,
                started_from=form.cleaned_data["started_from"],
                by=request.person,
                at=at,
            )
        except actions.WrittenMeanwhile:
            meanwhile = True
            form.data = {**request.POST.dict(), "started_from": stamp}
        else:
            messages.success(request, "Your notes are kept.")
            return redirect("show_break")
    contents = {
        "form": form,
        "whose": person,
        "meanwhile": queries.notes_of(person) if meanwhile else [],
    }
    return render(request, "breaks/write_notes.html", contents)


@require_GET
@signed_in
def read_notes(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: what helps someone when they are not well. Through the door."""
    seen = trust.people_visible_to(request.person, at=request.now, shelf=Shelf.CRISIS)
    person = get_object_or_404(seen, code=code)
    rules.check_can_read(request.person, person, Shelf.CRISIS, at=request.now)
    contents = {
        "whose": person,
        "notes": queries.notes_of(person),
        "wishes": people.standing_wishes_of(person),
        "pause": people.pause_of(person, at=request.now),
    }
    return render(request, "breaks/read_notes.html", contents)


@require_GET
@signed_in
def list_breaks(request: SignedInRequest) -> HttpResponse:
    """Page: who takes a break and wanted me to know, and what they ask of me."""
    me, at = request.person, request.now
    contents = {
        "notices": queries.notices_for(me, at=at),
        "wishes": queries.wishes_for(me, at=at),
    }
    return render(request, "breaks/list_breaks.html", contents)
