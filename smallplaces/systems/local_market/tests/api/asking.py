"""What the tests of the API share: a small market with one of everything, and how to ask."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from smallplaces.engines.feeds.records import (
    Finished,
    FoundCost,
    FoundLocation,
    FoundOrganisation,
    FoundSchedule,
    FoundService,
    FoundTerm,
    OutwardPoint,
    Where,
)
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Access, Cost, Facts, Listing, Source, Time
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.places import actions as places
from smallplaces.systems.local_market.api.shapes import schemas
from tests.cast import Cast

Json = dict[str, Any]
ROOT = "/api/v3"
FORMATS = FormatChecker()

FISHING = Facts(
    name="Canal Anglers",
    kind=Listing.Kind.GROUP,
    description="We fish on Saturday mornings.",
    url="https://anglers.example.org",
    email="fish@example.org",
    phone="0161 496 0001",
    where="Towpath, Bridge 12",
    postcode="OL14 5AA",
    latitude=53.7146,
    longitude=-2.0860,
    times=(
        Time("FREQ=WEEKLY;BYDAY=SA", time(8), time(12), starts_on=date(2026, 1, 3)),
        Time("FREQ=YEARLY", time(10), starts_on=date(2026, 6, 21), words="The big day"),
        Time("FREQ=DAILY", time(6), time(7)),
        Time("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", time(19)),
        Time("", time(14), time(16), starts_on=date(2026, 5, 1)),
    ),
    costs=(Cost("a morning", 250), Cost("tea if you like")),
    access=(Access.STEP_FREE, Access.WELSH),
    access_words="A bench every 100 metres",
    who_for="Anyone who likes water",
    min_age=8,
    max_age=99,
    languages=("Cymraeg",),
    topics=("fishing", "Afon & llyn"),
    notice="No ice fishing.",
)
CAKES = Facts(
    name="Hana’s Cakes",
    kind=Listing.Kind.MICRO_ENTERPRISE,
    description="Cakes for your day.",
    is_free=True,
    min_age=18,
    topics=("baking",),
)
READING = Facts(
    name="Someone to read with",
    kind=Listing.Kind.PERSON,
    where="By the station",
    postcode="OL14 5AB",
    times=(Time("FREQ=WEEKLY;BYDAY=TU", time(18, 30), time(20)),),
    access=(Access.ONLINE,),
)


@dataclass(frozen=True)
class Market:
    """The listings, by what they are for."""

    anglers: Listing
    cakes: Listing
    reading: Listing
    advice: Listing
    paused: Listing
    draft: Listing
    closed: Listing
    source: Source
    at: datetime


def build_market(cast: Cast) -> Market:
    """Add one listing of every sort, through our own actions."""
    places.take_in_postcodes(
        points=[OutwardPoint("OL14", 53.7146, -2.0860, "Todmorden")],
        source="A test",
        by=cast.the_house,
        at=cast.at,
    )
    source, advice = _taken_in(cast)
    draft = listings.start_listing(
        keeper=cast.hana, facts=replace(CAKES, name="Secret cakes"), by=cast.hana, at=cast.at
    )
    paused = show(replace(CAKES, name="Cakes in summer"), cast.hana, cast.hana, cast.at)
    listings.pause_listing(listing=paused, by=cast.hana, at=cast.at)
    closed = show(replace(CAKES, name="Old cakes"), cast.hana, cast.hana, cast.at)
    listings.close_listing(listing=closed, by=cast.hana, at=cast.at)
    return Market(
        show(FISHING, cast.anglers, cast.efa, cast.at),
        show(CAKES, cast.hana, cast.hana, cast.at),
        show(READING, cast.idris, cast.idris, cast.at),
        advice,
        paused,
        draft,
        closed,
        source,
        cast.at,
    )


def show(facts: Facts, keeper: Party, by: Person, at: datetime) -> Listing:
    """Open a listing."""
    listing = listings.start_listing(keeper=keeper, facts=facts, by=by, at=at)
    return listings.confirm_version(version=listing.versions.get(), by=by, at=at)


def _taken_in(cast: Cast) -> tuple[Source, Listing]:
    source = listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL,
        name="The council’s directory",
        address="https://key:secret@council.example.org/feed?token=secret",
        licence="OGL 3.0",
        by=cast.the_house,
        at=cast.at,
    )
    location = FoundLocation(
        "l1",
        "Town Hall",
        ("1 High Street",),
        "Oldham",
        "OL1 1AA",
        53.541,
        -2.111,
        ("Hearing loop", "Ring the bell"),
    )
    advice = FoundService(
        "s1",
        "Advice",
        Where("feed", row=1),
        "Money advice.",
        status="active",
        organisation=FoundOrganisation("o1", "Neighbours Together", "We help."),
        url="https://advice.example.org",
        phones=("0161 496 0002",),
        locations=(location,),
        schedules=(FoundSchedule("WEEKLY", ("MO", "TH"), opens_at=time(9), closes_at=time(17)),),
        costs=(FoundCost(0, "drop in"),),
        terms=(FoundTerm("t1", "debt"),),
        assured_date=date(2026, 2, 1),
        source_record={"id": "s1"},
    )
    others = [
        replace(
            advice,
            source_id=f"s{number}",
            name=f"Walk {number}",
            terms=(),
            source_record={"id": f"s{number}"},
        )
        for number in range(2, 8)
    ]
    rows = [advice, *others]
    listings.take_in(
        source=source,
        records=[*rows, Finished(True, len(rows), len(rows), 0)],
        by=cast.the_house,
        at=cast.at + timedelta(days=1),
    )
    return source, Listing.objects.get(name="Advice")


def get(path: str, status: int = 200, **asked: Any) -> Json:
    """Ask the API as anyone may; return the answer. The answer must have this status."""
    response = Client().get(f"{ROOT}{path}", asked)
    assert response.status_code == status, response.content
    answer: Json = response.json()
    return answer


def contents(path: str, **asked: Any) -> list[Json]:
    """Return what a page of a list holds."""
    found: list[Json] = get(path, **asked)["contents"]
    return found


def names(path: str, **asked: Any) -> set[str]:
    """Return the names of what a page of a list holds."""
    rows = contents(path, **asked)
    return {(row.get("service") or row)["name"] for row in rows}


def check_shape(name: str, answer: object) -> None:
    """Fail unless `answer` is what our own OpenAPI document promises."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    errors = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(answer)
    assert not [f"{error.json_path}: {error.message}" for error in errors]
