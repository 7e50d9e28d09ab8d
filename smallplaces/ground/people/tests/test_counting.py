"""Counting tries: nobody can go on guessing, and nobody is counted for ever."""

from datetime import timedelta

import pytest

from smallplaces.ground.people import actions
from smallplaces.ground.people.actions.counting import A_WHILE
from smallplaces.ground.people.models import TryCount
from tests.at_once import at_once
from tests.cast import AT

FEW = actions.Limit("few", 3)
MORE = actions.Limit("more", 5)


def tried(whom: str, times: int, *, limit: actions.Limit = FEW) -> None:
    for _ in range(times):
        actions.count_try(limit=limit, whom=whom, at=AT)


def test_the_door_opens_again_after_a_while(db: None) -> None:
    tried("192.0.2.1", 3)
    with pytest.raises(actions.TooManyTries):
        actions.count_try(limit=FEW, whom="192.0.2.1", at=AT)
    actions.count_try(limit=FEW, whom="192.0.2.1", at=AT + A_WHILE)


def test_each_somebody_and_each_door_has_a_count_of_its_own(db: None) -> None:
    tried("192.0.2.1", 3)
    tried("192.0.2.2", 3)
    tried("192.0.2.1", 3, limit=MORE)


def test_what_was_right_is_forgiven_and_never_more_than_that(db: None) -> None:
    for _ in range(9):
        actions.count_try(limit=FEW, whom="a", at=AT)
        actions.forgive_try(limit=FEW, whom="a", at=AT)
    for _ in range(9):
        actions.forgive_try(limit=FEW, whom="a", at=AT)
    tried("a", 3)
    with pytest.raises(actions.TooManyTries):
        actions.count_try(limit=FEW, whom="a", at=AT)


def test_no_address_is_kept_and_nothing_for_longer_than_a_day(db: None) -> None:
    tried("192.0.2.1", 1)
    assert "192.0.2.1" not in str(TryCount.objects.values())
    actions.count_try(limit=FEW, whom="b", at=AT + timedelta(days=1, minutes=30))
    assert TryCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted() -> None:
    done = at_once(*[lambda: actions.count_try(limit=MORE, whom="a", at=AT)] * 8)
    assert sum(isinstance(one, actions.TooManyTries) for one in done) == 3
    assert sum(one is None for one in done) == 5
