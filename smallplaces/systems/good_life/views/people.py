"""The people who matter: one added at a time, the map, the table, and files to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Person, Tie
from smallplaces.ground.trust import queries as trust
from smallplaces.systems.good_life import queries
from smallplaces.systems.good_life.forms import SomeoneForm

from .opening import open_shelves, sent, someone_seen


def who_matters(
    request: SignedInRequest, person: Person, shell: dict[str, object], way_on: str
) -> HttpResponseBase:
    """Page: the second question. Adds one person at a time and stays; "continue" goes on.

    HTMX asks for the list and a fresh form only.
    """
    form = SomeoneForm(sent(request), initial={"closeness": 1})
    if request.method == "POST" and "add" not in request.POST:
        return redirect(way_on)
    status = 200
    if request.method == "POST":
        if _is_added(request, person, form):
            if not request.htmx:  # type: ignore[attr-defined]
                return redirect(request.get_full_path())
            form = SomeoneForm(initial={"closeness": 1})
        else:
            status = 422
    context = {
        "form": form,
        "whose": person,
        "ties": queries.people_of(person, request.person, at=request.now),
        "closeness": queries.CLOSENESS,
        "way_on": way_on,
        **shell,
    }
    part = "#people" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"good_life/who_matters.html{part}", context, status=status)


def _is_added(request: SignedInRequest, person: Person, form: SomeoneForm) -> bool:
    """Add the person in `form`; return whether that worked, with the reason in the form if not."""
    if not form.is_valid():
        return False
    try:
        people.add_tie(person=person, by=request.person, at=request.now, **form.cleaned_data)
    except NotAllowed as problem:
        form.add_error(None, problem.sentence)
        return False
    return True


@require_GET
@signed_in
def show_people(request: SignedInRequest) -> HttpResponseBase:
    """Page: the map of people who matter, and the same facts as a table."""
    person = open_shelves(request, Shelf.PEOPLE)
    ties = queries.people_of(person, request.person, at=request.now)
    context = {"whose": person, "ties": ties, **_drawing(person, ties)}
    return render(request, "good_life/show_people.html", context)


@require_GET
@signed_in
def read_people(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: the map of someone who shared it, to read."""
    person = someone_seen(request, code, Shelf.PEOPLE)
    ties = queries.people_of(person, request.person, at=request.now)
    context = {"whose": person, **_drawing(person, ties)}
    return render(request, "good_life/read_people.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def add_someone(request: SignedInRequest) -> HttpResponseBase:
    """Page: add one person who matters; then back to the map."""
    person = open_shelves(request, Shelf.PEOPLE)
    form = SomeoneForm(sent(request), initial={"closeness": 1})
    if request.method == "POST" and _is_added(request, person, form):
        return redirect("show_people")
    context = {"form": form, "whose": person, "tie": None}
    return render(request, "good_life/someone.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def change_someone(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: say something else about one person, or take them off the map."""
    tie = _tie(request, code)
    facts = ("name", "who_they_are", "closeness", "is_paid", "what_they_bring")
    form = SomeoneForm(sent(request), initial={name: getattr(tie, name) for name in facts})
    if request.method == "POST" and form.is_valid():
        try:
            people.change_tie(tie=tie, by=request.person, at=request.now, **form.cleaned_data)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("show_people")
    context = {"form": form, "whose": tie.person, "tie": tie}
    return render(request, "good_life/someone.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def end_someone(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Take someone off the map. Coming back with an old page is harmless."""
    tie = _tie(request, code)
    try:
        people.end_tie(tie=tie, by=request.person, at=request.now)
    except NotAllowed as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{tie.name} is no longer on your map.")
    return redirect("show_people")


@require_GET
@signed_in
def download_map(request: SignedInRequest) -> HttpResponseBase:
    """File: the map as a picture (SVG)."""
    person = open_shelves(request, Shelf.PEOPLE)
    ties = queries.people_of(person, request.person, at=request.now)
    context = {"whose": person, "is_file": True, **_drawing(person, ties)}
    response = render(request, "good_life/_people_map.svg", context, content_type="image/svg+xml")
    return _as_file(response, "my-people.svg")


@require_GET
@signed_in
def download_list(request: SignedInRequest) -> HttpResponseBase:
    """File: the same facts for a spreadsheet (CSV)."""
    person = open_shelves(request, Shelf.PEOPLE)
    rows = queries.people_as_csv(person, request.person, at=request.now)
    page = HttpResponse(rows, content_type="text/csv; charset=utf-8")
    return _as_file(page, "my-people.csv")


def _tie(request: SignedInRequest, code: UUID) -> Tie:
    """Return one of the people who matter to whoever these pages are about."""
    person = open_shelves(request, Shelf.PEOPLE)
    seen = trust.ties_visible_to(request.person, at=request.now).filter(person=person)
    return get_object_or_404(seen.select_related("person"), code=code)


def _drawing(person: Person, ties: list[Tie]) -> dict[str, object]:
    return {
        "drawing": queries.drawing_of(person, ties),
        "in_words": queries.said_in_words(ties),
        "paid": sum(tie.is_paid for tie in ties),
        "unpaid": sum(not tie.is_paid for tie in ties),
        "ties": [{"tie": tie, "how_close": queries.CLOSENESS[tie.closeness]} for tie in ties],
    }


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    """Return `response` as a file to keep, of which no browser keeps a copy by itself."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
