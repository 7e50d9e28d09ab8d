"""Who can see this and who looked; the door; and people who act for people."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.doors import SignedInRequest, page_of_ours, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.models import Party, Person

from . import actions, queries
from .forms import DoorForm, ShareForm, SupporterForm
from .hooks import ACTING_FOR

SHOWN = 50


@require_GET
@signed_in
def sharing(request: SignedInRequest) -> HttpResponse:
    """Page: who can see my things, who looked, who acts for me, what was done."""
    me = request.person
    contents = {
        "viewers": queries.viewers_of(me, at=request.now),
        "looks": queries.looks_at(me)[:SHOWN],
        "supports": queries.supports_of(me, at=request.now),
        "asked_of_me": queries.supports_asked_of(me, at=request.now),
        "lines": queries.what_was_done(me)[:SHOWN],
    }
    return render(request, "trust/sharing.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def share(request: SignedInRequest) -> HttpResponse:
    """Page: choose who may see what, until when. Only for one's own things."""
    form = ShareForm(
        request.POST or None,
        today=timezone.localdate(request.now),
        parties=queries.parties_known_to(request.person, at=request.now),
    )
    if request.method == "POST" and form.is_valid():
        for shelf in form.cleaned_data["shelves"]:
            actions.share(
                person=request.person,
                viewer=form.cleaned_data["who"],
                shelf=shelf,
                until=form.cleaned_data["until"],
                by=request.person,
                at=request.now,
            )
        messages.success(request, "It is shared. You can stop it here at any time.")
        return redirect("sharing")
    return render(request, "trust/share.html", {"form": form})


@require_POST
@signed_in
def take_back(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Stop sharing one thing, at once."""
    sight = get_object_or_404(queries.who_can_see(request.person, at=request.now), code=code)
    actions.take_back(sight=sight, by=request.person, at=request.now)
    messages.success(request, f"{sight.viewer.name} cannot see it any more.")
    return redirect("sharing")


@require_http_methods(["GET", "POST"])
@signed_in
def door(request: SignedInRequest, code: UUID, shelf: str) -> HttpResponse:
    """Page: say why, before someone else's shelf opens. The person will read it."""
    if shelf not in set(Shelf):
        raise Http404
    seen = queries.people_visible_to(request.person, at=request.now, shelf=Shelf(shelf))
    person = get_object_or_404(seen.exclude(pk=request.person.pk), code=code)
    form = DoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.look(
            viewer=request.person,
            person=person,
            shelf=Shelf(shelf),
            at=request.now,
            reason=form.cleaned_data["reason"],
            words=form.cleaned_data["words"],
        )
        wanted = request.GET.get("next")
        return redirect(page_of_ours(request, wanted, otherwise=reverse("sharing")))
    contents = {"form": form, "whom": person, "what": Shelf(shelf).about(person.name)}
    return render(request, "trust/door.html", contents)


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
        people.ask_supporter(
            person=request.person,
            supporter=asked,
            shelves=form.cleaned_data["shelves"],
            may_write=form.cleaned_data["may_write"],
            until=form.cleaned_data["until"],
            by=request.person,
            at=request.now,
        )
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
