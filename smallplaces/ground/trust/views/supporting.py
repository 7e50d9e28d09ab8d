"""People who act for people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.models import Party, Person

from .. import actions, queries
from ..forms import SupporterForm
from ..hooks import ACTING_FOR, TOGETHER


@require_http_methods(["GET", "POST"])
@signed_in
def ask_supporter(request: SignedInRequest) -> HttpResponse:
    """Page: ask someone to act for me, with what, until when."""
    known = queries.parties_known_to(request.person, at=request.now)
    form = SupporterForm(
        request.POST or None,
        today=timezone.localdate(request.now),
        parties=[party for party in known if party.kind == Party.Kind.PERSON],
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["who"].person
        try:
            people.ask_supporter(
                person=request.person,
                supporter=asked,
                ground=form.cleaned_data["ground"],
                shelves=form.cleaned_data["shelves"],
                writes=[Shelf(value) for value in form.cleaned_data["writes"]],
                may_pause=form.cleaned_data["may_pause"],
                until=form.cleaned_data["until"],
                by=request.person,
                at=request.now,
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"We have asked {asked.name}. It starts when they say yes.")
            return redirect("sharing")
    return render(request, "trust/ask_supporter.html", {"form": form})


@require_POST
@signed_in
def accept_to_support(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Say yes to acting for someone."""
    asked = queries.supports_asked_of(request.person, at=request.now)
    supporter = get_object_or_404(asked, code=code)
    people.accept_to_support(supporter=supporter, by=request.person, at=request.now)
    messages.success(request, f"You can act for {supporter.person.name} now.")
    return redirect("sharing")


@require_POST
@signed_in
def end_support(request: SignedInRequest, code: UUID) -> HttpResponse:
    """End it, from either side, at once."""
    supporter = get_object_or_404(people_queries.supports_touching(request.person), code=code)
    people.end_support(supporter=supporter, by=request.person, at=request.now)
    messages.success(request, "It has ended.")
    return redirect("sharing")


@require_POST
@signed_in
def act_for(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Start acting for someone, under one's own name. Every page then says so."""
    person = _person_supported(request, code)
    request.session[ACTING_FOR] = str(person.code)
    return redirect("home")


def _person_supported(request: SignedInRequest, code: UUID) -> Person:
    standing = queries.supports_asked_of(request.person, at=request.now)
    return get_object_or_404(standing.exclude(accepted_at=None), person__code=code).person


@require_POST
@signed_in
def begin_writing_together(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Let both names stand on what one of the two does here from now on, for two hours at most."""
    supporter = get_object_or_404(people_queries.supports_touching(request.person), code=code)
    together = people.begin_writing_together(supporter=supporter, by=request.person, at=request.now)
    request.session[TOGETHER] = str(together.code)
    if supporter.supporter == request.person:
        request.session[ACTING_FOR] = str(supporter.person.code)
    return redirect("home")


@require_POST
@signed_in
def end_writing_together(request: SignedInRequest) -> HttpResponse:
    """Let only one's own name stand on what one does from now on."""
    if request.together:
        people.end_writing_together(together=request.together, by=request.person, at=request.now)
        del request.session[TOGETHER]
    return redirect("home")


@require_GET
@signed_in
def list_done(request: SignedInRequest) -> HttpResponse:
    """Page: what others did for me, with a way to undo it."""
    return render(request, "trust/list_done.html", {"done": queries.done_for(request.person)})


@require_POST
@signed_in
def undo_done(request: SignedInRequest, number: int) -> HttpResponse:
    """Undo what someone did for me, and go back to the list."""
    get_object_or_404(queries.record_done_for(request.person), number=number)
    if actions.undo_done(number=number, by=request.person, at=request.now):
        messages.success(request, "It is undone. The log still says what happened.")
    else:
        messages.info(request, "There was nothing left to undo.")
    return redirect("list_done")


@require_POST
@signed_in
def stop_acting(request: SignedInRequest) -> HttpResponse:
    """Go back to one's own things."""
    request.session.pop(ACTING_FOR, None)
    if request.together:
        people.end_writing_together(together=request.together, by=request.person, at=request.now)
        del request.session[TOGETHER]
    return redirect("home")
