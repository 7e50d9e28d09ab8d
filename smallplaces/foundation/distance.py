"""How far apart two points on the earth are."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG 1980
METRES_A_MILE = 1609.344
METRES_A_MINUTE = 80  # an easy walk, 4.8 km an hour: the walking speed of transport planners
WAY_ROUND = 1.25  # streets are longer than straight lines
VERY_NEAR_MINUTES = 3
LONGEST_WALK_MINUTES = 30  # beyond that people think in miles
WHOLE_MILES_FROM = 10


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth: degrees north and degrees east, WGS 84.

    Raises ValueError outside -90..90 and -180..180, and for NaN.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("A point lies between -90 and 90 north and -180 and 180 east.")


def metres_between(here: Point, there: Point) -> float:
    """Return the great-circle distance in metres (haversine formula), within 0.6 % of the truth."""
    north, far_north = radians(here.latitude), radians(there.latitude)
    east = radians(there.longitude - here.longitude)
    chord = sin((far_north - north) / 2) ** 2 + cos(north) * cos(far_north) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, chord)))


def distance_in_words(metres: float) -> str:
    """Return a straight-line distance as people say it: "about 10 minutes’ walk", "2½ miles"."""
    minutes = metres * WAY_ROUND / METRES_A_MINUTE
    if minutes <= VERY_NEAR_MINUTES:
        return "very near"
    if minutes <= LONGEST_WALK_MINUTES:
        return f"about {max(5, round(minutes / 5) * 5)} minutes’ walk"
    miles = metres / METRES_A_MILE
    halves = round(miles * 2) / 2 if miles < WHOLE_MILES_FROM else round(miles)
    number = f"{int(halves) or ''}{'½' if halves % 1 else ''}"
    return f"{number} {'mile' if halves <= 1 else 'miles'}"


def distance_from(metres: float, where: str) -> str:
    """Return how far something is from `where`: "very near OL14", "2 miles from OL14"."""
    words = distance_in_words(metres)
    return f"{words} {where}" if words == "very near" else f"{words} from {where}"
