"""Rows of every version of Open Referral become the same neutral record."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from smallplaces.engines.feeds.records import FoundCost, FoundSchedule, FoundService, FoundTerm
from smallplaces.engines.feeds.tests.reads import DATA, read_all, read_bytes, read_rows


@pytest.fixture(scope="module")
def anglers() -> FoundService:
    return read_all(DATA / "v3_page.json").services[0]


@pytest.fixture(scope="module")
def play() -> FoundService:
    return read_all(DATA / "v1_page.json").services[0]


def test_a_v3_service_keeps_what_it_is(anglers: FoundService) -> None:
    assert anglers.source_id == "mill-pond-anglers"
    assert anglers.name == "Mill Pond Anglers"
    assert anglers.kind == "group"
    assert anglers.status == "active"
    assert anglers.whole
    assert not anglers.formal
    assert (anglers.minimum_age, anglers.maximum_age) == (12, None)
    assert anglers.eligibility == "Anyone who likes water"
    assert anglers.languages == ("English", "cy")
    assert anglers.assured_date == date(2025, 3, 1)
    assert anglers.last_modified == datetime(2025, 3, 2, 10, tzinfo=UTC)
    assert anglers.alert == "Closed when the pond is frozen."
    assert anglers.waiting_time == "None"
    assert anglers.fees == "Two pounds a week."
    assert anglers.licence == "CC BY 4.0"
    assert anglers.source_record["email"] == "rods@millpond.example.org"


def test_html_becomes_paragraphs_of_text_and_scripts_are_dropped(anglers: FoundService) -> None:
    assert anglers.description == "We fish & talk.\n\nBring a flask."


def test_ways_to_reach_a_service_are_kept_without_names_of_people(anglers: FoundService) -> None:
    assert anglers.phones == ("01632 960001", "01632 960002")
    assert anglers.url == "https://www.millpond.example.org"
    assert anglers.organisation is not None
    assert anglers.organisation.name == "Friends of the Mill Pond"
    assert anglers.organisation.url == "https://millpond.example.org"
    assert "A Keeper" not in repr(anglers.locations)


def test_swapped_coordinates_are_put_right_and_reported() -> None:
    read = read_all(DATA / "v3_page.json")
    pond = read.services[0].locations[0]
    assert (pond.latitude, pond.longitude) == (53.54, -2.11)
    assert "Latitude and longitude were swapped. We put them right." in read.reasons
    assert pond.postcode == "OL1 3AA"
    assert pond.address == ("Mill Lane",)
    assert pond.access == ("Level path", "Hard ground to the first peg")


def test_a_point_in_the_sea_is_left_out_and_reported() -> None:
    read = read_all(DATA / "v3_page.json")
    lighthouse = read.services[1].locations[0]
    assert (lighthouse.latitude, lighthouse.longitude) == (None, None)
    assert any("in the sea" in reason for reason in read.reasons)
    assert lighthouse.postcode == "near the pier"
    assert any("does not look like a UK postcode" in reason for reason in read.reasons)


def test_a_page_with_a_row_without_name_reports_it_and_keeps_the_others() -> None:
    read = read_all(DATA / "v3_page.json")
    assert read.names == ["Mill Pond Anglers", "Tuesday lunch club"]
    assert [(str(bad.where), bad.reason) for bad in read.bad] == [
        ("row 2", "This service has no name.")
    ]
    assert "Somebody forgot" in read.bad[0].excerpt
    assert read.finished.complete


def test_a_script_address_and_a_false_email_are_left_out() -> None:
    read = read_all(DATA / "v3_page.json")
    assert (read.services[1].url, read.services[1].email) == ("", "")
    assert "“False” is not an e-mail address, so we left it out." in read.reasons
    assert any("“javascript:alert(1)” is not a web address" in reason for reason in read.reasons)


def test_every_schedule_is_a_rule_that_a_calendar_understands(anglers: FoundService) -> None:
    rules = [schedule.rrule for schedule in anglers.schedules]
    assert rules == [
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=1SA",
    ]
    tuesday = datetime(2025, 1, 7, 9, 30, tzinfo=UTC)
    assert rrulestr(rules[0], dtstart=tuesday)[1].day == 9
    first, second, third = anglers.schedules
    assert (first.opens_at, first.closes_at) == (time(9, 30), time(12))
    assert (second.location_id, third.location_id) == ("pond", "pond")
    assert third.opens_at == time(14)
    assert first.valid_to is None


def test_a_rule_with_an_end_says_until() -> None:
    schedule = FoundSchedule("DAILY", valid_to=date(2025, 2, 1), bymonthday=(1, -1))
    assert schedule.rrule == "FREQ=DAILY;BYMONTHDAY=1,-1;UNTIL=20250201"
    assert FoundSchedule().rrule == ""


def test_costs_are_pence_and_foreign_money_is_words(anglers: FoundService) -> None:
    assert anglers.costs == (
        FoundCost(200, "Adults", date(2025, 1, 1)),
        FoundCost(None, "5, EUR, Visitors"),
    )


def test_terms_keep_their_vocabulary(anglers: FoundService, play: FoundService) -> None:
    fishing = FoundTerm("t1", "Fishing", "hobbies", "https://terms.example.org/fishing")
    assert anglers.terms == (fishing,)
    assert play.terms == (FoundTerm("k1", "Under fives", "esd"),)


def test_a_v1_service_reads_as_a_v3_one(play: FoundService) -> None:
    assert play.source_id == "101"
    assert play.description == "Songs & paint for little ones."
    assert (play.minimum_age, play.maximum_age) == (0, 4)
    assert play.eligibility == "child"
    assert play.costs == (FoundCost(150, "per child", date(2025, 4, 1)),)
    assert [schedule.rrule for schedule in play.schedules] == [
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=WE",
    ]
    assert play.schedules[0].closes_at == time(11, 30)
    assert play.email == "play@hill.example.org"
    assert play.organisation is not None
    assert play.organisation.url == "https://hill.example.org"
    hall = play.locations[0]
    assert (hall.latitude, hall.longitude, hall.postcode) == (53.55, -2.08, "OL4 2SF")
    assert hall.access == play.accessibility == ("Ramp at the back door",)


def test_a_short_row_of_a_list_is_not_whole() -> None:
    short = read_all(DATA / "v1_page.json").services[1]
    assert not short.whole
    assert (short.kind, short.status) == ("group", "inactive")


def test_a_service_at_a_location_is_the_service_with_that_location(tmp_path: Path) -> None:
    row = {
        "id": "sal",
        "service": {"id": "s", "name": "Walks", "status": "active"},
        "location": {"id": "l", "latitude": 53.5, "longitude": -2.1},
        "schedules": [{"freq": "DAILY"}],
    }
    (service,) = read_rows(tmp_path, row).services
    assert (service.source_id, service.locations[0].latitude) == ("s", 53.5)
    assert service.schedules == (FoundSchedule("DAILY", location_id="l"),)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"id": "1", "name": "Us", "website": "https://a.example.org"}, "an organisation"),
        ({"id": "1", "name": "n", "uri": "https://a.example.org"}, "a word from a list"),
        ({"id": "1", "name": "n", "term_uri": "x", "taxonomy": "y"}, "a word from a list"),
        ({"id": "1", "name": "Hall", "latitude": 53.5, "longitude": -2}, "a place"),
        ({"detail": "Not allowed"}, "not a service"),
    ],
)
def test_rows_that_are_not_services_are_reported(
    tmp_path: Path, row: dict[str, object], why: str
) -> None:
    read = read_rows(tmp_path, row)
    assert not read.services
    assert why in read.bad[0].reason


def test_a_service_without_an_id_gets_the_same_one_every_time(tmp_path: Path) -> None:
    row = {"name": "Chess", "status": "active", "organization": {"name": "The Rook"}}
    first, again = read_rows(tmp_path, row), read_rows(tmp_path, row)
    assert first.services[0].source_id == again.services[0].source_id == "no-id:The Rook:Chess"
    assert first.reasons == ["This service has no id. We made one from its name."]


def test_camel_case_from_another_cousin_of_the_standard_is_understood(tmp_path: Path) -> None:
    row = {
        "id": 0,
        "organisationId": 7,
        "name": "Advice",
        "assuredDate": "2023-03-17T10:42:11.246Z",
        "eligibilities": [{"minimumAge": 16, "maximumAge": 25}],
        "locations": [
            {"latitude": 53.5, "longitude": -2.1, "address1": "1 Row", "postCode": "M1 1AE"}
        ],
        "regularSchedules": [{"weekday": 3, "opensAt": "2023-03-17T10:42:11.246Z"}],
        "contacts": [{"telephone": "01632 960009"}],
    }
    (service,) = read_rows(tmp_path, row).services
    assert (service.source_id, service.minimum_age, service.maximum_age) == ("0", 16, 25)
    assert service.locations[0].postcode == "M1 1AE"
    assert (service.schedules[0].rrule, service.schedules[0].opens_at) == (
        "FREQ=WEEKLY;BYDAY=WE",
        time(10, 42),
    )
    assert service.phones == ("01632 960009",)


def test_services_listed_inside_their_organisation_know_whose_they_are(tmp_path: Path) -> None:
    document = {
        "id": "o",
        "name": "Hill Trust",
        "website": "https://hill.example.org",
        "services": [{"id": "1", "name": "Soup"}, {"id": "2", "name": "Bread"}],
    }
    read = read_bytes(tmp_path, json.dumps(document).encode())
    owners = [service.organisation for service in read.services]
    assert [owner.name for owner in owners if owner] == ["Hill Trust", "Hill Trust"]
    assert read.services[0].source_record == {"id": "1", "name": "Soup"}
