"""The page on which people find what is near."""

from datetime import time
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from smallplaces.engines.feeds.records import OutwardPoint
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Access, Facts, Listing, Time
from smallplaces.ground.places import actions as places
from smallplaces.ground.places.models import Place
from smallplaces.systems.local_market.forms.finding import LONGEST_TYPED
from smallplaces.systems.local_market.queries.drawing import MAP_HEIGHT, MAP_WIDTH, RADIUS, _spread
from tests.cast import Cast

MOST_QUERIES = 12
SHOWN_AS = ("list", "map", "table")

GARDEN = Facts(
    name="Hill Garden",
    kind=Listing.Kind.PUBLIC_PLACE,
    description="Beds to dig and tea to drink",
    times=(Time("FREQ=WEEKLY;BYDAY=MO", time(9), time(11)),),
    is_free=True,
    access=(Access.TOILET,),
    latitude=53.80,
    longitude=-2.05,
    max_age=60,
)


@pytest.fixture
def garden(cast: Cast) -> Listing:
    """Return a garden far from the anglers, free and on Mondays."""
    listing = listings.start_listing(keeper=cast.gwen, facts=GARDEN, by=cast.gwen, at=cast.at)
    return listings.confirm_version(version=listing.versions.get(), by=cast.gwen, at=cast.at)


@pytest.fixture
def here(cast: Cast) -> Place:
    """Return a neighbourhood beside the anglers."""
    parent: Place | None = None
    for kind, name in (("NATION", "Wales"), ("REGION", "Hills"), ("DISTRICT", "Old Town")):
        parent = places.add_place(
            kind=Place.Kind(kind), name=name, parent=parent, by=cast.the_house, at=cast.at
        )
    return places.add_place(
        kind=Place.Kind.NEIGHBOURHOOD, name="Canalside", parent=parent, latitude=53.716,
        longitude=-2.049, by=cast.the_house, at=cast.at,
    )  # fmt: skip


def found(client: Client, **asked: object) -> str:
    return client.get("/find/", asked).content.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("show", SHOWN_AS)
def test_what_there_is_is_found_by_own_words(
    client: Client, anglers: Listing, garden: Listing, show: str
) -> None:
    page = found(client, words="a fishing rod by the canal", show=show)
    assert f"/listings/{anglers.code}/" in page
    assert f"/listings/{garden.code}/" not in page


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        ({"free": "on"}, "garden"), ({"days": "1"}, "garden"), ({"days": "7"}, "anglers"),
        ({"access": "STEP_FREE"}, "anglers"), ({"access": "TOILET"}, "garden"),
        ({"age": "5"}, "garden"), ({"age": "90"}, "anglers"), ({"kinds": "GROUP"}, "anglers"),
        ({"within": "3", "near": "Canalside"}, "anglers"),
    ],
)  # fmt: skip
def test_every_filter_filters_and_is_shown_as_something_to_take_away(  # noqa: PLR0917 - fixtures
    client: Client,
    anglers: Listing,
    garden: Listing,
    here: Place,
    asked: dict[str, str],
    which: str,
) -> None:
    page = found(client, **asked)
    chosen, other = (garden, anglers) if which == "garden" else (anglers, garden)
    assert f"/listings/{chosen.code}/" in page
    assert f"/listings/{other.code}/" not in page
    assert "take this away" in page
    assert '<details class="govuk-details" open>' in page


def test_taking_one_thing_away_keeps_the_others(client: Client, garden: Listing) -> None:
    page = client.get("/find/?words=tea&free=on&days=1&days=2&page=2")
    hrefs = {one.words: one.href for one in page.context["chosen"]}
    assert hrefs["Free"] == "?words=tea&days=1&days=2&"
    assert hrefs["Monday"] == "?words=tea&free=on&days=2&"


def test_how_far_without_where_is_said(client: Client, garden: Listing) -> None:
    assert "Say where you are too" in found(client, within="1")


@pytest.mark.parametrize("words", ["I want to die", "he hits me every night"])
def test_words_of_danger_put_help_before_any_result(
    client: Client, anglers: Listing, words: str
) -> None:
    page = found(client, words=f"{words} fishing canal rod")
    assert 0 < page.index("You do not have to do this alone") < page.index("<h1")
    assert "tel:999" in page


