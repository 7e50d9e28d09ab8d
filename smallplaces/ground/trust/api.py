"""Who used what is known about me, for programs of the person's own.

The three calls of the Estonian Data Tracker (Andmejälgija, specification 1.6): `heartbeat`,
`usagePeriod` and `findUsage`, as JSON. Only one's own, for the one who signed in; it keeps nothing.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from smallplaces.foundation.doors import SignedInRequest, signed_in
from smallplaces.foundation.shelves import Shelf

from . import queries
from .models import Look

MOST, USUAL = 100, 50
FURTHEST = 1_000_000
LONGEST_NUMBER = 7


class NotAPeriod(ValueError):
    """Something that was asked for cannot be read. Says what."""


@require_GET
def heartbeat(request: HttpRequest) -> JsonResponse:
    """Say that this answers. Anyone may ask."""
    return JsonResponse({"status": "ok"})


@require_GET
@signed_in
def usage_period(request: SignedInRequest) -> JsonResponse:
    """Say from when until when there is anything to find."""
    looks = queries.looks_visible_to(request.person)
    first = looks.order_by("looked_at").values_list("looked_at", flat=True).first()
    start = first or request.now
    return JsonResponse({"periodStart": _when(start), "periodEnd": _when(request.now)})


@require_GET
@signed_in
def find_usage(request: SignedInRequest) -> JsonResponse:
    """List who looked, newest first: `periodStart`, `periodEnd`, `offset`, `limit` (≤ 100)."""
    try:
        since, until = _moment(request, "periodStart"), _moment(request, "periodEnd")
        offset = _number(request, "offset", otherwise=0, most=FURTHEST)
        limit = _number(request, "limit", otherwise=USUAL, most=MOST)
    except NotAPeriod as problem:
        return JsonResponse({"message": str(problem)}, status=400)
    found = queries.looks_found(request.person, since=since, until=until)
    rows = [_row(look) for look in found[offset : offset + limit]]
    return JsonResponse({"findUsageResponse": {"total": found.count(), "usage": rows}})


def _row(look: Look) -> dict[str, str]:
    through = look.sight.viewer
    return {
        "logtime": _when(look.looked_at),
        "action": f"{Shelf(look.shelf).sentence}: {look.words or look.get_reason_display()}",
        "receiverCode": str(look.viewer.code),
        "receiverName": look.viewer.name,
        "onBehalfOf": through.name if through.pk != look.viewer_id else "",
        "receiverSystem": settings.PLACE_NAME,
    }


def _when(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _moment(request: HttpRequest, name: str) -> datetime | None:
    said = request.GET.get(name, "").replace(" ", "+")
    if not said:
        return None
    try:
        moment = parse_datetime(said)
        if moment is None and len(said) == len("2026-01-31"):
            moment = datetime.fromisoformat(said)  # a day is its first moment
        aware = timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
        made = aware.astimezone(UTC) if aware else None
    except (ValueError, OverflowError):
        made = None
    if made is None:
        raise NotAPeriod(f"{name} should be a time such as 2026-03-01T09:00:00Z.")
    return made


def _number(request: HttpRequest, name: str, *, otherwise: int, most: int) -> int:
    said = request.GET.get(name) or str(otherwise)
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER):
        raise NotAPeriod(f"{name} should be a whole number.")
    return min(int(said), most)
