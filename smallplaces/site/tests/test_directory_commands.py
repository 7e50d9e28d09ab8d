"""`smallplaces import-directory` and `import-postcodes`, as people run them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db.models import F

from smallplaces.engines.meaning.model import load_model
from smallplaces.ground.listings.models import Listing, ListingMeaning, Source
from smallplaces.ground.places.models import PostcodePoint
from smallplaces.ground.trust.models import Mandate
from smallplaces.site.cli import main

pytestmark = pytest.mark.django_db(transaction=True)


HOW_TO_FIND_BY_MEANING = (
    "" if load_model() is None else "To find these by meaning too, run: smallplaces index-meaning\n"
)


def run(*words: str) -> Result:
    """Run the command; whatever it raises is a failure of the test."""
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Return a feed of three services and a row that is none."""
    rows = [{"id": str(n), "name": f"Club {n}", "status": "active"} for n in range(3)]
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([*rows, {"id": "x", "description": "nameless", "status": "active"}]))
    return path


def test_a_directory_goes_in_and_the_end_says_what_became_of_it(feed: Path) -> None:
    result = run("import-directory", str(feed), "--name", "Clubs")
    assert (result.exit_code, result.stdout) == (
        0,
        "3 new, 0 changed, 0 as before, 1 left out: see above.\n" + HOW_TO_FIND_BY_MEANING,
    )
    assert result.stderr.startswith("  Left out: feed.json, row 4: ")
    assert Listing.objects.count() == 3
    assert Source.objects.get().name == "Clubs"


def test_running_it_again_doubles_nothing(feed: Path) -> None:
    run("import-directory", str(feed))
    result = run("import-directory", str(feed))
    assert "0 new, 0 changed, 3 as before" in result.stdout
    assert Listing.objects.count() == 3


@pytest.mark.skipif(load_model() is None, reason="the extra `meaning` is not installed")
def test_meanings_are_worked_out_at_the_end_when_asked(feed: Path) -> None:
    result = run("import-directory", str(feed), "--index-meaning")
    assert result.stdout.endswith("Worked out what 3 listings mean.\n")
    assert ListingMeaning.objects.count() == 3
    again = run("import-directory", str(feed))
    assert "0 new, 0 changed, 3 as before" in again.stdout
    assert "index-meaning" not in again.stdout


def test_bad_rows_are_written_to_a_report(feed: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    run("import-directory", str(feed), "--report", str(report))
    lines = report.read_text().splitlines()
    assert lines[0] == "what,where,why,how it begins"
    assert any(line.startswith("left out,row 4,") for line in lines)


@pytest.mark.parametrize("content", [None, "", "this is no feed", '{"items": [{"a": 1}]}'])
def test_what_cannot_be_read_ends_with_one_and_a_sentence(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "feed.json"
    if content is not None:
        path.write_text(content)
    result = run("import-directory", str(path))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert len(result.output.strip()) > 20
    assert not Listing.objects.exists()


def test_a_report_that_cannot_be_written_stops_before_anything_goes_in(feed: Path) -> None:
    result = run("import-directory", str(feed), "--report", str(feed / "report.csv"))
    assert result.exit_code == 1
    assert "The report cannot be written" in result.output
    assert not Listing.objects.exists()


def test_without_leave_to_read_directories_it_says_so(feed: Path) -> None:
    run("import-directory", str(feed))
    Mandate.objects.filter(verb="listings.take_in").update(
        ended_at=F("given_at"), ended_by=F("given_by")
    )
    result = run("import-directory", str(feed))
    assert result.exit_code == 1
    assert result.output == "Error: Only whoever runs this place can read in a directory.\n"


def test_postcodes_go_in_once(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("postcode,latitude,longitude,town\nOL4,53.54,-2.08,Oldham\nXX,0,0,\n")
    result = run("import-postcodes", str(path))
    assert (result.exit_code, result.stdout) == (
        0,
        "1 new, 0 changed, 0 as before, 1 left out: see above.\n",
    )
    assert "0 new, 0 changed, 1 as before" in run("import-postcodes", str(path)).stdout
    assert PostcodePoint.objects.get().town == "Oldham"


def test_no_postcodes_at_all_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("a,b\n1,2\n")
    assert run("import-postcodes", str(path)).exit_code == 1
    assert run("import-postcodes", str(tmp_path / "none.csv")).exit_code == 1