def test_despair_is_not_told_that_nothing_fits(client: Client, anglers: Listing) -> None:
    page = found(client, words="I want to die", kinds="PUBLIC_PLACE")
    assert "You do not have to do this alone" in page
    assert "Nothing fits" not in page


@pytest.mark.parametrize(
    ("near", "nation", "line"),
    [("G1", "Scotland", "NHS 24"), ("CF10", "Wales", "C.A.L.L."), ("", "Wales", "C.A.L.L.")],
)
def test_help_is_that_of_where_i_am_else_of_this_place(  # noqa: PLR0917 - fixtures
    client: Client, cast: Cast, here: Place, near: str, nation: str, line: str
) -> None:
    points = (
        OutwardPoint("G1", 55.86, -4.25, nation="Scotland"),
        OutwardPoint("CF10", 51.48, -3.18, nation="Wales"),
    )
    places.take_in_postcodes(points=points, source="points", by=cast.the_house, at=cast.at)
    page = found(client, words="I want to kill myself", near=near)
    assert f"These are for {nation}." in page
    assert line in page


def test_an_unknown_place_is_said_and_everything_is_shown(client: Client, anglers: Listing) -> None:
    page = found(client, near="<b>Nowhere at all")
    assert "We do not know" in page
    assert "<b>Nowhere" not in page
    assert str(anglers.code) in page


def test_nothing_found_says_what_to_do(client: Client, anglers: Listing) -> None:
    page = found(client, kinds="PERSON")
    assert "Nothing fits all of that yet" in page
    assert "take away one of the things you chose" in page


def test_a_page_after_the_last_leads_back(client: Client, anglers: Listing) -> None:
    assert "That was the last page" in found(client, page="40")


def test_a_word_written_wrong_is_mended_and_said(client: Client, anglers: Listing) -> None:
    page = found(client, words="fishng towpth cannal")
    assert str(anglers.code) in page
    assert "We also looked for" in page


def test_where_i_am_goes_along_and_my_words_do_not(
    client: Client, anglers: Listing, here: Place
) -> None:
    page = found(client, words="canal secret", near="Canalside")
    assert f"/listings/{anglers.code}/?near=Canalside" in page
    assert f"/listings/{anglers.code}/?near=Canalside&amp;words" not in page


@pytest.mark.parametrize("show", SHOWN_AS)
def test_a_search_takes_few_queries(  # noqa: PLR0917 - fixtures
    client: Client, anglers: Listing, garden: Listing, here: Place, show: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/find/", {"words": "canal", "near": "Canalside", "show": show})
    assert page.status_code == 200


def test_what_the_form_lets_one_type_fits_in_an_address() -> None:
    worst = urlencode({"words": "你" * LONGEST_TYPED, "near": "你" * 120})
    assert len(f"GET /find/?{worst} HTTP/1.1") < 8190


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["words", "near", "within", "days", "part", "free", "access", "age",
                         "kinds", "show", "page", "other"]),
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["\x00", "-1", "9" * 5000, "x" * 100_000, "\u202efishing", "😀", "1e309",  # noqa: E501
                             "'; drop table", "%", "صيد السمك",
                             "OL14", "None", "\ud7ff"]),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_no_question_breaks_the_page(
    client: Client, anglers: Listing, asked: dict[str, str]
) -> None:
    response = client.get("/find/", asked)
    assert response.status_code == 200
    assert b"<h1>" in response.content


@given(
    st.lists(st.tuples(st.floats(30, 370), st.floats(30, 290)), max_size=20),
    st.one_of(st.none(), st.tuples(st.floats(30, 370), st.floats(30, 290))),
)
@settings(deadline=None, max_examples=30)
def test_spots_stay_on_the_map(
    points: list[tuple[float, float]], you: tuple[float, float] | None
) -> None:
    drawn = _spread(points, you)
    assert len(drawn) == len(points)
    assert all(RADIUS <= x <= MAP_WIDTH - RADIUS for x, _ in drawn)
    assert all(RADIUS <= y <= MAP_HEIGHT - RADIUS for _, y in drawn)


def test_two_things_in_one_house_are_two_spots() -> None:
    (first_x, first_y), (second_x, second_y) = _spread([(200, 150), (200, 150)], None)
    assert abs(first_x - second_x) + abs(first_y - second_y) > RADIUS
