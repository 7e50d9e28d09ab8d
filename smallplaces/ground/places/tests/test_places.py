"""The tree of places, and where a postcode or a town lies."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.feeds.records import (
    BadRow,
    Finished,
    FullPostcode,
    OutwardPoint,
    PostcodeEvent,
    Where,
)
from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.distance import Point, metres_between
from smallplaces.ground.places import actions as places
from smallplaces.ground.places import queries
from smallplaces.ground.places.models import Place, PostcodePoint
from smallplaces.ground.places.queries import Neighbourhoods, Precision
from tests.cast import Cast

OL4 = OutwardPoint("OL4", 53.54, -2.08, "Oldham", "Oldham", "North West", "England")
OL42SF = FullPostcode("OL4 2SF", 53.552, -2.085, "E08000004", "", "England")


def take_in(cast: Cast, *points: PostcodeEvent, source: str = "points") -> places.PostcodesTakenIn:
    """Take in `points` as The House."""
    return places.take_in_postcodes(points=points, source=source, by=cast.the_house, at=cast.at)


def recorded(event: str) -> int:
    """Return how many times `event` stands in the log, which is kept higher up in the house."""
    records = apps.get_model("trust", "Record")
    return int(records._default_manager.filter(event=event).count())


@pytest.fixture
def tree(cast: Cast) -> dict[str, Place]:
    """Return England, the North West, Oldham, and Glodwick and Shaw in it."""
    found: dict[str, Place] = {}
    for kind, name, parent, point in (
        (Place.Kind.NATION, "England", None, (None, None)),
        (Place.Kind.REGION, "North West", "England", (None, None)),
        (Place.Kind.DISTRICT, "Oldham", "North West", (53.54, -2.11)),
        (Place.Kind.NEIGHBOURHOOD, "Glodwick", "Oldham", (53.535, -2.095)),
        (Place.Kind.NEIGHBOURHOOD, "Shaw", "Oldham", (53.577, -2.09)),
    ):
        found[name] = places.add_place(
            kind=kind,
            name=name,
            parent=found[parent] if parent else None,
            latitude=point[0],
            longitude=point[1],
            by=cast.the_house,
            at=cast.at,
        )
    return found


def test_a_place_holds_what_lies_in_it_and_knows_what_it_lies_in(tree: dict[str, Place]) -> None:
    names = queries.within(tree["Oldham"]).values_list("name", flat=True)
    assert set(names) == {"Oldham", "Glodwick", "Shaw"}
    assert queries.within(tree["England"]).count() == 5
    path = [place.name for place in queries.path_of(tree["Shaw"])]
    assert path == ["England", "North West", "Oldham", "Shaw"]


def test_adding_a_place_twice_is_harmless_and_moving_it_is_recorded(
    cast: Cast, tree: dict[str, Place]
) -> None:
    for latitude in (53.577, 53.58):
        again = places.add_place(
            kind=Place.Kind.NEIGHBOURHOOD,
            name=" Shaw ",
            parent=tree["Oldham"],
            latitude=latitude,
            longitude=-2.09,
            by=cast.the_house,
            at=cast.at,
        )
        assert again == tree["Shaw"]
    assert recorded("places.place_added") == 5
    assert recorded("places.place_moved") == 1


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("NEIGHBOURHOOD", None),
        ("REGION", None),
        ("NATION", "England"),
        ("DISTRICT", "Shaw"),
        ("DISTRICT", "Oldham"),
    ],
)
def test_a_place_lies_in_a_bigger_one(
    cast: Cast, tree: dict[str, Place], kind: str, parent: str | None
) -> None:
    with pytest.raises(places.NotInABiggerPlace):
        places.add_place(
            kind=Place.Kind(kind),
            name="X",
            parent=tree[parent] if parent else None,
            by=cast.the_house,
            at=cast.at,
        )


@pytest.mark.parametrize(
    ("name", "latitude", "longitude"),
    [(" ", None, None), ("n" * 121, None, None), ("X", 53.0, None), ("X", 91.0, 0.0)],
)
def test_a_place_needs_a_name_and_a_whole_point(
    cast: Cast, tree: dict[str, Place], name: str, latitude: float | None, longitude: float | None
) -> None:
    with pytest.raises(ValueError, match=r"\."):
        places.add_place(
            kind=Place.Kind.DISTRICT,
            name=name,
            parent=tree["North West"],
            latitude=latitude,
            longitude=longitude,
            by=cast.the_house,
            at=cast.at,
        )


def test_only_the_house_draws_the_map(cast: Cast) -> None:
    for person in (cast.amina, cast.cerys, cast.dev, cast.efa, cast.farid, cast.gwen):
        with pytest.raises(NotAllowed):
            places.add_place(
                kind=Place.Kind.NATION, name="Wales", parent=None, by=person, at=cast.at
            )
        with pytest.raises(NotAllowed):
            places.take_in_postcodes(points=[OL4], source="x", by=person, at=cast.at)
    assert not Place.objects.exists()
    assert not PostcodePoint.objects.exists()


def test_the_database_keeps_postcodes_in_capitals(db: None, cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        PostcodePoint.objects.create(
            postcode="ol4", is_outward=True, latitude=53, longitude=-2, source="x", read_at=cast.at
        )


def test_postcodes_go_in_once_and_change_only_when_they_differ(cast: Cast) -> None:
    ended = Finished(True, 3, 2, 1)
    bad = BadRow(Where("points", line=4), "This does not look like a UK postcode.")
    first = take_in(cast, OL4, OL42SF, bad, ended)
    assert (first.added, first.left_out, first.is_complete) == (2, 1, True)
    again = take_in(cast, OL4, replace(OL42SF, latitude=53.6), ended)
    assert (again.added, again.changed, again.as_before) == (0, 1, 1)
    assert PostcodePoint.objects.get(postcode="OL42SF").latitude == 53.6
    assert recorded("places.postcodes_taken_in") == 2


def test_a_source_without_towns_takes_no_name_away(cast: Cast) -> None:
    take_in(cast, OL4)
    taken = take_in(cast, replace(OL4, town=""), source="another")
    assert taken.as_before == 1
    assert PostcodePoint.objects.get().town == "Oldham"


def test_a_postcode_twice_in_a_batch_is_one_and_what_went_in_stays(cast: Cast) -> None:
    def breaking() -> Iterator[PostcodeEvent]:
        yield from (OutwardPoint(f"AA{n}", 53.0, -2.0) for n in (1, 1, 2))
        yield from (
            FullPostcode(
                f"OL{n % 9} {n // 9 % 10}{chr(65 + n // 90 % 26)}{chr(65 + n // 2340 % 26)}",
                53.0,
                -2.0,
            )
            for n in range(12_000)
        )
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        places.take_in_postcodes(points=breaking(), source="x", by=cast.the_house, at=cast.at)
    assert PostcodePoint.objects.count() > 9_000


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("OL4 2SF", "OL4 2SF", Precision.POSTCODE),
        ("ol42sf", "OL4 2SF", Precision.POSTCODE),
        (" OL4  9ZZ ", "OL4", Precision.OUTWARD),
        ("OL4", "OL4", Precision.OUTWARD),
        ("OL4 2", "OL4", Precision.OUTWARD),
        ("oldham", "Oldham", Precision.PLACE),
        ("Shaw, Oldham", "Shaw", Precision.PLACE),
        ("NEWPORT", "Newport", Precision.TOWN),
    ],
)
def test_point_for(
    cast: Cast, tree: dict[str, Place], text: str, name: str, precision: Precision
) -> None:
    newports = (
        ("NP10", 51.5, -3.0),
        ("NP20", 51.6, -3.0),
        ("TF10", 52.77, -2.38),
        ("PO30", 50.7, -1.3),
    )
    towns = [OutwardPoint(*each, town="Newport") for each in newports]
    take_in(cast, OL4, OL42SF, OutwardPoint("OL42", 1.0, 1.0), *towns)
    found = queries.point_for(text)
    assert found is not None
    assert (found.name, found.precision) == (name, precision)
    if precision is Precision.TOWN:  # in Wales, where most of its codes are
        assert metres_between(found.point, Point(51.55, -3.0)) < 10


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "Nowhere", "ZZ99 9ZZ", "x" * 100_000, "🎣", ",,"]
)
def test_what_nobody_knows_has_no_point(cast: Cast, text: str) -> None:
    assert queries.point_for(text) is None


@pytest.mark.parametrize(
    ("point", "nation"),
    [
        (Point(55.86, -4.26), "Scotland"),
        (Point(53.5, -2.0), "England"),
        (Point(52.7, -3.10), "Wales"),
        (Point(52.7, -2.90), "England"),
        (Point(0.0, 0.0), "England"),
        (Point(90.0, 0.0), "England"),
        (None, "England"),
    ],
)
def test_a_point_lies_in_the_nation_of_the_nearest_code_else_in_our_only_one(
    cast: Cast, tree: dict[str, Place], point: Point | None, nation: str
) -> None:
    take_in(
        cast,
        OL4,
        OutwardPoint("G1", 55.86, -4.25, nation="Scotland"),
        OutwardPoint("G2", 55.86, -4.26),
        OutwardPoint("SY21", 52.66, -3.15, nation="Wales"),
        OutwardPoint("SY5", 52.64, -2.87, nation="England"),
    )
    assert queries.nation_of(point) == nation


def test_of_several_nations_none_is_taken_for_granted(cast: Cast, tree: dict[str, Place]) -> None:
    places.add_place(
        kind=Place.Kind.NATION, name="Wales", parent=None, by=cast.the_house, at=cast.at
    )
    assert queries.nation_of(None) == ""


def test_many_postcodes_cost_one_question(cast: Cast) -> None:
    take_in(cast, OL4, OL42SF)
    with CaptureQueriesContext(connection) as asked:
        found = queries.points_for(["OL4 2SF", "OL4 9ZZ", "", "nonsense", "ZZ1 1ZZ"])
    assert set(found) == {"OL4 2SF", "OL4 9ZZ"}
    assert len(asked) == 1


def test_the_nearest_neighbourhood_is_found_and_far_away_there_is_none(
    tree: dict[str, Place],
) -> None:
    near = queries.neighbourhoods()
    assert near.nearest(53.576, -2.09) == tree["Shaw"].pk
    assert near.nearest(53.534, -2.095) == tree["Glodwick"].pk
    assert near.nearest(51.5, -0.1) is None
    assert Neighbourhoods((), (), ()).nearest(53.5, -2.1) is None


points = st.tuples(st.floats(53.50, 53.56), st.floats(-2.15, -2.05))


@given(st.lists(points, min_size=1, max_size=6), points)
def test_no_other_neighbourhood_is_nearer(
    several: list[tuple[float, float]], here: tuple[float, float]
) -> None:
    norths, easts = zip(*several, strict=True)
    found = Neighbourhoods(tuple(range(len(several))), norths, easts).nearest(*here)
    assert found is not None
    metres = [metres_between(Point(*each), Point(*here)) for each in several]
    assert metres[found] <= min(metres) + 0.2
