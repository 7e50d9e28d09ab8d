"""Filters, distance and time: what is an answer at all, and what comes first without words."""

from datetime import time
from typing import Any

import pytest

from smallplaces.foundation.distance import Point
from smallplaces.ground.listings.models import Cost, Facts, Listing, Time
from smallplaces.ground.listings.queries import meanings
from smallplaces.ground.listings.queries.search import PartOfDay, Question
from tests.cast import Cast

from .searching import ask, names, open_listing

Here = dict[str, Listing]
pytestmark = pytest.mark.django_db
STATION = Point(53.717, -2.049)


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "load_model", lambda: None)


def test_without_words_the_nearest_comes_first(here: Here) -> None:
    found = ask(near=STATION, near_words="OL4")
    assert names(found) == [
        "Larkbridge Anglers",
        "Volunteer Drivers",
        "Chess in the Library",
        "Côr Tŷ Môr",
    ]
    assert found.results[0].metres == pytest.approx(0, abs=1)
    assert "near OL4" in found.results[1].reasons


def test_further_than_they_said_is_no_answer(here: Here) -> None:
    assert "Côr Tŷ Môr" not in names(ask(near=STATION, within_metres=5_000.0))
    assert names(ask("canu", near=STATION, within_metres=5_000.0)) == []
    assert names(ask("canu", near=STATION)) == ["Côr Tŷ Môr"]


def test_the_corner_of_the_box_is_not_within(cast: Cast) -> None:
    open_listing(cast, Facts(name="Corner", kind="GROUP", latitude=53.7255, longitude=-2.0350))
    assert names(ask(near=STATION, within_metres=1_000.0)) == []
    assert names(ask(near=STATION, within_metres=1_400.0)) == ["Corner"]


def test_what_is_nowhere_is_not_within_any_distance(cast: Cast) -> None:
    open_listing(cast, Facts(name="Nowhere", kind="GROUP"))
    assert names(ask("nowhere", near=STATION)) == ["Nowhere"]
    assert names(ask("nowhere", near=STATION, within_metres=100_000.0)) == []


def test_of_two_alike_the_nearer_comes_first(cast: Cast) -> None:
    open_listing(cast, Facts(name="Far Choir", kind="GROUP", latitude=53.0, longitude=-2.0))
    open_listing(cast, Facts(name="Near Choir", kind="GROUP", latitude=53.71, longitude=-2.05))
    assert names(ask("choir", near=STATION)) == ["Near Choir", "Far Choir"]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"kinds": frozenset({"PERSON"})}, {"Tuesday"}),
        ({"free_only": True}, {"Tuesday"}),
        ({"most_pence": 300}, {"Tuesday", "Night"}),
        ({"most_pence": 100}, {"Tuesday"}),
        ({"access": frozenset({"BSL"})}, {"Night"}),
        ({"access": frozenset({"BSL", "PARKING"})}, set()),
        ({"age": 10}, {"Night", "Unknown"}),
        ({"age": 70}, {"Tuesday", "Unknown"}),
        ({"weekdays": frozenset({2})}, {"Tuesday"}),
        ({"weekdays": frozenset({2, 5})}, {"Tuesday", "Night"}),
        ({"hours": PartOfDay.MORNING.hours}, {"Tuesday"}),
        ({"hours": PartOfDay.AFTERNOON.hours}, {"Tuesday"}),
        ({"hours": PartOfDay.EVENING.hours}, {"Night"}),
        ({"hours": PartOfDay.NIGHT.hours}, {"Night"}),
        ({"hours": (time(13), time(14))}, set()),
        ({"weekdays": frozenset({5}), "hours": PartOfDay.MORNING.hours}, set()),
    ],
)
def test_only_what_is_known_to_fit_is_an_answer(
    cast: Cast, asked: dict[str, Any], fits: set[str]
) -> None:
    open_listing(
        cast,
        Facts(
            name="Tuesday",
            kind="PERSON",
            is_free=True,
            min_age=18,
            access=("PARKING",),
            times=(Time("FREQ=WEEKLY;BYDAY=TU", time(10), time(12, 30)),),
        ),
    )
    open_listing(
        cast,
        Facts(
            name="Night",
            kind="GROUP",
            costs=(Cost("a night", 250),),
            max_age=30,
            access=("BSL",),
            times=(Time("FREQ=WEEKLY;BYDAY=FR", time(21), time(3)),),
        ),
    )
    open_listing(cast, Facts(name="Unknown", kind="GROUP"))
    assert set(names(ask(**asked))) == fits
    assert set(names(ask("tuesday night unknown", **asked))) == fits


def test_without_words_or_place_the_soonest_comes_first(cast: Cast) -> None:
    for name, day in (("Sunday", "SU"), ("Monday", "MO"), ("Tuesday", "TU")):
        open_listing(
            cast,
            Facts(
                name=name,
                kind="GROUP",
                times=(Time(f"FREQ=WEEKLY;BYDAY={day}", time(9), time(10)),),
            ),
        )
    open_listing(cast, Facts(name="Whenever", kind="GROUP"))
    found = ask()  # on a Monday at half past ten
    assert names(found) == ["Tuesday", "Sunday", "Monday", "Whenever"]
    assert found.total == 4
    next_time = found.results[0].next_time
    assert next_time is not None
    assert next_time.starts_at.isoformat() == "2026-03-03T09:00:00+00:00"
    assert found.results[-1].next_time is None


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": -1},
        {"offset": -1},
        {"weekdays": frozenset({0})},
        {"within_metres": -1.0},
        {"within_metres": float("nan")},
    ],
)
def test_a_question_out_of_range_cannot_be_asked(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"or more|Weekdays"):
        Question(**asked)


def test_drafts_are_never_found(cast: Cast) -> None:
    from smallplaces.ground.listings import actions
    from tests.cast import AT

    actions.start_listing(
        keeper=cast.efa, facts=Facts(name="Secret chess", kind="GROUP"), by=cast.efa, at=AT
    )
    assert names(ask("chess")) == names(ask()) == []


def test_danger_is_heard_whatever_is_found(here: Here, cast: Cast) -> None:
    open_listing(cast, Facts(name="Mill", kind="PUBLIC_PLACE"))
    found = ask("I want to kill myself")
    assert found.danger is not None
    assert found.did_you_mean is None
    assert found.is_company
    assert all(not one.matched_words for one in found.results)
    assert not ask("fishing").is_company
    assert ask("fishing").danger is None


def test_danger_is_heard_at_the_end_of_a_long_text(here: Here) -> None:
    assert ask("fishing " * 1_000 + "I want to kill myself").danger is not None
