"""Papers of the law that somebody saw, and notes about single decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries

from .. import queries
from ..forms import BeginByLawForm, DecisionForm, OwnWordsForm


@require_http_methods(["GET", "POST"])
@signed_in
def begin_by_law(request: SignedInRequest) -> HttpResponse:
    """Page: I saw a paper that lets someone act for someone. For those with leave; else 404."""
    if not queries.duties_of(request.person, at=request.now).papers:
        raise Http404
    form = BeginByLawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            people.begin_by_law(
                person=said["person"],
                supporter=said["supporter"],
                ground=said["ground"],
                paper=people.Paper(said["kind"], said["from_on"], said["until_on"], said["number"]),
                shelves=[Shelf(value) for value in said["shelves"]],
                writes=[Shelf(value) for value in said["writes"]],
                may_pause=said["may_pause"],
                by=request.person,
                at=request.now,
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            supporter = said["supporter"].name
            messages.success(request, f"We have asked {supporter}. It starts when they say yes.")
            return redirect("begin_by_law")
    return render(request, "trust/begin_by_law.html", {"form": form})


@require_http_methods(["GET", "POST"])
@signed_in
def note_decision(request: SignedInRequest) -> HttpResponse:
    """Page: how someone was helped to decide one thing. For those with leave; else 404."""
    if not queries.duties_of(request.person, at=request.now).decisions:
        raise Http404
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note = people.note_decision(**form.cleaned_data, by=request.person, at=request.now)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"It is noted. {note.person.name} can read it.")
            return redirect("note_decision")
    return render(request, "trust/note_decision.html", {"form": form})


@require_GET
@signed_in
def list_decisions(request: SignedInRequest) -> HttpResponse:
    """Page: what was noted about decisions of mine, with my own words beside it."""
    notes = people_queries.decision_notes_about(request.person)[:50]
    forms = [(note, OwnWordsForm(initial={"words": note.own_words})) for note in notes]
    return render(request, "trust/list_decisions.html", {"notes": forms})


@require_POST
@signed_in
def answer_decision_note(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Put my own words beside a note about me."""
    note = get_object_or_404(people_queries.decision_notes_about(request.person), code=code)
    form = OwnWordsForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        people.answer_decision_note(note=note, words=words, by=request.person, at=request.now)
        messages.success(request, "Your words stand beside it.")
        return redirect("list_decisions")
    contents = {"notes": [(note, form)]}
    return render(request, "trust/list_decisions.html", contents, status=422)
