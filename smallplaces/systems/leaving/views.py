"""The pages of leaving. All of them are for oneself only: nobody leaves for others."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.holdings import Fate
from smallplaces.foundation.terms import term_of
from smallplaces.ground.people import queries as people
from smallplaces.ground.trust import actions as trust

from . import actions, queries
from .forms import AskToBeForgottenForm

ARCHIVE = "everything-of-mine.zip"
View = Callable[[SignedInRequest], HttpResponseBase]


def for_oneself(view: View) -> View:
    """Show `view` only to the person themselves: it is not there while somebody acts for them."""

    @wraps(view)
    def own(request: SignedInRequest) -> HttpResponseBase:
        if request.whose != request.person:
            raise Http404
        return view(request)

    return own


@require_GET
@signed_in
@for_oneself
def show_leaving(request: SignedInRequest) -> HttpResponseBase:
    """Page: take everything along, hide it, be forgotten, or say that something is wrong."""
    contents = {"forgetting": people.forgetting_of(request.person)}
    return render(request, "leaving/show_leaving.html", contents)


@require_POST
@signed_in
@for_oneself
def take_everything(request: SignedInRequest) -> HttpResponseBase:
    """File: everything of mine, as one archive (ZIP)."""
    me = request.person
    archive = actions.take_everything(person=me, by=me, at=request.now)
    answer = HttpResponse(archive, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{ARCHIVE}"'
    return answer


@require_POST
@signed_in
@for_oneself
def hide_everything(request: SignedInRequest) -> HttpResponse:
    """Let nobody else see anything of mine, from this moment."""
    me = request.person
    trust.hide_everything(person=me, by=me, at=request.now)
    messages.success(request, "Nobody else sees anything of yours now. Nobody acts for you now.")
    return redirect("show_leaving")


@require_http_methods(["GET", "POST"])
@signed_in
@for_oneself
def ask_to_be_forgotten(request: SignedInRequest) -> HttpResponseBase:
    """Page: what goes, what stays and why, and the choice to be forgotten."""
    me, at = request.person, request.now
    form = AskToBeForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_be_forgotten(person=me, hide=form.cleaned_data["hide"], by=me, at=at)
        except NotAllowed as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "We have heard you. You can still change your mind.")
            return redirect("show_leaving")
    contents = {
        "form": form,
        "forgetting": people.forgetting_of(me),
        "wait": term_of("forgetting.wait", on=at.date()),
        "erased": queries.endings_for(me, Fate.ERASED, at=at),
        "nameless": queries.endings_for(me, Fate.NAMELESS, at=at),
        "kept": queries.endings_for(me, Fate.KEPT, at=at),
    }
    return render(request, "leaving/ask_to_be_forgotten.html", contents)


@require_POST
@signed_in
@for_oneself
def stay(request: SignedInRequest) -> HttpResponse:
    """Change one's mind, while nothing is forgotten yet."""
    me = request.person
    forgetting = people.forgetting_of(me)
    if forgetting is not None:
        actions.stay(forgetting=forgetting, by=me, at=request.now)
        messages.success(request, "You stay. Nothing of yours is lost.")
    return redirect("show_leaving")
