"""The whole log of who looked at one's own things: to search, to print, to keep."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.spreadsheets import as_csv

from .. import queries
from ..forms import LooksForm
from ..models import Look

A_PAGE = 50
HEADS = ("When", "Who", "For whom", "What", "Why, as they said", "You asked", "They answered")


@require_GET
@signed_in
def list_looks(request: SignedInRequest) -> HttpResponse:
    """Page: everyone who looked, newest first, by name, shelf and time."""
    form = LooksForm(request.GET)
    paginator = Paginator(_found(request, form), A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    chosen = {name: value for name, value in request.GET.items() if name != "page" and value}
    contents = {
        "form": form,
        "looks": queries.looks_by_day(page.object_list),
        "page": page,
        "query": f"{urlencode(chosen)}&" if chosen else "",
        "chosen": chosen,
    }
    return render(request, "trust/list_looks.html", contents)


@require_GET
@signed_in
def download_looks(request: SignedInRequest) -> HttpResponse:
    """File: the same lines for a spreadsheet (CSV)."""
    found = _found(request, LooksForm(request.GET))
    rows = as_csv(HEADS, (_row(look) for look in found))
    page = HttpResponse(rows, content_type="text/csv; charset=utf-8")
    page.headers["Content-Disposition"] = 'attachment; filename="who-looked.csv"'
    return page


def _found(request: SignedInRequest, form: LooksForm) -> QuerySet[Look]:
    """Return what the form asks for; a part of it that cannot be read asks for nothing."""
    form.is_valid()
    said = form.cleaned_data
    until = said.get("until")
    return queries.looks_found(
        request.person,
        who=said.get("who", ""),
        shelf=said.get("shelf", ""),
        since=_start_of(said.get("since")),
        until=_start_of(until + timedelta(days=1)) if until and until < date.max else None,
    )


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _row(look: Look) -> tuple[str, ...]:
    question = getattr(look, "question", None)
    behalf = look.sight.viewer.name if look.sight.viewer_id != look.viewer_id else ""
    return (
        timezone.localtime(look.looked_at).isoformat(timespec="minutes"),
        look.viewer.name,
        behalf,
        look.shelf_words,
        look.words or look.get_reason_display(),
        timezone.localtime(question.asked_at).isoformat(timespec="minutes") if question else "",
        question.answer if question else "",
    )
