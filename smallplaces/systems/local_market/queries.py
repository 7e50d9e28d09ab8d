"""Questions the local market asks the rooms below, and what it makes of the answers for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from smallplaces.foundation.distance import Point
from smallplaces.ground.listings.queries.search import Result
from smallplaces.ground.places.models import Place

MAP_WIDTH, MAP_HEIGHT, MAP_EDGE = 720, 480, 36
METRES_A_DEGREE = 111_320.0
SMALLEST_SPAN_METRES = 400.0
RING_MILES = (0.25, 0.5, 1, 2, 5, 10, 25, 50)
METRES_A_MILE = 1609.344


@dataclass(frozen=True)
class Spot:
    """One numbered spot on the map: where it is drawn, and the results that are there."""

    x: float
    y: float
    number: int
    title: str
    href: str


@dataclass(frozen=True)
class Label:
    """The name of a neighbourhood, where it lies."""

    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Ring:
    """A circle of a known distance around where the reader is."""

    radius: float
    words: str


@dataclass(frozen=True)
class Map:
    """A map drawn from what is known here: no streets, no tiles, nobody else's pictures."""

    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]
    you: tuple[float, float] | None
    ring: Ring | None
    missing: int
    width: int = MAP_WIDTH
    height: int = MAP_HEIGHT


@dataclass(frozen=True)
class _Frame:
    """How points on the earth become points on the page: one scale, north at the top."""

    middle: Point
    pixels_a_metre: float

    def place(self, point: Point) -> tuple[float, float]:
        east = (point.longitude - self.middle.longitude) * cos(radians(self.middle.latitude))
        north = point.latitude - self.middle.latitude
        scale = METRES_A_DEGREE * self.pixels_a_metre
        return round(MAP_WIDTH / 2 + east * scale, 1), round(MAP_HEIGHT / 2 - north * scale, 1)


def _frame(points: Sequence[Point]) -> _Frame:
    """Return the frame that holds every point, with an edge around them."""
    norths = [point.latitude for point in points]
    easts = [point.longitude for point in points]
    middle = Point((min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2)
    tall = max((max(norths) - min(norths)) * METRES_A_DEGREE, SMALLEST_SPAN_METRES)
    squeeze = cos(radians(middle.latitude))
    wide = max((max(easts) - min(easts)) * METRES_A_DEGREE * squeeze, SMALLEST_SPAN_METRES)
    scale = min((MAP_HEIGHT - 2 * MAP_EDGE) / tall, (MAP_WIDTH - 2 * MAP_EDGE) / wide)
    return _Frame(middle, scale)


def _ring(frame: _Frame) -> Ring:
    """Return the largest ring that fits well on the map."""
    fitting = [
        miles
        for miles in RING_MILES
        if miles * METRES_A_MILE * frame.pixels_a_metre <= MAP_HEIGHT / 2 - 10
    ]
    miles = fitting[-1] if fitting else RING_MILES[0]
    words = {0.25: "¼ mile", 0.5: "½ mile", 1: "1 mile"}.get(miles, f"{miles} miles")
    return Ring(round(miles * METRES_A_MILE * frame.pixels_a_metre, 1), words)


def draw_map(results: Sequence[Result], hrefs: Sequence[str], near: Point | None) -> Map | None:
    """Return the map of `results` around `near`, or None when nothing has a known point.

    Spots are numbered as in the list; those without a point are counted in `missing`.
    """
    placed = [
        (number, result, href, Point(result.listing.latitude, result.listing.longitude))
        for number, (result, href) in enumerate(zip(results, hrefs, strict=True), start=1)
        if result.listing.latitude is not None and result.listing.longitude is not None
    ]
    if not placed:
        return None
    frame = _frame([point for *_, point in placed] + ([near] if near else []))
    spots = tuple(
        Spot(*frame.place(point), number, result.listing.name, href)
        for number, result, href, point in placed
    )
    return Map(
        spots=spots,
        labels=tuple(_labels(frame)),
        you=frame.place(near) if near else None,
        ring=_ring(frame) if near else None,
        missing=len(results) - len(placed),
    )


def _labels(frame: _Frame) -> list[Label]:
    """Return the neighbourhoods whose names fall on the map."""
    named = Place.objects.filter(kind=Place.Kind.NEIGHBOURHOOD, latitude__isnull=False)
    labels = []
    for place in named.order_by("name")[:40]:
        if place.latitude is None or place.longitude is None:
            continue
        x, y = frame.place(Point(place.latitude, place.longitude))
        if MAP_EDGE <= x <= MAP_WIDTH - MAP_EDGE and MAP_EDGE <= y <= MAP_HEIGHT - MAP_EDGE:
            labels.append(Label(x, y, place.name))
    return labels
