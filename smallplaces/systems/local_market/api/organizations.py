"""Who offers what is listed: organisations, circles, and listings that speak for themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Min, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from smallplaces.ground.listings.models import Listing
from smallplaces.ground.people.models import Party

from .filters import of_organization, public
from .paging import BATCH, Rows
from .parameters import Asked
from .records import (
    organization_row,
    service,
    service_row,
    with_everything,
    with_what_rows_need,
)

Json = dict[str, Any]
HAS_ORGANISATION = Q(organisation__isnull=False)
HAS_CIRCLE = Q(keeper__kind=Party.Kind.CIRCLE)


def organizations(asked: Asked) -> Rows:
    """Return the organisations that have something public, by their first listing here."""
    firsts = _firsts(asked.get("search", ""))
    detail = _whole if asked.get("full") or asked.get("full_service") else _short

    def cut(start: int, stop: int) -> list[Json]:
        return detail(list(firsts[start:stop]), bool(asked.get("full_service")))

    def everything() -> Iterator[Json]:
        keys = list(firsts)
        for start in range(0, len(keys), BATCH):
            yield from detail(keys[start : start + BATCH], bool(asked.get("full_service")))

    return Rows(firsts.count, cut, everything)


def organization(code: UUID, *, full_service: bool) -> Json | None:
    """Return one organisation with its services, or None when it has nothing public."""
    load = with_everything if full_service else with_what_rows_need
    found = list(load(public().filter(of_organization(code))).order_by("pk"))
    return _with_services(found, full_service) if found else None


def _firsts(search: str) -> QuerySet[Any, int]:
    """Return the first listing of each organisation: a stable order that needs no other table."""
    named = public().annotate(
        body=Case(
            When(HAS_ORGANISATION, then=_key("o", "organisation_id")),
            When(HAS_CIRCLE, then=_key("c", "keeper_id")),
            default=_key("l", "pk"),
            output_field=CharField(),
        ),
        body_name=Case(
            When(HAS_ORGANISATION, then=F("organisation__name")),
            When(HAS_CIRCLE, then=F("keeper__name")),
            default=F("name"),
            output_field=CharField(),
        ),
    )
    for word in search.split():
        named = named.filter(body_name__icontains=word)
    grouped = named.values("body").annotate(first=Min("pk")).order_by("first")
    return grouped.values_list("first", flat=True)


def _key(letter: str, column: str) -> Concat:
    return Concat(Value(letter), Cast(column, TextField()), output_field=CharField())


def _short(keys: Sequence[int], _full_service: bool) -> list[Json]:
    return [organization_row(listing) for listing in _listings(keys)]


def _whole(keys: Sequence[int], full_service: bool) -> list[Json]:
    """Return the organisations of these first listings with all their services. Few queries."""
    firsts = _listings(keys)
    if not firsts:
        return []
    load = with_everything if full_service else with_what_rows_need
    found = defaultdict(list)
    for listing in load(public().filter(_same_bodies(firsts))).order_by("pk"):
        found[organization_row(listing)["id"]].append(listing)
    bodies = (found.get(organization_row(first)["id"]) for first in firsts)
    return [_with_services(listings, full_service) for listings in bodies if listings]


def _listings(keys: Sequence[int]) -> list[Listing]:
    return list(with_what_rows_need(public().filter(pk__in=keys)).order_by("pk"))


def _same_bodies(firsts: Iterable[Listing]) -> Q:
    return reduce(or_, (_same_body(first) for first in firsts))


def _same_body(first: Listing) -> Q:
    if first.organisation_id:
        return Q(organisation=first.organisation_id)
    if first.keeper is not None and first.keeper.kind == Party.Kind.CIRCLE:
        return Q(organisation=None, keeper=first.keeper_id)
    return Q(pk=first.pk)


def _with_services(found: Sequence[Listing], full_service: bool) -> Json:
    write: Callable[[Listing], Json] = service if full_service else service_row
    rows = [write(listing) for listing in found]
    for row in rows:
        del row["organization"]  # it would be the same in every one
    return {**organization_row(found[0]), "services": rows}
