"""Every filter filters, alone and together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts
from smallplaces.systems.local_market.api.endpoints import ENDPOINTS
from smallplaces.systems.local_market.api.terms import ACCESS, KIND, TOPICS
from tests.cast import Cast

from .asking import FISHING, Market, contents, get, names, show

WALKS = {f"Walk {number}" for number in range(2, 8)}
COUNCIL = WALKS | {"Advice"}
ALL = COUNCIL | {"Canal Anglers", "Hana’s Cakes", "Someone to read with", "Cakes in summer"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ALL),
        ({"search": "fishing"}, {"Canal Anglers"}),
        ({"search": "fishign"}, {"Canal Anglers"}),
        ({"search": "money advice"}, {"Advice"} | WALKS),
        ({"search": "money fishing"}, set()),
        ({"search": "zzzzqqqq"}, set()),
        ({"search": "!!!"}, set()),
        ({"search": ""}, ALL),
        ({"taxonomy_id": TOPICS.id}, {"Canal Anglers", "Hana’s Cakes", "Cakes in summer",
                                      "Advice"}),
        ({"taxonomy_id": ACCESS.id}, {"Canal Anglers", "Someone to read with"} | COUNCIL),
        ({"taxonomy_id": KIND.id}, ALL),
        ({"taxonomy_id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892"}, set()),
        ({"taxonomy_term_id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892"}, set()),
        ({"organization_id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892"}, set()),
        ({"modified_after": "2026-03-02T10:30:00Z"}, ALL),
        ({"modified_after": "2026-03-02T10:30:00.000001Z"}, COUNCIL),
        ({"modified_after": "2026-03-03"}, COUNCIL),
        ({"modified_after": "2026-03-03T12:30:00+02:00"}, COUNCIL),
        ({"modified_after": "2026-03-03T12:30:00.000001+02:00"}, set()),
        ({"minimum_age": "8"}, {"Canal Anglers", "Hana’s Cakes", "Cakes in summer"}),
        ({"minimum_age": "9"}, {"Hana’s Cakes", "Cakes in summer"}),
        ({"maximum_age": "99"}, {"Canal Anglers"}),
        ({"maximum_age": "98"}, set()),
        ({"day": "TH"}, COUNCIL | {"Canal Anglers"}),
        ({"day": "Tuesday", "start_time": "18:00", "end_time": "20:00"}, {"Someone to read with"}),
        ({"day": "SA", "start_time": "08:00", "end_time": "12:00"}, {"Canal Anglers"}),
        ({"day": "SA", "start_time": "08:01"}, set()),
        ({"postcode": "OL14"}, {"Canal Anglers", "Someone to read with"}),
        ({"postcode": "ol14 5aa", "proximity": "30000"},
         COUNCIL | {"Canal Anglers", "Someone to read with"}),
        ({"postcode": "OL14", "proximity": "0", "search": "fishing"}, {"Canal Anglers"}),
    ],
    ids=lambda part: str(part) if isinstance(part, dict) else "",
)  # fmt: skip
def test_a_filter_gives_just_what_fits(
    market: Market, asked: dict[str, str], expected: set[str]
) -> None:
    assert names("/services", **asked) == expected
    somewhere = expected - {"Hana’s Cakes", "Cakes in summer"}
    assert names("/service_at_locations", **asked) == somewhere


def test_a_term_finds_what_has_it(market: Market) -> None:
    by_name = {term["name"]: term["id"] for term in contents("/taxonomy_terms")}

    assert names("/services", taxonomy_term_id=by_name["fishing"]) == {"Canal Anglers"}
    assert names("/services", taxonomy_term_id=by_name["Afon & llyn"]) == {"Canal Anglers"}
    assert names("/services", taxonomy_term_id=by_name["A person"]) == {"Someone to read with"}
    assert names("/services", taxonomy_term_id=by_name["Hearing loop"]) == COUNCIL
    both = {"taxonomy_term_id": by_name["Hearing loop"], "taxonomy_id": TOPICS.id}
    assert names("/services", **both) == {"Advice"}


def test_terms_are_filtered_by_their_taxonomy(market: Market) -> None:
    topics = {term["name"] for term in contents("/taxonomy_terms", taxonomy_id=TOPICS.id)}
    assert topics == {"fishing", "Afon & llyn", "baking", "debt"}
    assert contents("/taxonomy_terms", parent_id=TOPICS.id) == []
    assert len(contents("/taxonomy_terms", search="fish")) == 1
    every = get("/taxonomy_terms")["total_items"]
    assert get("/taxonomy_terms", top_only="true")["total_items"] == every
    assert [row["id"] for row in contents("/taxonomies", search="topics")] == [TOPICS.id]


def test_each_organisation_finds_just_its_own(market: Market, cast: Cast) -> None:
    everyone = contents("/organizations")
    assert len(everyone) == len({row["id"] for row in everyone})
    offered = {row["name"]: names("/services", organization_id=row["id"]) for row in everyone}

    assert offered["Neighbours Together"] == COUNCIL
    assert offered[cast.anglers.name] == {"Canal Anglers"}
    assert offered["Someone to read with"] == {"Someone to read with"}
    assert set.union(*offered.values()) == ALL
    assert names("/organizations", search="neighb together") == {"Neighbours Together"}
    assert names("/organizations", search="nobody") == set()


def test_minimal_gives_all_at_once_and_little_of_each(market: Market) -> None:
    page = get("/services", minimal="true")
    assert page["size"] == page["total_items"] == len(ALL)
    assert set(page["contents"][0]) == {"id", "name", "status", "last_modified", "modified_date"}


def test_pages_hold_everything_once_in_a_stable_order(market: Market, cast: Cast) -> None:
    before = [row["id"] for row in contents("/services", per_page=4)]
    show(Facts(name="Aardvarks", kind="GROUP"), cast.efa, cast.efa, cast.at + timedelta(days=9))
    listings.confirm_still_true(listing=market.anglers, by=cast.efa, at=cast.at + timedelta(days=9))
    assert [row["id"] for row in contents("/services", per_page=4)] == before
    for path in (f"/{endpoint.path}" for endpoint in ENDPOINTS):
        whole = [row["id"] for row in contents(path, per_page=100)]
        pages = [get(path, per_page=2, page=number) for number in range(1, len(whole) // 2 + 2)]
        assert [row["id"] for page in pages for row in page["contents"]] == whole
        assert [page["first_page"] for page in pages].count(True) == 1
        assert pages[-1]["last_page"] or len(whole) % 2 == 0


@pytest.mark.parametrize("path", [f"/{endpoint.path}" for endpoint in ENDPOINTS])
def test_a_page_beyond_the_end_is_empty(market: Market, path: str) -> None:
    page = get(path, page=1_000_000_000, per_page=100)
    assert page["empty"] is True
    assert page["contents"] == []
    assert page["last_page"] is True
    assert page["total_items"] > 0


def test_a_page_is_never_too_long(market: Market, cast: Cast) -> None:
    for number in range(20):
        show(Facts(name=f"Group {number}", kind="GROUP"), cast.efa, cast.efa, cast.at)
    assert get("/services", full="true", per_page=1_000)["size"] == 20
    assert get("/services", per_page=1_000)["size"] == len(ALL) + 20


def test_everything_comes_as_one_object_a_line(market: Market, client: Client) -> None:
    for endpoint in ENDPOINTS:
        response = client.get(f"/api/v3/{endpoint.path}?format=ndjson&per_page=2")
        lines = response.getvalue().splitlines()
        assert response["Content-Type"] == "application/x-ndjson"
        assert len(lines) == get(f"/{endpoint.path}")["total_items"]


QUERIES = {
    "/services": 3, "/services?full=true": 4, "/services?minimal=true": 3,
    "/services?search=fishing": 4, "/services?postcode=OL14": 4,
    "/service_at_locations": 3, "/service_at_locations?full=true": 4,
    "/organizations": 3, "/organizations?full=true": 4, "/organizations?full_service=true": 5,
    "/taxonomies": 0, "/taxonomy_terms": 1,
}  # fmt: skip


@pytest.mark.parametrize(("path", "most"), QUERIES.items())
def test_a_page_asks_as_many_questions_however_long_it_is(
    market: Market, cast: Cast, path: str, most: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(6):
        show(replace(FISHING, name=f"Anglers {number}"), cast.anglers, cast.efa, cast.at)
    with django_assert_num_queries(most):
        get(path)
