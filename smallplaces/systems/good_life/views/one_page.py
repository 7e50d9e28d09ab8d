"""The one-page profile: on screen, on paper, and as a tagged PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from smallplaces.engines.one_page import CannotShow, OnePage, Section, typeset
from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.systems.good_life import actions, queries
from smallplaces.systems.good_life.forms import PartsForm
from smallplaces.systems.good_life.models import Page
from smallplaces.systems.good_life.queries.questions import MORE_QUESTIONS

from .opening import open_shelves, someone_seen

MORE = "There is more of this on my page:"


@require_GET
@signed_in
def show_one_page(request: SignedInRequest) -> HttpResponseBase:
    """Page: my one page as others see it, and what stands on it."""
    person = open_shelves(request, Shelf.PROFILE)
    seen = queries.one_page_of(person)
    parts = seen.chosen if seen.is_chosen else Page.Part.values
    context = {
        "whose": person,
        "seen": seen,
        "parts_form": PartsForm(initial={"parts": parts}),
        "trial": None if seen.is_chosen else queries.one_page_of(person, parts=Page.Part.values),
        "more_questions": MORE_QUESTIONS,
        "is_mine": True,
    }
    return render(request, "good_life/show_one_page.html", context)


@require_POST
@signed_in
def choose_parts(request: SignedInRequest) -> HttpResponseBase:
    """Choose what stands on my page. What is not a part of a page is left out."""
    person = open_shelves(request, Shelf.PROFILE)
    parts = [part for part in request.POST.getlist("parts") if part in Page.Part.values]
    try:
        actions.choose_parts(person=person, parts=parts, by=request.person, at=request.now)
    except NotAllowed as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, "This is on your page now.")
    return redirect("show_one_page")


@require_GET
@signed_in
def read_one_page(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: the one page of someone who shared it, to read."""
    person = someone_seen(request, code, Shelf.PROFILE)
    context = {"whose": person, "seen": queries.one_page_of(person), "is_mine": False}
    return render(request, "good_life/show_one_page.html", context)


@require_GET
@signed_in
def download_one_page(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """File: the one page of `code`, mine or shared with me, as a tagged PDF."""
    person = someone_seen(request, code, Shelf.PROFILE)
    try:
        made = typeset(_on_paper(request, person))
    except CannotShow as problem:
        messages.error(request, str(problem))
        return redirect("read_one_page", person.code)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="one-page.pdf"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _on_paper(request: HttpRequest, person: Person) -> OnePage:
    """Return the one page of `person` for the typesetter."""
    seen = queries.one_page_of(person)
    today = timezone.localdate()
    return OnePage(
        title=f"One page about {person.name}",
        name=person.name,
        sections=tuple(Section(part.heading, part.words) for part in seen.parts),
        footer=f"These are {person.name}’s own words. Made on {today.day} {today:%B %Y}.",
        more=MORE,
        more_address=request.build_absolute_uri(reverse("read_one_page", args=[person.code])),
    )
