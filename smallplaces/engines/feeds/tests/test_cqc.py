"""Locations of the Care Quality Commission become formal services."""

from datetime import date

from smallplaces.engines.feeds.records import FoundOrganisation, FoundRating
from smallplaces.engines.feeds.tests.reads import DATA, read_all


def test_a_registered_location_is_an_active_formal_service() -> None:
    dentist = read_all(DATA / "cqc.jsonl").services[0]
    assert dentist.formal
    assert (dentist.source_id, dentist.kind, dentist.status) == ("1-1", "organisation", "active")
    assert dentist.description == "Dentist. For: services for everyone."
    assert dentist.organisation == FoundOrganisation("1-9", "Two Rivers")
    assert dentist.url == "https://www.tworivers.example.org"
    assert dentist.phones == ("01632960004",)
    assert (dentist.minimum_age, dentist.maximum_age) == (None, None)
    assert dentist.licence == "Open Government Licence v3.0"
    assert dentist.assured_date == date(2024, 5, 1)
    assert dentist.ratings == (
        FoundRating("Overall", "Good", date(2024, 6, 1)),
        FoundRating("Safe", "Good", date(2024, 6, 1)),
    )
    assert [term.vocabulary for term in dentist.terms] == [
        "cqc:service-type",
        "cqc:specialism",
        "cqc:regulated-activity",
    ]


def test_a_deregistered_location_is_defunct_even_when_dormant() -> None:
    elms = read_all(DATA / "cqc.jsonl").services[1]
    assert elms.status == "defunct"
    assert (elms.minimum_age, elms.maximum_age) == (65, None)


def test_how_many_people_a_home_has_room_for_is_in_no_text() -> None:
    elms = read_all(DATA / "cqc.jsonl").services[1]
    texts = (elms.name, elms.description, elms.eligibility, elms.alert, elms.fees)
    assert "37" not in " ".join(texts)
    assert elms.source_record["numberOfBeds"] == 37


def test_the_kind_can_be_said_when_a_row_does_not_show_it() -> None:
    read = read_all(DATA / "v3_page.json", kind="cqc")
    assert all(service.formal for service in read.services)
