"""How far apart two points are, against distances that others published."""

from math import inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.distance import EARTH_RADIUS_METRES, Point, metres_between

LONDON, EDINBURGH = Point(51.5074, -0.1278), Point(55.9533, -3.1883)
CARDIFF, PARIS = Point(51.4816, -3.1791), Point(48.8566, 2.3522)
SYDNEY, NORTH_POLE = Point(-33.8688, 151.2093), Point(90, 0)
# As the crow flies, in kilometres, by geodesics on the WGS 84 ellipsoid.
PUBLISHED = [
    (LONDON, EDINBURGH, 534.4),
    (LONDON, CARDIFF, 211.6),
    (LONDON, PARIS, 343.9),
    (LONDON, SYDNEY, 16_990.0),
    (Point(0, 0), NORTH_POLE, 10_001.97),  # the quarter meridian
]
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
A_ROUNDING = 1.0  # metre; near the other side of the earth the arcsine is steep


@pytest.mark.parametrize(("here", "there", "kilometres"), PUBLISHED)
def test_distances_are_within_six_parts_in_a_thousand(
    here: Point, there: Point, kilometres: float
) -> None:
    assert metres_between(here, there) == pytest.approx(kilometres * 1000, rel=0.006)


def test_the_other_side_of_the_earth_is_half_way_round() -> None:
    half_way = pi * EARTH_RADIUS_METRES
    assert metres_between(Point(0, 0), Point(0, 180)) == pytest.approx(half_way)


def test_the_date_line_is_no_wall() -> None:
    assert metres_between(Point(0, 179.9), Point(0, -179.9)) < 23_000


@given(points)
def test_nothing_is_away_from_itself(here: Point) -> None:
    assert metres_between(here, here) == 0


@given(points, points)
def test_there_is_as_far_as_back(here: Point, there: Point) -> None:
    assert metres_between(here, there) == pytest.approx(metres_between(there, here), abs=A_ROUNDING)


@given(points, points, points)
def test_a_detour_is_never_shorter(here: Point, by_way_of: Point, there: Point) -> None:
    detour = metres_between(here, by_way_of) + metres_between(by_way_of, there)
    assert metres_between(here, there) <= detour + A_ROUNDING


@given(points, points)
def test_nothing_is_further_than_the_other_side(here: Point, there: Point) -> None:
    assert 0 <= metres_between(here, there) <= pi * EARTH_RADIUS_METRES


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (nan, 0), (0, nan), (inf, 0), (0, -inf)],
)
def test_a_point_that_is_nowhere_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="A point lies between"):
        Point(latitude, longitude)
