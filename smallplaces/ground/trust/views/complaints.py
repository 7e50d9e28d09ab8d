"""Saying that something is wrong with how one's data is kept; where it is; and answering it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.terms import NoTerm, Term, term_of

from .. import actions, queries, rules
from ..forms import AnswerComplaintForm, ComplainForm
from ..models import Complaint


@require_GET
@signed_in
def list_complaints(request: SignedInRequest) -> HttpResponse:
    """Page: what I said is wrong and where it is; and what I owe others an answer to."""
    me, at = request.person, request.now
    contents = {
        "complaints": queries.complaints_visible_to(me, request.whose, at=at),
        "whose": request.whose,
        "owed": queries.complaints_owed_by(me, at=at),
        "law": _law(request),
    }
    return render(request, "trust/list_complaints.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def complain(request: SignedInRequest) -> HttpResponse:
    """Page: say what is wrong, for oneself or for whom one writes."""
    me, whose, at = request.person, request.whose, request.now
    rules.check_can_complain(me, whose, at=at)
    readers = [each for each in queries.people_who_answer(at=at) if each != whose]
    form = ComplainForm(request.POST if request.method == "POST" else None, readers=readers)
    if request.method == "POST" and form.is_valid():
        try:
            complaint = actions.complain(person=whose, by=me, at=at, **form.cleaned_data)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "It has arrived. You can see here where it is.")
            return redirect("show_complaint", complaint.code)
    is_heard = queries.somebody_answers(whose, at=at)
    contents = {"form": form, "law": _law(request), "is_heard": is_heard, "whose": whose}
    return render(request, "trust/complain.html", contents)


@require_GET
@signed_in
def show_complaint(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: where what I said is, by when an answer is owed, and where else I can go."""
    seen = queries.complaints_visible_to(request.person, request.whose, at=request.now)
    complaint = get_object_or_404(seen, code=code)
    contents = {
        "complaint": complaint,
        "is_mine": complaint.person == request.person,
        "waits": complaint.state in queries.COMPLAINT_WAITS,
        "is_late": complaint.answer_due_at <= request.now,
        "law": _law(request),
    }
    return render(request, "trust/show_complaint.html", contents)


@require_POST
@signed_in
def take_back_complaint(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Say that it need not be answered any more."""
    complaint = get_object_or_404(queries.complaints_of(request.person), code=code)
    actions.take_back_complaint(complaint=complaint, by=request.person, at=request.now)
    messages.success(request, "You took it back. Nobody has to answer it now.")
    return redirect("list_complaints")


@require_http_methods(["GET", "POST"])
@signed_in
def answer_complaint(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: what someone said is wrong, and what I found."""
    complaint = _owed(request, code)
    form = AnswerComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_complaint(
                complaint=complaint, by=request.person, at=request.now, **form.cleaned_data
            )
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{complaint.person.name} can read it now.")
            return redirect("list_complaints")
    return render(request, "trust/answer_complaint.html", {"complaint": complaint, "form": form})


@require_POST
@signed_in
def acknowledge_complaint(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Say that I have read it."""
    return _step(request, code, actions.acknowledge_complaint, "They read now that you saw it.")


@require_POST
@signed_in
def look_into_complaint(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Say that I am finding out what happened."""
    said = "They read now that you are looking into it."
    return _step(request, code, actions.look_into_complaint, said)


def _step(
    request: SignedInRequest, code: UUID, act: Callable[..., Complaint], said: str
) -> HttpResponse:
    act(complaint=_owed(request, code), by=request.person, at=request.now)
    messages.success(request, said)
    return redirect("answer_complaint", code)


def _owed(request: SignedInRequest, code: UUID) -> Complaint:
    owed = queries.complaints_owed_by(request.person, at=request.now)
    found: Complaint = get_object_or_404(owed, code=code)
    return found


def _law(request: SignedInRequest) -> Term | None:
    """Return what the law gives for a first answer, where it does already."""
    try:
        return term_of("complaint.acknowledge.law", on=request.now.date())
    except NoTerm:
        return None
