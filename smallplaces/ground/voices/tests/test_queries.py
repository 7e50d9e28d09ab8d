"""Who reads what people said."""

from datetime import timedelta

import pytest

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.voices import actions, queries
from tests.cast import Cast


@pytest.fixture
def words(cast: Cast) -> Cast:
    """Have Amina say one thing."""
    actions.say(
        person=cast.amina,
        question="good-life",
        words="A garden.",
        started_from=0,
        key="one",
        by=cast.amina,
        at=cast.at,
    )
    return cast


@pytest.mark.parametrize(
    ("name", "sees_it"),
    [("amina", True), ("cerys", True), ("dev", False), ("bryn", False), ("gwen", False)],
)
def test_voices_are_seen_by_amina_and_who_acts_for_her(
    words: Cast, name: str, sees_it: bool
) -> None:
    viewer = getattr(words, name)
    assert queries.voices_visible_to(viewer, at=words.at).exists() is sees_it
    assert queries.sayings_visible_to(viewer, at=words.at).exists() is sees_it


def test_sharing_words_shows_them_until_the_day_it_ends(words: Cast) -> None:
    until = words.at + timedelta(days=3)
    trust.share(
        person=words.amina,
        viewer=words.gwen,
        shelf=Shelf.WORDS,
        until=until,
        by=words.amina,
        at=words.at,
    )
    assert queries.voices_visible_to(words.gwen, at=words.at).exists()
    assert not queries.voices_visible_to(words.gwen, at=until).exists()
