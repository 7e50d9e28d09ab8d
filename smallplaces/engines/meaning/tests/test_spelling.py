"""What someone meant who mistyped a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.meaning.spelling import likely_meant, slips_between

WORDS = st.text("abcdef", max_size=8)
KNOWN = {
    "choir": 5,
    "chair": 9,
    "fishing": 3,
    "fish": 4,
    "mill": 2,
    "bereavement": 1,
    "hospital": 7,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chior", "choir"),
        ("fihsing", "fishing"),
        ("bereevment", "bereavement"),
        ("hosptial", "hospital"),
        ("kill", None),
        ("xyz", None),
        ("dad", None),
        ("fsih", "fish"),
        ("ospital", "hospital"),
    ],
)
def test_what_was_meant(typed: str, meant: str | None) -> None:
    assert next(iter(likely_meant(typed, KNOWN)), None) == meant


def test_all_that_are_as_near_are_given_the_most_used_first() -> None:
    assert likely_meant("chxir", KNOWN) == ["chair", "choir"]


def test_what_has_more_slips_is_left_out() -> None:
    assert likely_meant("fishin", KNOWN) == ["fishing"]


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips_between(one, other, 9) == slips_between(other, one, 9)
    assert (slips_between(one, other, 9) == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 3))
def test_more_slips_than_asked_are_not_counted(one: str, other: str, most: int) -> None:
    assert slips_between(one, other, most) == min(slips_between(one, other, 9), most + 1)
