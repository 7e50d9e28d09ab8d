"""What should happen in a break, and who may read the notes then."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions
from smallplaces.ground.people import queries as people
from smallplaces.ground.people import rules as people_rules
from smallplaces.ground.trust import actions as trust_actions
from smallplaces.ground.trust import queries as trust

from ..forms import OpenInBreaksForm, StandingWishForm


@require_http_methods(["GET", "POST"])
@signed_in
def add_standing_wish(request: SignedInRequest) -> HttpResponse:
    """Page: say what should happen in a break, and with whom."""
    person, at = request.whose, request.now
    people_rules.check_can_write_standing_wishes(request.person, person, at=at)
    form = StandingWishForm(request.POST or None, parties=trust.parties_known_to(person, at=at))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_standing_wish(
                person=person,
                kind=said["kind"],
                whom=said["whom"],
                words=said["words"],
                party=said["who"],
                by=request.person,
                at=at,
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "It is kept. It counts whenever you take a break.")
            return redirect("show_break")
    return render(request, "breaks/add_standing_wish.html", {"form": form, "whose": person})


@require_POST
@signed_in
def end_standing_wish(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Take a wish off the list."""
    wish = get_object_or_404(people.standing_wishes_of(request.whose), code=code)
    actions.end_standing_wish(wish=wish, by=request.person, at=request.now)
    messages.success(request, "It is off the list.")
    return redirect("show_break")


@require_http_methods(["GET", "POST"])
@signed_in
def open_in_breaks(request: SignedInRequest) -> HttpResponse:
    """Page: let someone read the notes while one takes a break. Only for one's own."""
    me, at = request.person, request.now
    if request.whose != me:
        raise Http404
    form = OpenInBreaksForm(request.POST or None, parties=trust.parties_known_to(me, at=at))
    if request.method == "POST" and form.is_valid():
        who, until = form.cleaned_data["who"], at + form.cleaned_data["days"]
        try:
            trust_actions.share_in_breaks(
                person=me, viewer=who, shelf=Shelf.CRISIS, until=until, by=me, at=at
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{who.name} may read your notes while you take a break.")
            return redirect("show_break")
    return render(request, "breaks/open_in_breaks.html", {"form": form})


@require_POST
@signed_in
def close_in_breaks(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Take that back, at once, also in a break."""
    standing = trust.standing_sights_of(request.person, at=request.now)
    sight = get_object_or_404(standing, code=code)
    trust_actions.take_back_in_breaks(standing=sight, by=request.person, at=request.now)
    messages.success(request, f"{sight.viewer.name} cannot read your notes any more.")
    return redirect("show_break")
