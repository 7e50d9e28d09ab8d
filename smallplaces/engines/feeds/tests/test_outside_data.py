"""Real feeds and files that nobody here made."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from smallplaces.engines.feeds import read_postcodes
from smallplaces.engines.feeds.land import on_land
from smallplaces.engines.feeds.records import BadRow, Finished, OutwardPoint
from smallplaces.engines.feeds.tests.reads import read_all
from tests.outside_data import outside_data

FIXTURES = 100


def rows_of(path: Path) -> list[Any]:
    document = json.loads(path.read_text("utf-8"))
    rows: list[Any] = document.get("contents", [document])
    return rows


def services_in(path: Path) -> list[str]:
    """Ids of what a person would call services in a file, by reading it whole."""
    if path.name in ("organization_full.json", "organization.json"):
        return [service["id"] for service in rows_of(path)[0].get("services", [])]
    rows = [row.get("service", row) for row in rows_of(path)]
    is_service = path.name.startswith("service")
    return [row["id"] for row in rows if is_service and "name" in row]


def published() -> list[Path]:
    folder = outside_data("open_referral")
    wanted = [*folder.glob("*/OpenReferralApi/Mocks/V3*/*.json"), *folder.glob("*/examples/*.json")]
    skipped = ("tabular.json", "dashboard_services_response.json", "location.json")
    return [path for path in sorted(wanted) if path.name not in skipped]


def test_every_published_example_is_read_for_exactly_the_services_in_it() -> None:
    paths = published()
    assert len(paths) > FIXTURES
    for path in paths:
        read = read_all(path)
        expected = services_in(path)
        assert {found.source_id for found in read.services} == set(expected), path
        assert read.finished.good + read.finished.repeated == len(expected), path
        assert all(found.name and found.description is not None for found in read.services), path


def test_the_failing_service_list_gives_four_reports_and_no_service() -> None:
    (path,) = outside_data("open_referral", "OpenReferralUK_oruk-validator").glob(
        "**/V3.0-UK-Fail/service_list.json"
    )
    read = read_all(path)
    assert (read.finished.good, read.finished.bad) == (0, 4)
    assert {bad.reason for bad in read.bad} == {"This service has no name."}


def test_the_envelope_that_says_31_gives_all_its_128_rows() -> None:
    (path,) = outside_data("open_referral", "OpenReferralUK_oruk-validator").glob(
        "**/V3.0-UK-Test/service_list.json"
    )
    read = read_all(path)
    assert (read.finished.seen, read.finished.said_total) == (128, 31)


def test_the_standards_own_whole_service_is_read_whole() -> None:
    path = outside_data("open_referral", "openreferral_specification", "examples")
    (service,) = read_all(path / "service_full.json").services
    assert service.schedules[0].rrule.startswith("FREQ=WEEKLY;BYDAY=TH,FR")
    assert service.costs[0].pence == 3500
    assert service.languages == ("Urdu",)
    assert service.phones == ("+44 1234 234567",)
    assert service.locations[0].latitude is None
    assert "T-coil" in service.accessibility[1]


def test_an_example_of_another_dialect_is_read() -> None:
    (service,) = read_all(outside_data("open_referral", "DFE_fixture", "service.json")).services
    assert service.source_id == "0"


def test_all_451_locations_of_oldham_are_read_without_a_doubt() -> None:
    read = read_all(outside_data("care_sector", "cqc_oldham_locations.jsonl"))
    assert read.finished == Finished(complete=True, seen=451, good=451, bad=0)
    statuses = Counter(service.status for service in read.services)
    assert statuses == {"active": 207, "temporarily closed": 9, "defunct": 235}
    assert all(service.formal and service.locations[0].latitude for service in read.services)
    assert sum(bool(service.ratings) for service in read.services) == 312


def test_all_2856_outward_codes_have_a_point_on_land() -> None:
    path = outside_data("geography", "uk_outward_postcodes_gibbs.csv")
    events = list(read_postcodes(path))
    points = [event for event in events if isinstance(event, OutwardPoint)]
    assert len(points) == 2856
    assert not any(isinstance(event, BadRow) for event in events)
    assert all(on_land(point.latitude, point.longitude) for point in points)
    assert Counter(point.nation for point in points)["Scotland"] == 441
    assert len({point.code for point in points}) == 2856


@pytest.mark.parametrize("name", ["DFE_fixture", "OpenReferralUK_uk-profile"])
def test_schemas_and_other_papers_in_the_same_folders_never_raise(name: str) -> None:
    for path in outside_data("open_referral", name).rglob("*.*"):
        if path.is_file() and path.stat().st_size < 200_000:
            read_all(path)
