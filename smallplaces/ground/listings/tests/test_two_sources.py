"""Two directories that speak of one thing."""

from dataclasses import replace
from datetime import date

import pytest

from smallplaces.ground.listings import queries
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion, Source, SourceRecord
from smallplaces.ground.listings.queries.sameness import Traits, name_key, phone_key, url_key
from tests.cast import Cast

from .conftest import another_source, found, moved, read


@pytest.fixture
def charity(cast: Cast) -> Source:
    return another_source(cast, "Charity")


def test_one_thing_in_two_directories_is_one_listing(
    cast: Cast, source: Source, charity: Source
) -> None:
    read(cast, source, found("1", name="The Coffee Morning"))
    intake = read(cast, charity, found("A", name="Coffee Morning"))
    assert intake.added == 1
    assert Listing.objects.get().source_records.count() == 2


def test_the_newest_statement_is_shown_and_both_are_kept(
    cast: Cast, source: Source, charity: Source
) -> None:
    older = found("1", name="Tea", phones=("0161 496 0001",), assured_date=date(2025, 5, 1))
    newer = found("A", name="Tea", phones=("0161 496 0002",), assured_date=date(2026, 1, 9))
    read(cast, source, older)
    read(cast, charity, newer)
    listing = Listing.objects.get()
    assert listing.phone == "0161 496 0002"
    assert listing.source_records.count() == 2
    found_out = queries.disagreements(listing, listing.source_records.all())
    phone = next(each for each in found_out if each.field == "phone")
    assert [(said.value, said.who, said.on) for said in phone.sayings] == [
        ("0161 496 0002", "Charity", date(2026, 1, 9)),
        ("0161 496 0001", "Council", date(2025, 5, 1)),
    ]


def test_an_older_statement_is_kept_but_not_shown(
    cast: Cast, source: Source, charity: Source
) -> None:
    read(cast, source, found("1", name="Tea", assured_date=date(2026, 1, 9)))
    read(cast, charity, found("A", name="Tea", description="Old.", assured_date=date(2020, 1, 1)))
    listing = Listing.objects.get()
    assert listing.description == "Come and sit with us."
    assert listing.versions.get(state=ListingVersion.State.SET_ASIDE).facts.description == "Old."


def test_it_closes_only_when_every_source_says_that_it_has_gone(
    cast: Cast, source: Source, charity: Source
) -> None:
    read(cast, source, found("1", name="Tea"))
    read(cast, charity, found("A", name="Tea"))
    read(cast, charity, found("A", name="Tea", status="defunct"), days=1)
    assert Listing.objects.get().state == Listing.State.OPEN
    read(cast, source, found("1", name="Tea", status="inactive"), days=2)
    assert Listing.objects.get().state == Listing.State.CLOSED


def test_one_source_never_means_one_thing_by_two_identifiers(cast: Cast, source: Source) -> None:
    read(cast, source, found("1", name="Tea"), found("2", name="Tea"))
    read(cast, source, found("3", name="Tea"), days=1)
    assert Listing.objects.count() == 3


def test_two_rows_are_not_laid_on_one_listing(cast: Cast, source: Source, charity: Source) -> None:
    read(cast, source, found("1", name="Tea"))
    read(cast, charity, found("A", name="Tea"), found("B", name="Tea"))
    assert Listing.objects.count() == 2


def test_what_a_group_wrote_itself_is_met_by_a_source_and_not_overwritten(
    cast: Cast, anglers: Listing, source: Source
) -> None:
    theirs = moved(
        found("1", name="The Canal Anglers", description="Fishing."),
        latitude=53.5401,
        longitude=-2.13,
        postcode="OL9 6BG",
    )
    read(cast, source, theirs)
    anglers.refresh_from_db()
    assert SourceRecord.objects.get().listing == anglers
    assert anglers.description.startswith("We fish together")
    assert [v.listing for v in queries.offered_to(cast.anglers)] == [anglers]


TEA = Facts(
    name="Tea & Talk",
    kind="GROUP",
    postcode="OL1 1AA",
    latitude=53.5,
    longitude=-2.1,
    url="https://www.tea.example.org/",
    phone="0161 496 0001",
)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"name": "Tea and talk Ltd."}, True),
        ({"name": "Coffee and talk"}, False),
        ({"postcode": "", "url": "", "phone": "", "latitude": 53.501}, True),  # 111 m
        ({"postcode": "", "url": "", "phone": "", "latitude": 53.503}, False),  # 334 m
        ({"postcode": "", "phone": "", "latitude": None, "longitude": None}, True),  # same page
        ({"postcode": "", "url": "", "latitude": None, "longitude": None}, True),  # same phone
        ({"latitude": 53.6}, False),  # a branch 11 km away, whatever else is the same
        (
            {"postcode": "OL2 2BB", "url": "", "phone": "", "latitude": None, "longitude": None},
            False,
        ),
    ],
)
def test_the_same_thing(change: dict[str, object], same: bool) -> None:
    other = replace(TEA, **change)  # type: ignore[arg-type]
    assert Traits.of(TEA).is_same_as(Traits.of(other)) is same
    assert Traits.of(other).is_same_as(Traits.of(TEA)) is same


def test_keys_see_through_ways_of_writing() -> None:
    assert name_key("The Café (Oldham) Ltd.") == name_key("cafe oldham") == "cafe oldham"
    assert name_key("★★★") == "★★★"
    assert name_key("The The") == "the the"
    assert phone_key("+44 (0)161 496 0001") == phone_key("0161-496-0001") == "01614960001"
    assert phone_key("ask inside") == ""
    assert url_key("http://www.a.example/x/?y=1") == url_key("a.example/x") == "a.example/x"
    assert url_key("http://[bad") == ""
