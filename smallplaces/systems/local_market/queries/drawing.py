"""The map: drawn here from what is known here, with nobody else's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from smallplaces.foundation.distance import METRES_A_MILE, Point
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries.search import Result
from smallplaces.ground.places.models import Place

MAP_WIDTH, MAP_HEIGHT, MAP_EDGE = 400, 320, 30
RADIUS = 14.0
ROUNDS = 40
LETTER = 7.0  # how wide a letter of a label is
MOST_LABELS = 40
METRES_A_DEGREE = 111_320.0
SMALLEST_SPAN_METRES = 400.0
RING_MILES = (0.25, 0.5, 1, 2, 5, 10, 25, 50)


@dataclass(frozen=True)
class Pin:
    """What a spot stands for: its number in the list, its name, and where it leads."""

    number: int
    title: str
    href: str


@dataclass(frozen=True)
class Spot:
    """A spot on the map: where it is drawn, and where it truly is if there was no room."""

    x: float
    y: float
    true_x: float
    true_y: float
    pin: Pin

    @property
    def is_moved(self) -> bool:
        """Return whether it is drawn aside, so that a line should show where it belongs."""
        return hypot(self.x - self.true_x, self.y - self.true_y) > RADIUS


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
    numbered = enumerate(zip(results, hrefs, strict=True), start=1)
    placed = [
        (Pin(number, result.listing.name, href), point)
        for number, (result, href) in numbered
        if (point := point_of(result.listing)) is not None
    ]
    return _draw(placed, near, missing=len(results) - len(placed)) if placed else None


def draw_one(listing: Listing, near: Point | None) -> Map | None:
    """Return the small map of one listing, and of where the reader is; None without its point."""
    point = point_of(listing)
    return _draw([(Pin(0, listing.name, ""), point)], near, missing=0) if point else None


def point_of(listing: Listing) -> Point | None:
    """Return where `listing` is, when that is known."""
    if listing.latitude is None or listing.longitude is None:
        return None
    return Point(listing.latitude, listing.longitude)


def _draw(placed: Sequence[tuple[Pin, Point]], near: Point | None, *, missing: int) -> Map:
    frame = _frame([point for _, point in placed] + ([near] if near else []))
    you = frame.place(near) if near else None
    true = [frame.place(point) for _, point in placed]
    drawn = _spread(true, you)
    spots = tuple(
        Spot(x=x, y=y, true_x=was_x, true_y=was_y, pin=pin)
        for (pin, _), (x, y), (was_x, was_y) in zip(placed, drawn, true, strict=True)
    )
    ring = _ring(frame) if near else None
    taken = [*drawn, *([you] if you else [])]
    labels = tuple(_labels(frame, taken))
    return Map(spots=spots, labels=labels, you=you, ring=ring, missing=missing)


def _spread(
    points: Sequence[tuple[float, float]], you: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """Return `points` moved apart until their spots hardly cover each other, on the map still.

    A few rounds of pushing pairs apart; O(rounds · n²) for at most a page of points. `you` stays.
    """
    spots = [list(point) for point in points]
    for _ in range(ROUNDS):
        for first, one in enumerate(spots):
            for other in spots[first + 1 :]:
                _push_apart(one, other)
            if you:
                _push_apart(one, list(you), share=1.0)
        for spot in spots:
            spot[0] = min(max(spot[0], RADIUS + 2), MAP_WIDTH - RADIUS - 2)
            spot[1] = min(max(spot[1], RADIUS + 2), MAP_HEIGHT - RADIUS - 2)
    return [(round(x, 1), round(y, 1)) for x, y in spots]


def _push_apart(one: list[float], other: list[float], *, share: float = 0.5) -> None:
    """Move two spots apart until they touch; `share` is how much of the way the first one goes."""
    east, north = one[0] - other[0], one[1] - other[1]
    apart = hypot(east, north)
    if apart >= 2 * RADIUS:
        return
    if apart < 0.01:  # the same spot: any way out, but always the same one
        east, north, apart = 0.6, 0.8, 1.0
    step = (2 * RADIUS - apart) / apart
    one[0], one[1] = one[0] + east * step * share, one[1] + north * step * share
    share = 1 - share
    other[0], other[1] = other[0] - east * step * share, other[1] - north * step * share


def _labels(frame: _Frame, taken: Sequence[tuple[float, float]]) -> list[Label]:
    """Return the neighbourhoods whose names fall on the map, clear of spots and of each other."""
    named = Place.objects.filter(kind=Place.Kind.NEIGHBOURHOOD, latitude__isnull=False)
    labels: list[Label] = []
    for place in named.order_by("name")[:MOST_LABELS]:
        if place.latitude is None or place.longitude is None:
            continue
        x, y = frame.place(Point(place.latitude, place.longitude))
        half = len(place.name) * LETTER / 2
        is_inside = half <= x <= MAP_WIDTH - half and LETTER * 2 <= y <= MAP_HEIGHT - LETTER
        if is_inside and _is_clear(x, y, half, taken, labels):
            labels.append(Label(x, y, place.name))
    return labels


def _is_clear(
    x: float, y: float, half: float, taken: Sequence[tuple[float, float]], labels: Sequence[Label]
) -> bool:
    over_a_spot = any(
        abs(spot_x - x) < half + RADIUS and -RADIUS - LETTER < spot_y - y < RADIUS + LETTER / 2
        for spot_x, spot_y in taken
    )
    over_a_name = any(
        abs(label.x - x) < half + len(label.name) * LETTER / 2 and abs(label.y - y) < LETTER * 2
        for label in labels
    )
    return not over_a_spot and not over_a_name
