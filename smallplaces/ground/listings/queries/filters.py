"""What someone asks for, and which listings may be an answer at all."""

import enum
import math
from dataclasses import dataclass
from datetime import time
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q

from smallplaces.foundation.distance import EARTH_RADIUS_METRES, Point

from ..models import Listing, ListingTime

METRES_IN_A_DEGREE = math.radians(1) * EARTH_RADIUS_METRES
LAST_MINUTE = time(23, 59, 59)
Hours = tuple[time, time]


class PartOfDay(enum.StrEnum):
    """When in the day something suits someone. A night goes past midnight."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def hours(self) -> Hours:
        """Return from when until when. It starts later than it ends when it passes midnight."""
        return HOURS[self]


HOURS: dict[PartOfDay, Hours] = {
    PartOfDay.MORNING: (time(5), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(17)),
    PartOfDay.EVENING: (time(17), time(22)),
    PartOfDay.NIGHT: (time(22), time(5)),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asks: their own words, from where, and what an answer must be.

    `near` only ranks; every other filter is hard: what does not fit, or is not known to fit, is not
    an answer. `weekdays` run from 1 (Monday) to 7. `hours` are on the clock of the place; an
    answer goes on at some time between the two. `most_pence` also lets in what is free.
    Raises ValueError when a number is out of its range.
    """

    words: str = ""
    near: Point | None = None
    near_words: str = ""
    within_metres: float | None = None
    weekdays: frozenset[int] = frozenset()
    hours: Hours | None = None
    free_only: bool = False
    most_pence: int | None = None
    access: frozenset[str] = frozenset()
    age: int | None = None
    kinds: frozenset[str] = frozenset()
    limit: int = 20
    offset: int = 0

    def __post_init__(self) -> None:
        if self.limit < 0 or self.offset < 0:
            raise ValueError("A page starts at 0 or later and holds 0 or more.")
        if not self.weekdays <= set(range(1, 8)):
            raise ValueError("Weekdays run from 1 (Monday) to 7 (Sunday).")
        if self.within_metres is not None and not 0 <= self.within_metres < math.inf:
            raise ValueError("A distance is 0 metres or more.")

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but words and place narrows the answers."""
        return bool(
            self.weekdays
            or self.hours
            or self.free_only
            or self.access
            or self.kinds
            or self.most_pence is not None
            or self.age is not None
        )


def fitting(question: Question) -> Q:
    """Return the filter for open listings that fit everything the question insists on.

    The distance is judged roughly, by a box; whoever asks measures what is in it.
    """
    return (
        Q(state=Listing.State.OPEN)
        & _near_enough(question)
        & _when(question)
        & _cost(question)
        & _age(question)
        & (Q(kind__in=sorted(question.kinds)) if question.kinds else Q())
        & (Q(access__contains=sorted(question.access)) if question.access else Q())
    )


def _near_enough(question: Question) -> Q:
    if question.near is None or question.within_metres is None:
        return Q()
    return box_around(question.near, question.within_metres)


def box_around(point: Point, metres: float) -> Q:
    """Return the filter for points in the box that holds the circle of `metres` around `point`."""
    tall = metres / METRES_IN_A_DEGREE
    # Degrees east grow shorter towards the pole: the edge of the box nearest the pole counts.
    edge = min(89.9, abs(point.latitude) + tall)
    wide = tall / math.cos(math.radians(edge))
    return Q(
        latitude__range=(point.latitude - tall, point.latitude + tall),
        longitude__range=(point.longitude - wide, point.longitude + wide),
    )


def _when(question: Question) -> Q:
    if not question.weekdays and question.hours is None:
        return Q()
    times = ListingTime.objects.filter(listing=OuterRef("pk"))
    if question.weekdays:
        times = times.filter(weekday__in=sorted(question.weekdays))
    if question.hours is not None:
        times = times.filter(_going_on(*question.hours))
    return Q(Exists(times))


def _going_on(start: time, end: time) -> Q:
    """Return the filter for times that share a moment with the hours from `start` to `end`."""
    if start < end:
        return _going_on_by_day(start, end)
    return reduce(or_, [_going_on_by_day(start, LAST_MINUTE), _going_on_by_day(time(0), end)])


def _going_on_by_day(start: time, end: time) -> Q:
    opens_in_time = Q(opens_at__lt=end)
    closes_the_same_day = Q(closes_at__gt=F("opens_at"))
    return (
        (closes_the_same_day & opens_in_time & Q(closes_at__gt=start))
        | (Q(closes_at__lte=F("opens_at")) & (opens_in_time | Q(closes_at__gt=start)))
        | (Q(closes_at=None) & opens_in_time & Q(opens_at__gte=start))
    )


def _cost(question: Question) -> Q:
    if question.free_only:
        return Q(is_free=True)
    if question.most_pence is None:
        return Q()
    return Q(is_free=True) | Q(least_pence__lte=question.most_pence)


def _age(question: Question) -> Q:
    if question.age is None:
        return Q()
    old_enough = Q(min_age=None) | Q(min_age__lte=question.age)
    return old_enough & (Q(max_age=None) | Q(max_age__gte=question.age))
