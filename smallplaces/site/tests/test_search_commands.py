"""`smallplaces search` and `smallplaces index-meaning`, as people run them."""

import json

import pytest
from click.testing import CliRunner, Result

from smallplaces.engines.meaning.model import NoMeaningModel, load_model
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts, ListingMeaning
from smallplaces.ground.listings.queries import meanings
from smallplaces.ground.places.models import PostcodePoint
from smallplaces.site.cli import main
from smallplaces.site.cli import search as command
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db(transaction=True)
needs_meaning = pytest.mark.skipif(
    load_model() is None, reason="the extra `meaning` is not installed"
)


def run(*words: str) -> Result:
    """Run the command; whatever it raises is a failure of the test."""
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "load_model", lambda: None)


@pytest.fixture(autouse=True)
def _anglers(cast: Cast) -> None:
    """Open one listing, three miles from the middle of OL4."""
    PostcodePoint.objects.create(
        postcode="OL4",
        is_outward=True,
        latitude=53.54,
        longitude=-2.07,
        town="Oldham",
        source="made up",
        read_at=AT,
    )
    facts = Facts(
        name="Canal Anglers",
        kind="GROUP",
        description="We lend a rod.",
        phone="0161 496 0001",
        latitude=53.58,
        longitude=-2.07,
    )
    listing = listings.start_listing(keeper=cast.efa, facts=facts, by=cast.efa, at=AT)
    listings.confirm_version(version=listing.versions.get(), by=cast.efa, at=AT)


def test_a_search_says_what_it_found_where_and_why() -> None:
    result = run("search", "a rod", "--near", "OL4")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "1. Canal Anglers (a group)"
    assert "miles from OL4" in lines[1]
    assert "It mentions rod" in lines[2]
    assert lines[3].strip() == "0161 496 0001"
    assert lines[-1] == "1 of 1."


def test_a_mistyped_word_is_looked_for_and_said() -> None:
    assert run("search", "anglrs").stdout.startswith("We also looked for: anglers\n\n1. Canal")


def test_json_holds_the_same_answer_for_programs() -> None:
    told = json.loads(run("search", "rod", "--near", "OL4", "--json").stdout)
    assert told["question"] == {"words": "rod", "near": "OL4", "within_metres": None}
    assert (told["danger"], told["total"], told["is_more_than_total"]) == (None, 1, False)
    [found] = told["results"]
    assert (found["name"], found["matched_words"]) == ("Canal Anglers", ["rod"])
    assert found["distance_metres"] == pytest.approx(4_450, abs=10)


def test_human_help_comes_before_anything_else() -> None:
    words = "He hits me every night with a rod"
    lines = run("search", words).stdout.splitlines()
    assert lines[0] == "Someone can help you now. These are for England."
    assert any("999" in line for line in lines[: lines.index("")])
    assert lines.index("") < lines.index("1. Canal Anglers (a group)")
    told = json.loads(run("search", words, "--json").stdout)
    assert list(told).index("danger") < list(told).index("results")
    assert (told["danger"]["nation"], told["danger"]["help"][0]["dial"]) == ("England", "tel:999")


def test_a_place_we_do_not_know_is_said_and_nothing_is_searched() -> None:
    result = run("search", "rod", "--near", "Nowhere-on-Sea")
    assert result.exit_code == 2
    assert "We do not know where “Nowhere-on-Sea” is." in result.stderr
    assert result.stdout == ""


def test_a_distance_needs_a_place() -> None:
    result = run("search", "rod", "--within", "2")
    assert result.exit_code == 2
    assert "--within needs --near" in result.stderr


def test_finding_nothing_is_no_error() -> None:
    result = run("search", "zyzzyva")
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing like that here yet.")
    assert run("search", "rod", "--near", "OL4", "--within", "1").stdout.startswith(
        "Nothing so near yet."
    )


@needs_meaning
def test_meanings_are_worked_out_once() -> None:
    assert run("index-meaning").stdout == "Worked out what 1 listings mean.\n"
    assert ListingMeaning.objects.count() == 1
    assert run("index-meaning").stdout == "Everything is up to date.\n"


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise NoMeaningModel("Search by meaning needs the extra `meaning`.")

    monkeypatch.setattr(command, "require_model", missing)
    result = run("index-meaning")
    assert result.exit_code == 1
    assert "needs the extra `meaning`" in result.stderr
