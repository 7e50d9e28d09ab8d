"""Which public listings are asked for. Only what anyone may see is ever looked at."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from smallplaces.foundation.distance import EARTH_RADIUS_METRES, Point
from smallplaces.ground.listings import queries as listings
from smallplaces.ground.listings.models import Access, Listing, ListingTime
from smallplaces.ground.listings.queries.filters import box_around
from smallplaces.ground.listings.queries.reading import read as read_words
from smallplaces.ground.people.models import Party

from . import ids, terms
from .parameters import NEARBY_METRES, Asked

NOTHING = Q(pk__in=())
HAS_A_PLACE = (
    ~Q(where="")
    | ~Q(postcode="")
    | Q(latitude__isnull=False)
    | Q(access__contains=[Access.ONLINE.value])
)


def public() -> QuerySet[Listing]:
    """Return what anyone may see."""
    return listings.listings_visible_to(None)


def narrowed(asked: Asked) -> QuerySet[Listing]:
    """Return the public listings that are all that is asked, oldest first.

    In the order in which they came here, so that new ones come last and no page shifts.
    """
    found = public().filter(
        _of(asked.get("organization_id")),
        _ages(asked),
        _when(asked),
        terms.having(asked.get("taxonomy_term_id"), asked.get("taxonomy_id")),
    )
    if "search" in asked:
        found = found.filter(_words(asked["search"]))
    if "modified_after" in asked:
        found = found.filter(changed_at__gte=asked["modified_after"])
    if "postcode" in asked:
        found = _near(found, asked["postcode"].point, asked.get("proximity", NEARBY_METRES))
    return found.order_by("pk")


def of_organization(code: UUID) -> Q:
    """Return the filter for listings of the organisation, circle or listing behind `code`."""
    alone = Q(organisation=None)
    circle = Q(keeper__kind=Party.Kind.CIRCLE)
    return (
        Q(organisation__code=code)
        | (alone & circle & Q(keeper__code=ids.mirrored(code, ids.CIRCLE)))
        | (alone & ~circle & Q(code=ids.mirrored(code, ids.ITSELF)))
    )


def _of(code: UUID | None) -> Q:
    return of_organization(code) if code else Q()


def _words(said: str) -> Q:
    """Return the filter for all of the words; words that nothing here has find nothing."""
    heard = read_words(said).terms
    if not heard:
        return NOTHING
    together = "&".join(f"({term.tsquery})" for term in heard)
    return Q(RawSQL("words @@ %s::tsquery", [together], output_field=BooleanField()))


def _ages(asked: Asked) -> Q:
    youngest, oldest = asked.get("minimum_age"), asked.get("maximum_age")
    fits = Q() if youngest is None else Q(min_age__gte=youngest)
    return fits if oldest is None else fits & Q(max_age__lte=oldest)


def _when(asked: Asked) -> Q:
    """Return the filter for a single time that is all that is asked of times."""
    columns = {"start_time": "opens_at__gte", "end_time": "closes_at__lte", "day": "weekday"}
    wanted: Mapping[str, Any] = {
        column: asked[name] for name, column in columns.items() if name in asked
    }
    if not wanted:
        return Q()
    return Q(Exists(ListingTime.objects.filter(listing=OuterRef("pk"), **wanted)))


def _near(found: QuerySet[Listing], point: Point, metres: float) -> QuerySet[Listing]:
    """Return those within so many metres: a box first, by the index, then the true distance."""
    return (
        found.filter(box_around(point, metres), latitude__isnull=False)
        .annotate(away=_metres_from(point))
        .filter(away__lte=metres)
    )


def _metres_from(point: Point) -> Combinable:
    """Return the great-circle distance (haversine formula), as in foundation.distance."""
    north, east = _radians("latitude"), _radians("longitude")
    here, across = Radians(Value(point.latitude)), Radians(Value(point.longitude))
    chord = Power(Sin((north - here) / 2.0), 2.0) + (
        Cos(north) * Cos(here) * Power(Sin((east - across) / 2.0), 2.0)
    )
    return 2.0 * EARTH_RADIUS_METRES * ASin(Sqrt(Least(Value(1.0), chord)))


def _radians(column: str) -> Func:
    return Radians(F(column), output_field=FloatField())
