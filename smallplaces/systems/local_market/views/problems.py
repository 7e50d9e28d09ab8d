"""Something is wrong here: said by anyone, answered by whoever keeps the page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smallplaces.engines.meaning.danger import speaks_of_danger
from smallplaces.foundation.doors import PlaceRequest, SignedInRequest, signed_in
from smallplaces.ground.listings import actions
from smallplaces.systems.local_market import queries
from smallplaces.systems.local_market.forms import ProblemForm, SettleForm

from .reading import seen_listing


@require_http_methods(["GET", "POST"])
def say_problem(request: PlaceRequest, code: UUID) -> HttpResponse:
    """Page: say that something is wrong. No account, no name; then a thank-you.

    The thank-you answers the post itself, so that words of danger get help and are kept nowhere
    else; a reload says the same thing once.
    """
    listing = seen_listing(request, code)
    form = ProblemForm(request.POST if request.method == "POST" else None)
    contents: dict[str, object] = {"listing": listing, "form": form}
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        actions.say_problem(
            listing=listing,
            words=words,
            reply_to=form.cleaned_data["reply_to"],
            by=request.person,
            at=request.now,
        )
        if danger := speaks_of_danger(words):
            contents["help"] = queries.help_first(danger, queries.point_of(listing))
        return render(request, "local_market/problem_said.html", contents)
    return render(request, "local_market/say_problem.html", contents)


@require_http_methods(["GET", "POST"])
@signed_in
def settle_problem(request: SignedInRequest, code: UUID) -> HttpResponseBase:
    """Page: what someone said is wrong, and what was done about it."""
    problem = get_object_or_404(
        queries.problems_to_settle(request.person, at=request.now), code=code
    )
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.settle_problem(
            problem=problem, answer=form.cleaned_data["answer"], by=request.person, at=request.now
        )
        messages.success(request, "Thank you. It is settled.")
        return redirect("list_kept")
    return render(request, "local_market/settle_problem.html", {"problem": problem, "form": form})
