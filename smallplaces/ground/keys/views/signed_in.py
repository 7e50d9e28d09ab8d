"""Where I am signed in, and signing out elsewhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.ground.keys import actions, queries


@require_GET
@signed_in
def list_signed_in(request: SignedInRequest) -> HttpResponse:
    """Page: every browser in which I am signed in, and since when."""
    rows = queries.signed_in_of(request.person.account, at=request.now)
    contents = {"rows": rows, "here": request.session.session_key}
    return render(request, "keys/list_signed_in.html", contents)


@require_POST
@signed_in
def end_session(request: SignedInRequest, code: UUID) -> HttpResponse:
    """Sign out one of my browsers."""
    mine = queries.signed_in_of(request.person.account, at=request.now)
    row = get_object_or_404(mine, code=code)
    actions.end_session(signed_in=row, by=request.person, at=request.now)
    if row.session_key == request.session.session_key:
        request.session.flush()
        return redirect("home")
    messages.success(request, f"You are signed out there: {row.device}.")
    return redirect("list_signed_in")


@require_POST
@signed_in
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    actions.end_other_sessions(
        account=request.person.account,
        keep=request.session.session_key or "",
        by=request.person,
        at=request.now,
    )
    messages.success(request, "You are signed out everywhere else.")
    return redirect("list_signed_in")
