"""Outward codes and full postcodes from both published files."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.engines.feeds import CannotRead, Limits, read_postcodes
from smallplaces.engines.feeds.records import BadRow, Finished, FullPostcode, OutwardPoint
from smallplaces.engines.feeds.tests.reads import DATA


def test_outward_codes_come_with_their_places() -> None:
    events = list(read_postcodes(DATA / "outward.csv"))
    points = [event for event in events if isinstance(event, OutwardPoint)]
    assert points == [
        OutwardPoint("OL1", 53.55, -2.1, "Oldham", "Oldham", "North West England", "England"),
        OutwardPoint("ZE3", 59.88, -1.3, "Toab", "Shetland Islands", "Scotland", "Scotland"),
    ]
    bad = [event for event in events if isinstance(event, BadRow)]
    assert [(str(at.where), at.reason) for at in bad] == [
        ("line 3", "This does not look like a UK postcode."),
        ("line 4", "This postcode has no point in the UK."),
    ]
    assert events[-1] == Finished(complete=True, seen=4, good=2, bad=2)


def test_full_postcodes_become_outward_means_over_those_in_use() -> None:
    events = list(read_postcodes(DATA / "directory_of_postcodes.csv"))
    points = {event.code: event for event in events if isinstance(event, OutwardPoint)}
    assert not any(isinstance(event, FullPostcode) for event in events)
    assert (points["OL1"].latitude, points["OL1"].longitude) == (53.55, -2.11)
    assert (points["OL1"].district, points["OL1"].nation) == ("E08000004", "England")
    assert points["OL1"].in_use
    assert not points["OL99"].in_use


def test_full_postcodes_are_given_to_those_who_want_them() -> None:
    events = list(read_postcodes(DATA / "directory_of_postcodes.csv", full=True))
    full = [event for event in events if isinstance(event, FullPostcode)]
    assert [event.code for event in full] == ["OL1 1AA", "OL1 1AB", "OL1 1ZZ", "OL99 1AA"]
    assert full[2].ended_on == date(1996, 6, 1)
    unknown = [event for event in events if isinstance(event, BadRow)]
    assert "OL1 9ZZ" in unknown[0].excerpt


def test_the_columns_of_later_editions_are_known(tmp_path: Path) -> None:
    path = tmp_path / "later.csv"
    path.write_text(
        "pcd7,pcd8,pcds,doterm,lad25cd,ctry25cd,lat,long\n"
        "OL1 1AA,OL1  1AA,OL1 1AA,,E08000004,E92000001,53.5,-2.1\n"
    )
    points = [event for event in read_postcodes(path) if isinstance(event, OutwardPoint)]
    assert points == [OutwardPoint("OL1", 53.5, -2.1, "", "E08000004", "", "England")]


def test_a_file_that_is_no_postcode_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    bad, finished = list(read_postcodes(path))
    assert isinstance(bad, BadRow)
    assert isinstance(finished, Finished)
    assert "does not name a postcode" in finished.why_incomplete
    with pytest.raises(CannotRead, match="no file"):
        read_postcodes(tmp_path / "none.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_after_the_first_line_are_read_without_an_error(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(b"postcode,latitude,longitude\nOL1,53.5,-2.1\n" + data)
    *_, finished = read_postcodes(path, full=True, limits=Limits())
    assert isinstance(finished, Finished)
    assert finished.good >= 1
