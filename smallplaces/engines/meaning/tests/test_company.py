"""Despair is met with company, loss with those who know it, and all else with its own words."""

import pytest

from smallplaces.engines.meaning import COMPANY, speaks_of_danger, wants_company


@pytest.mark.parametrize(
    ("words", "company"),
    [
        ("I want to die", True),
        ("I keep cutting myself and I can't stop", True),
        ("I've taken too many pills", True),
        ("my brother says he wants to kill himself", True),
        ("dw i eisiau marw", True),
        ("lost my son to suicide", False),
        ("my husband took his own life", False),
        ("he hanged himself and I keep seeing it", False),
        ("the voices are bad again", False),
        ("he hits me every night", False),
        ("fishing with my dad", False),
        ("", False),
    ],
)
def test_only_despair_is_met_with_company(words: str, company: bool) -> None:
    assert wants_company(words, speaks_of_danger(words)) is company


def test_company_does_not_itself_speak_of_danger() -> None:
    assert speaks_of_danger(COMPANY) is None
