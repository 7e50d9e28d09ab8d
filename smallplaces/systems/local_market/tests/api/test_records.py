"""What a record says, and what it never says."""

import json
from datetime import date

import pytest

from smallplaces.ground.listings.models import Source, SourceRecord
from smallplaces.systems.local_market.api.endpoints import ENDPOINTS, Endpoint
from smallplaces.systems.local_market.api.records import sources_of
from tests.cast import Cast

from .asking import Market, check_shape, contents, get, names


def test_a_service_says_everything_that_its_listing_says(market: Market) -> None:
    said = get(f"/services/{market.anglers.code}")

    assert said["name"] == "Canal Anglers"
    assert said["status"] == "active"
    assert (said["minimum_age"], said["maximum_age"]) == (8, 99)
    assert said["eligibility_description"] == "Anyone who likes water"
    assert said["alert"] == "No ice fishing."
    assert said["assured_date"] == "2026-03-02"
    assert said["last_modified"] == "2026-03-02T10:30:00Z"
    assert [phone["number"] for phone in said["phones"]] == ["0161 496 0001"]
    assert [each["name"] for each in said["languages"]] == ["Cymraeg"]
    assert {each["taxonomy_term"]["name"] for each in said["attributes"]} == {
        "fishing",
        "Afon & llyn",
        "A group",
        "Step-free way in",
        "Welsh spoken",
    }
    (at,) = said["service_at_locations"]
    assert at["location"]["latitude"] == 53.7146
    assert at["location"]["addresses"][0]["address_1"] == "Towpath, Bridge 12"
    assert at["location"]["addresses"][0]["postal_code"] == "OL14 5AA"
    assert [each["description"] for each in at["location"]["accessibility"]] == [
        "Step-free way in",
        "Welsh spoken",
        "A bench every 100 metres",
    ]


def test_a_schedule_is_said_in_weeks_and_months_or_else_in_words(market: Market) -> None:
    weekly, yearly, daily, odd, once = get(f"/services/{market.anglers.code}")["schedules"]

    assert (weekly["freq"], weekly["byday"], weekly["dtstart"]) == ("WEEKLY", "SA", "2026-01-03")
    assert (weekly["opens_at"], weekly["closes_at"]) == ("08:00", "12:00")
    assert weekly["valid_from"] == "2026-01-03"
    assert (yearly["freq"], yearly["interval"], yearly["bymonthday"]) == ("MONTHLY", 12, "21")
    assert yearly["description"] == "The big day"
    assert (daily["freq"], daily["byday"]) == ("WEEKLY", "MO,TU,WE,TH,FR,SA,SU")
    assert "freq" not in odd
    assert "BYSETPOS" in odd["description"]
    assert "freq" not in once
    assert once["dtstart"] == "2026-05-01"


def test_costs_are_in_pounds_and_free_is_nought(market: Market) -> None:
    morning, tea = get(f"/services/{market.anglers.code}")["cost_options"]
    (free,) = get(f"/services/{market.cakes.code}")["cost_options"]

    assert (morning["option"], morning["amount"], morning["currency"]) == ("a morning", 2.5, "GBP")
    assert tea["option"] == "tea if you like"
    assert "amount" not in tea
    assert free["amount"] == 0


def test_a_record_names_its_source_and_its_licence_without_keys(market: Market) -> None:
    said = get(f"/services/{market.advice.code}")

    assert said["licence"] == "OGL 3.0"
    assert said["attribution"] == "From The council’s directory. Licence: OGL 3.0."
    assert said["sources"] == [
        {
            "name": "The council’s directory",
            "url": "https://council.example.org/feed",
            "licence": "OGL 3.0",
            "date": "2026-02-01",
        }
    ]
    assert "secret" not in json.dumps(said)


def test_who_offers_it_is_the_organisation_or_the_circle_or_the_listing_itself(
    market: Market, cast: Cast
) -> None:
    offered = {row["name"]: row["organization"] for row in contents("/services")}

    assert offered["Advice"]["name"] == "Neighbours Together"
    assert offered["Canal Anglers"]["name"] == cast.anglers.name
    assert offered["Someone to read with"]["name"] == "Someone to read with"


def test_nothing_names_the_person_behind_a_listing(market: Market, cast: Cast) -> None:
    everything = json.dumps(
        [contents(f"/{endpoint.path}", per_page=100) for endpoint in ENDPOINTS]
        + contents("/services", full="true")
        + contents("/organizations", full_service="true")
    )
    for person in (cast.idris, cast.hana, cast.efa):
        assert str(person.code) not in everything
        assert str(person.account.email) not in everything
    assert cast.idris.name not in everything


def test_what_is_not_public_is_nowhere(market: Market) -> None:
    for path in ("/services", "/organizations", "/service_at_locations"):
        assert not names(path) & {"Secret cakes", "Old cakes"}
    for listing in (market.draft, market.closed):
        assert get(f"/services/{listing.code}", 404)["status"] == 404


def test_what_is_paused_says_so(market: Market) -> None:
    assert get(f"/services/{market.paused.code}")["status"] == "temporarily closed"


def test_identifiers_stay_the_same_and_are_never_shared(market: Market) -> None:
    first, again = (get("/services", full="true")["contents"] for _ in range(2))
    assert first == again
    found: list[str] = []

    def collect(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            if key not in {"organization", "taxonomy_term"}:
                found.append(value["id"]) if "id" in value else None
            for name, each in value.items():
                collect(each, name)
        elif isinstance(value, list):
            for each in value:
                collect(each, key)

    collect(first)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.path)
def test_every_answer_is_what_our_own_document_promises(market: Market, endpoint: Endpoint) -> None:
    page = get(f"/{endpoint.path}")
    check_shape("page", page)
    assert page["contents"]
    for row in page["contents"]:
        check_shape(endpoint.rows[0], row)
        check_shape(endpoint.shape, get(f"/{endpoint.path}/{row['id']}"))
    for name, shape in (("full", endpoint.shape), ("minimal", "service_minimal")):
        if name in {each.name for each in endpoint.list_parameters}:
            for row in contents(f"/{endpoint.path}", **{name: "true"}):
                check_shape(shape, row)


def test_the_foot_says_which_standard_it_is(market: Market) -> None:
    said = get("/")
    check_shape("about", said)
    assert said["version"] == "HSDS-UK-3.0"
    assert said["openapi_url"].endswith("/api/v3/openapi.json")


def test_an_organisation_holds_its_services(market: Market) -> None:
    by_name = {row["name"]: row for row in contents("/organizations", full="true")}
    neighbours = by_name["Neighbours Together"]

    assert {each["name"] for each in neighbours["services"]} >= {"Advice", "Walk 2"}
    whole = get(f"/organizations/{neighbours['id']}", full_service="true")
    assert whole["services"][0]["schedules"]
    check_shape("organization", whole)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example.org/feed?key=1#x", "https://a.example.org/feed"),
        ("https://me:word@a.example.org:8443/é", "https://a.example.org:8443/%C3%A9"),
        ("/home/someone/feed.json", ""), ("file:///home/feed", ""), ("http://[", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_source_holds_no_secret_and_no_path_of_ours(
    address: str, shown: str
) -> None:
    source = Source(name="A feed", address=address)
    record = SourceRecord(source=source, said_on=date(2026, 1, 1))
    assert sources_of([record])[0].get("url", "") == shown
