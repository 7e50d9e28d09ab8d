"""Who may do what about people, and what is left when someone has left."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions
from smallplaces.ground.people.models import Person, Supporter, Tie
from tests.cast import Cast

DAY = timedelta(days=1)
SHELVES = [Shelf.PLAN]


@pytest.mark.parametrize("name", ["dev", "bryn", "gwen", "the_house"])
def test_nobody_else_writes_about_my_people(cast: Cast, name: str) -> None:
    stranger = getattr(cast, name)
    tie = actions.add_tie(person=cast.amina, name="Jo", by=cast.amina, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.add_tie(person=cast.amina, name="Kim", by=stranger, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.end_tie(tie=tie, by=stranger, at=cast.at)
    assert list(Tie.objects.filter(ended_at=None)) == [tie]


def test_someone_can_be_asked_again_after_their_time_ran_out(cast: Cast) -> None:
    late = cast.at + 400 * DAY
    again = actions.ask_supporter(
        person=cast.amina,
        supporter=cast.cerys,
        shelves=SHELVES,
        until=late + DAY,
        by=cast.amina,
        at=late,
    )
    assert (again.asked_at, again.accepted_at) == (late, None)
    assert Supporter.objects.get(person=cast.amina, ended_at__isnull=False).ended_at == late


def test_nobody_asks_one_who_left_to_act_for_them(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.ask_supporter(
            person=cast.amina,
            supporter=cast.farid,
            shelves=SHELVES,
            until=cast.at + DAY,
            by=cast.amina,
            at=cast.at,
        )


def test_a_link_to_join_does_not_open_the_door_of_one_who_left(cast: Cast) -> None:
    token = actions.ask_to_join(name="Farid", email="farid@example.org", at=cast.at)
    assert token is not None
    before = Person.objects.count()
    with pytest.raises(actions.LinkNotUsable):
        actions.use_join_link(token=token, at=cast.at)
    assert Person.objects.count() == before


def test_nobody_is_put_out(cast: Cast) -> None:
    for other in (cast.cerys, cast.dev, cast.the_house):
        with pytest.raises(NotAllowed):
            actions.leave_place(person=cast.amina, by=other, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.leave_place(person=cast.the_house, by=cast.the_house, at=cast.at)
    cast.amina.refresh_from_db()
    assert cast.amina.left_at is None
