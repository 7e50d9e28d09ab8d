"""Who can see this, who looked, and the door."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, page_of_ours, signed_in
from smallplaces.foundation.shelves import Shelf

from .. import actions, queries
from ..forms import DoorForm, RefuseForm, ShareForm

SHOWN = 50


@require_GET
@signed_in
def sharing(request: SignedInRequest) -> HttpResponse:
    """Page: who can see my things, who looked, who acts for me, what was done."""
    me = request.person
    contents = {
        "viewers": queries.viewers_of(me, at=request.now),
        "looks": queries.looks_by_day(queries.looks_visible_to(me)[:SHOWN]),
        "shared": queries.shared_with(me, at=request.now),
        "refusals": queries.refusals_of(me),
        "in_need": queries.break_glass_about(me)[:SHOWN],
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
        try:
            _share(request, form)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "It is shared. You can stop it here at any time.")
            return redirect("sharing")
    return render(request, "trust/share.html", {"form": form})


@transaction.atomic
def _share(request: SignedInRequest, form: ShareForm) -> None:
    """Share every shelf that was chosen, or none."""
    for shelf in form.cleaned_data["shelves"]:
        actions.share(
            person=request.person,
            viewer=form.cleaned_data["who"],
            shelf=shelf,
            until=form.cleaned_data["until"],
            by=request.person,
            at=request.now,
        )


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
def refuse_sight(request: SignedInRequest) -> HttpResponse:
    """Page: say who may never see something of mine. They are not told."""
    me, at = request.person, request.now
    form = RefuseForm(request.POST or None, parties=queries.parties_known_to(me, at=at))
    if request.method == "POST" and form.is_valid():
        who, shelf = form.cleaned_data["who"], form.cleaned_data["shelf"]
        try:
            actions.refuse_sight(person=me, refused=who, shelf=shelf, by=me, at=at)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{who.name} cannot see it now, and will not later.")
            return redirect("sharing")
    return render(request, "trust/refuse_sight.html", {"form": form})


@require_POST
@signed_in
def end_refusal(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Undo it. Nothing is shared by that."""
    refusal = get_object_or_404(queries.refusals_of(request.person), code=code)
    actions.end_refusal(refusal=refusal, by=request.person, at=request.now)
    messages.success(request, "It is undone. Nothing is shared by that.")
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
