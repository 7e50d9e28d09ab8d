"""Searching by meaning, with the real model. Skipped where the extra is not installed."""

import threading

import pytest

from smallplaces.engines.meaning.model import load_model
from smallplaces.foundation.distance import Point
from smallplaces.ground.listings import actions
from smallplaces.ground.listings.models import Facts, Listing, ListingMeaning
from smallplaces.ground.listings.queries import meanings
from tests.cast import AT, Cast

from .searching import ask, names, open_listing

Here = dict[str, Listing]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(load_model() is None, reason="the extra `meaning` is not installed"),
]


@pytest.fixture
def meant(here: Here) -> Here:
    """Return the listings, their meanings worked out."""
    actions.index_meanings(at=AT)
    return here


@pytest.fixture
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "SECONDS_BETWEEN_LOOKS", 0.0)


def test_fishing_with_dad_finds_the_anglers(meant: Here) -> None:
    found = ask("I used to love fishing with my dad")
    assert names(found)[0] == "Larkbridge Anglers"
    assert found.used_meaning


def test_no_bus_to_the_hospital_finds_the_drivers(meant: Here) -> None:
    assert names(ask("can't get to the hospital since the bus stopped"))[0] == "Volunteer Drivers"


def test_other_words_for_it_find_it(meant: Here) -> None:
    found = ask("catching trout and carp")
    assert names(found)[0] == "Larkbridge Anglers"
    assert found.results[0].matched_words == ()
    assert found.results[0].reasons == "It is close in meaning to what you wrote."


def test_words_of_danger_are_not_answered_by_the_word(cast: Cast, meant: Here) -> None:
    talk = Facts(name="Tea and talk", kind="GROUP", description="We talk about how people die.")
    open_listing(cast, talk)
    line = Facts(
        name="Valley Night Line", kind="GROUP", description="Ring us. We listen, all evening."
    )
    open_listing(cast, line)
    actions.index_meanings(at=AT)
    found = ask("I want to die")
    assert found.danger
    assert found.is_company
    assert names(found)[0] == "Valley Night Line"
    assert not any(result.matched_words for result in found.results)
    assert found.results[0].reasons == "It may be good company."


def test_filters_hold_for_meaning_too(meant: Here) -> None:
    assert names(ask("catching trout and carp", kinds=frozenset({"PERSON"}))) == []
    far = Point(55.0, -4.0)
    assert names(ask("catching trout and carp", near=far, within_metres=1_000.0)) == []


def test_meanings_are_worked_out_once(meant: Here, cast: Cast) -> None:
    assert actions.index_meanings(at=AT) == 0
    open_listing(cast, Facts(name="Knit and natter", kind="GROUP"))
    heard: list[int] = []
    assert actions.index_meanings(at=AT, tell=heard.append) == 1
    assert heard == [1]


@pytest.mark.usefixtures("_looks_each_time")
def test_a_new_listing_is_found_by_meaning_soon(meant: Here, cast: Cast) -> None:
    ask("wool and needles")
    listing = open_listing(cast, Facts(name="Knit and natter", kind="GROUP"))
    actions.index_meanings([listing.pk], at=AT)
    assert names(ask("wool and needles"))[0] == "Knit and natter"


@pytest.mark.usefixtures("_looks_each_time")
def test_a_paused_listing_is_not_found_by_meaning(meant: Here, cast: Cast) -> None:
    ask("catching trout and carp")
    actions.pause_listing(listing=meant["Larkbridge Anglers"], by=cast.efa, at=AT)
    assert "Larkbridge Anglers" not in names(ask("catching trout and carp"))
    actions.index_meanings(at=AT)
    assert ListingMeaning.objects.count() == len(meant) - 1
    assert "Larkbridge Anglers" not in names(ask("catching trout and carp"))


def test_without_the_model_words_still_find(meant: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "load_model", lambda: None)
    found = ask("fishing")
    assert names(found) == ["Larkbridge Anglers"]
    assert not found.used_meaning


def test_forgetting_while_others_ask_is_harmless(meant: Here) -> None:
    answers = [names(ask("catching trout and carp"))]
    forgetting = threading.Thread(target=meanings.forget)
    forgetting.start()
    answers += [names(ask("catching trout and carp")) for _ in range(5)]
    forgetting.join()
    assert all(answer == answers[0] for answer in answers)
