"""The shelves on which what we know about a person is kept."""

import pytest

from smallplaces.foundation.shelves import ANOTHERS_SHELF, WHAT_IS_ON_IT, Shelf
from smallplaces.foundation.words import words_we_never_say


@pytest.mark.parametrize("shelf", Shelf)
def test_every_shelf_says_what_is_on_it_to_its_person(shelf: Shelf) -> None:
    assert "you" in shelf.sentence
    assert not words_we_never_say(shelf.sentence)


@pytest.mark.parametrize("shelf", Shelf)
def test_every_shelf_says_whose_it_is_to_someone_else(shelf: Shelf) -> None:
    said = shelf.about("Amina")
    assert said.count("Amina") == 1
    assert "{" not in said
    assert "your" not in said.split()


def test_no_sentence_is_left_over_or_said_twice() -> None:
    for sentences in (WHAT_IS_ON_IT, ANOTHERS_SHELF):
        assert set(sentences) == set(Shelf)
        assert len(set(sentences.values())) == len(Shelf)


def test_a_shelf_fits_its_column() -> None:
    assert max(len(shelf.value) for shelf in Shelf) <= 8


def test_a_name_with_braces_is_read_as_it_is() -> None:
    assert Shelf.PLAN.about("{Max} 😀") == "{Max} 😀’s plan, wishes and steps"
