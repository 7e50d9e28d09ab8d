"""Words are kept as typed, and a spreadsheet takes them for words."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.spreadsheets import as_csv, safe_cell
from smallplaces.foundation.typed import TooLong, as_typed, direction_of

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@given(ANY_TEXT)
def test_what_is_kept_can_be_stored_and_shown(text: str) -> None:
    kept = as_typed(text)
    kept.encode()
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in kept)
    assert as_typed(kept) == kept


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_everything_that_can_be_shown_stays(text: str) -> None:
    assert as_typed(text) == text


def test_too_long_says_how_long_and_what_was_kept() -> None:
    with pytest.raises(TooLong, match=r"11 letters long. We can keep 10"):
        as_typed("a" * 11, limit=10)


@pytest.mark.parametrize(
    ("words", "way"), [("مرحبا", "rtl"), ("1 שלום", "rtl"), ("Hi مرحبا", "ltr"), ("12", "ltr")]
)
def test_the_first_letter_gives_the_direction(words: str, way: str) -> None:
    assert direction_of(words) == way


@given(st.lists(ANY_TEXT.map(as_typed), min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cells: list[str]) -> None:
    page = as_csv(["x"] * len(cells), [cells])
    row = list(csv.reader(io.StringIO(page.removeprefix("\ufeff"), newline="")))[1]
    assert row == [safe_cell(cell) for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
