"""Who matters to a person."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import Person, Tie
from tests.cast import Cast
from tests.log import recorded

MAY_WRITE_AMINAS_PEOPLE = {
    "amina": True,
    "cerys": True,
    "bryn": False,
    "dev": False,
    "farid": False,
    "gwen": False,
    "the_house": False,
}


def add(cast: Cast, by: Person, name: str = "Rosa", **more: Any) -> Tie:
    return actions.add_tie(person=cast.amina, name=name, by=by, at=cast.at, **more)


def change(tie: Tie, by: Person, cast: Cast) -> Tie:
    return actions.change_tie(
        tie=tie,
        name="Rosa",
        who_they_are="",
        what_they_bring="Cake",
        closeness=1,
        is_paid=True,
        by=by,
        at=cast.at,
    )


def count(event: str) -> int:
    return len(recorded(event))


@pytest.mark.parametrize(("who", "may"), MAY_WRITE_AMINAS_PEOPLE.items())
def test_who_may_write_aminas_people(cast: Cast, who: str, may: bool) -> None:
    by = getattr(cast, who)
    if may:
        assert add(cast, by).made_by == by
        assert count("people.tie_added") == 1
        return
    with pytest.raises(NotAllowed):
        add(cast, by)
    assert not Tie.objects.exists()
    assert not count("people.tie_added")


def test_adding_the_same_person_twice_adds_them_once(cast: Cast) -> None:
    first = add(cast, cast.amina, name="Rosa ", who_they_are="a friend")
    assert add(cast, cast.cerys, who_they_are=" a friend") == first
    assert add(cast, cast.amina, who_they_are="a cousin") != first
    assert count("people.tie_added") == 2


def test_someone_who_was_taken_off_can_be_added_again(cast: Cast) -> None:
    first = add(cast, cast.amina)
    actions.end_tie(tie=first, by=cast.amina, at=cast.at)
    assert add(cast, cast.amina) != first


@pytest.mark.parametrize("closeness", [0, 5])
def test_there_are_four_rings(cast: Cast, closeness: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add(cast, cast.amina, closeness=closeness)
    assert not Tie.objects.exists()


def test_nobody_is_tied_to_themselves(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add(cast, cast.amina, party=cast.amina)


def test_a_tie_can_be_said_differently(cast: Cast) -> None:
    tie = add(cast, cast.amina)
    for _ in range(2):
        change(tie, cast.cerys, cast)
    tie.refresh_from_db()
    assert (tie.what_they_bring, tie.closeness, tie.is_paid) == ("Cake", 1, True)
    assert tie.made_by == cast.amina


def test_a_stranger_changes_and_ends_nothing(cast: Cast) -> None:
    tie = add(cast, cast.amina)
    with pytest.raises(NotAllowed):
        change(tie, cast.dev, cast)
    with pytest.raises(NotAllowed):
        actions.end_tie(tie=tie, by=cast.dev, at=cast.at)
    tie.refresh_from_db()
    assert (tie.what_they_bring, tie.ended_at) == ("", None)
    assert not count("people.tie_changed") + count("people.tie_ended")


def test_ending_a_tie_twice_ends_it_once(cast: Cast) -> None:
    tie = add(cast, cast.amina)
    for by in (cast.cerys, cast.amina):
        actions.end_tie(tie=tie, by=by, at=cast.at)
    tie.refresh_from_db()
    assert tie.ended_by == cast.cerys
    assert count("people.tie_ended") == 1
    assert not queries.ties_of(cast.amina).exists()


def test_the_one_who_is_named_is_told_nothing(cast: Cast) -> None:
    add(cast, cast.amina, name="Bryn", party=cast.bryn)
    assert not recorded("people.tie_added", cast.bryn)
    assert not queries.ties_of(cast.bryn).exists()
