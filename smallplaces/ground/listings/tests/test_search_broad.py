"""Broad words, which hundreds of listings have: what leads to the few that are compared."""

import pytest

from smallplaces.foundation.distance import Point
from smallplaces.ground.listings.models import Source
from smallplaces.ground.listings.queries import meanings
from smallplaces.ground.listings.queries.candidates import FEW, WINDOW
from tests.cast import Cast

from .conftest import found, moved, read
from .searching import ask, names

pytestmark = pytest.mark.django_db

MANY = FEW + 60
HERE = Point(53.541, -2.111)
ARTS = ("Pottery", "Tango", "Sewing")


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search as a place does that has not installed the extra."""
    monkeypatch.setattr(meanings, "load_model", lambda: None)


@pytest.fixture
def crowd(cast: Cast, source: Source) -> None:
    """Take in hundreds of groups further and further north; some say "warm", few have an art."""
    read(cast, source, *(
        moved(
            found(
                str(number),
                name=f"{ARTS[number // 100] if number % 100 == 7 and number < 300 else 'Meeting'}"
                f" group {number}",
                description="A group for anybody." if number % 2 else "A warm welcome for anybody.",
            ),
            latitude=HERE.latitude + number / 2_000,
        )
        for number in range(MANY)
    ))  # fmt: skip


@pytest.mark.usefixtures("crowd")
def test_a_broad_word_near_somewhere_gives_the_nearest() -> None:
    result = ask("group", near=HERE, limit=10)
    assert all(one.metres is not None and one.metres < 3_000 for one in result.results)
    assert result.total == WINDOW
    assert result.is_more_than_total


@pytest.mark.usefixtures("crowd")
def test_a_broad_word_without_a_place_gives_what_has_it() -> None:
    result = ask("group", limit=50)
    assert len(result.results) == 50
    assert all("group" in one.matched_words for one in result.results)
    assert names(ask("group", limit=50)) == names(result)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("near", [None, HERE])
def test_a_rare_word_leads_whatever_broad_ones_stand_beside_it(near: Point | None) -> None:
    assert "Tango group 107" in names(ask("a warm group for tango", near=near))[:5]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("near", [None, HERE])
def test_of_two_broad_words_what_has_both_comes_first(near: Point | None) -> None:
    kinds = frozenset({"GROUP", "ORGANISATION"})
    first = ask("warm group anybody", near=near, kinds=kinds, limit=5)
    assert first.results
    assert all({"warm", "group"} <= set(one.matched_words) for one in first.results)


@pytest.mark.usefixtures("crowd")
def test_a_broad_word_keeps_within_the_distance_that_was_asked_for() -> None:
    result = ask("group", near=HERE, within_metres=500.0, limit=50)
    assert len(result.results) == 9
    for one in result.results:
        assert one.metres is not None
        assert one.metres <= 500.0
