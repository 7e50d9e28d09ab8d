"""Asking why someone looked, answering, and what a guardian hears."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf

from .. import actions, queries
from ..forms import AnswerForm, AskWhyForm
from ..models import Question


@require_http_methods(["GET", "POST"])
@signed_in
def ask_why(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: ask the one who looked why they did."""
    look = get_object_or_404(queries.looks_visible_to(request.person), code=code)
    form = AskWhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        actions.ask_why(look=look, words=words, by=request.person, at=request.now)
        messages.success(
            request, f"We have asked {look.viewer.name}. You will read the answer here."
        )
        return redirect("sharing")
    return render(request, "trust/ask_why.html", {"look": look, "form": form})


@require_GET
@signed_in
def list_questions(request: SignedInRequest) -> HttpResponse:
    """Page: the answers I owe, and, for a guardian, what nobody answered."""
    me = request.person
    contents = {
        "owed": [
            (each, _what(each.look.shelf, each.asked_by.name))
            for each in queries.questions_owed_by(me)
        ],
        "heard": queries.questions_heard_by(me, at=request.now),
        "is_guardian": queries.is_guardian(me, at=request.now),
    }
    return render(request, "trust/list_questions.html", contents)


def _what(shelf: str, name: str) -> str:
    return Shelf(shelf).about(name)


@require_http_methods(["GET", "POST"])
@signed_in
def answer_why(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say why I looked."""
    owed = queries.questions_owed_by(request.person)
    question = get_object_or_404(owed, code=code)

    def answer(words: str) -> None:
        actions.answer_why(question=question, answer=words, by=request.person, at=request.now)

    return _written(request, question, "trust/answer_why.html", answer)


@require_http_methods(["GET", "POST"])
@signed_in
def settle_question(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Page: say, as a guardian, what came of a question that nobody answered."""
    heard = queries.questions_heard_by(request.person, at=request.now)
    question = get_object_or_404(heard, code=code)

    def settle(words: str) -> None:
        actions.settle_question(question=question, outcome=words, by=request.person, at=request.now)

    return _written(request, question, "trust/settle_question.html", settle)


def _written(
    request: SignedInRequest,
    question: Question,
    template: str,
    write: Callable[[str], None],
) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data["words"])
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{question.asked_by.name} can read it now.")
            return redirect("list_questions")
    what = _what(question.look.shelf, question.asked_by.name)
    return render(request, template, {"question": question, "what": what, "form": form})
