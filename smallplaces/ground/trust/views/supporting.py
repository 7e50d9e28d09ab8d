"""People who act for people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.models import Party, Person

from .. import queries
from ..forms import SupporterForm
from ..hooks import ACTING_FOR


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
                shelves=form.cleaned_data["shelves"],
                may_write=form.cleaned_data["may_write"],
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
def stop_acting(request: SignedInRequest) -> HttpResponse:
    """Go back to one's own things."""
    request.session.pop(ACTING_FOR, None)
    return redirect("home")
