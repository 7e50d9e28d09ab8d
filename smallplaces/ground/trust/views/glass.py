"""Opening in need, telling somebody of it, and looking at it after.

For those few who hold a mandate for it; to everybody else there are no such pages.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person

from .. import actions, queries
from ..forms import BreakGlassForm, NameForm, ReviewForm
from ..hooks import shelf_pages


@require_GET
@signed_in
def list_urgent(request: SignedInRequest) -> HttpResponse:
    """Page: what I have open in need, what I am to review or to tell, and whom to look for."""
    me, at = request.person, request.now
    people = queries.people_to_open(me, at=at)
    form = NameForm(request.GET if "name" in request.GET else None)
    name = form.cleaned_data["name"].strip() if form.is_bound and form.is_valid() else ""
    contents = {
        "may_open": people.exists(),
        "form": form,
        "name": name,
        "found": people.filter(name__iexact=name).order_by("pk")[:10] if name else [],
        "open_now": [
            (each, _page_of(each.sight.subject, each.sight.shelf))
            for each in queries.opened_by(me, at=at)
        ],
        "to_review": queries.break_glass_to_review(me, at=at),
        "to_tell": queries.break_glass_told_to(me),
    }
    if not any(contents[key] for key in ("may_open", "open_now", "to_review", "to_tell")):
        raise Http404
    return render(request, "trust/list_urgent.html", contents)


def _page_of(person: Person, shelf: str) -> str:
    return reverse(shelf_pages[Shelf(shelf)], args=[person.code])


@require_http_methods(["GET", "POST"])
@signed_in
def break_glass(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: open one shelf of somebody for a while, because it cannot wait."""
    people = queries.people_to_open(request.person, at=request.now)
    person = get_object_or_404(people, code=code)
    shelves = [(shelf, shelf.about(person.name)) for shelf in shelf_pages]
    form = BreakGlassForm(request.POST if request.method == "POST" else None, shelves=shelves)
    if request.method == "POST" and form.is_valid():
        try:
            actions.break_glass(
                person=person, by=request.person, at=request.now, **form.cleaned_data
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect(_page_of(person, form.cleaned_data["shelf"]))
    return render(request, "trust/break_glass.html", {"form": form, "whom": person})


@require_POST
@signed_in
def tell_person(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Tell the person now, as their advocate."""
    broken = get_object_or_404(queries.break_glass_told_to(request.person), code=code)
    actions.tell_person(broken=broken, by=request.person, at=request.now)
    messages.success(request, f"{broken.sight.subject.name} can read it now.")
    return redirect("home")


@require_http_methods(["GET", "POST"])
@signed_in
def review_break_glass(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say whether it was right to open it, and what I found out."""
    waiting = queries.break_glass_to_review(request.person, at=request.now)
    broken = get_object_or_404(waiting, code=code)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_break_glass(
                broken=broken, by=request.person, at=request.now, **form.cleaned_data
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Thank you. It is written down.")
            return redirect("home")
    what = Shelf(broken.sight.shelf).about(broken.sight.subject.name)
    contents = {"broken": broken, "what": what, "form": form}
    return render(request, "trust/review_break_glass.html", contents)
