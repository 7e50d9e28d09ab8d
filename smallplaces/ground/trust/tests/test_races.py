"""Sharing, looking and recording at the same moment."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Look, Record, Sight
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def here(transactional_db: None) -> Cast:
    put_down_the_head()
    return build_cast(at=AT)


def share(cast: Cast, days: int = 1) -> Sight:
    return actions.share(
        person=cast.amina,
        viewer=cast.dev,
        shelf=Shelf.PLAN,
        until=cast.at + days * DAY,
        by=cast.amina,
        at=cast.at,
    )


def look(cast: Cast) -> Look:
    return actions.look(
        viewer=cast.dev, person=cast.amina, shelf=Shelf.PLAN, reason="ASKED_ME", at=cast.at
    )


def test_a_double_click_at_the_door_is_one_look(here: Cast) -> None:
    share(here)
    looks = at_once(*[lambda: look(here)] * 6)
    assert {one.pk for one in looks if isinstance(one, Look)} == {Look.objects.get().pk}


def test_sharing_twice_at_once_makes_one_sight(here: Cast) -> None:
    at_once(*[lambda: share(here)] * 4)
    assert Sight.objects.filter(viewer_id=here.dev.pk, subject=here.amina).count() == 1
    assert queries.find_broken_chain() is None


def test_taking_back_while_someone_opens_the_door_lets_them_look_or_not_and_then_never(
    here: Cast,
) -> None:
    sight = share(here)
    looked, _ = at_once(
        lambda: look(here),
        lambda: actions.take_back(sight=sight, by=here.amina, at=here.at),
    )
    assert isinstance(looked, Look | NotAllowed)
    assert not queries.may_see(here.dev, here.amina, Shelf.PLAN, at=here.at)
    with pytest.raises(NotAllowed):
        look(here)


def test_sharing_again_while_taking_back_leaves_no_half_sight(here: Cast) -> None:
    sight = share(here)
    results = at_once(
        lambda: share(here, 5),
        lambda: actions.take_back(sight=sight, by=here.amina, at=here.at),
    )
    assert not any(isinstance(one, Exception) for one in results)
    standing = Sight.objects.filter(viewer_id=here.dev.pk, subject=here.amina, ended_at=None)
    assert standing.count() <= 1
    assert Record.objects.filter(event="trust.taken_back").count() == 1


def test_two_who_write_about_one_person_never_stop_each_other(here: Cast) -> None:
    """Deadlocked before: a row lock stood in the way of the keys that records point with."""
    amina, cerys, at = here.amina, here.cerys, here.at
    ties = [people.add_tie(person=amina, name=f"{n}", by=amina, at=at) for n in range(15)]

    def adds() -> None:
        for number in range(15):
            people.add_tie(person=amina, name=f"new {number}", by=amina, at=at)

    def ends() -> None:
        for tie in ties:
            people.end_tie(tie=tie, by=cerys, at=at)

    assert at_once(adds, ends) == [None, None]
    assert queries.find_broken_chain() is None


def test_records_written_at_once_stand_one_behind_the_other(here: Cast) -> None:
    before = Record.objects.count()
    people_here = (here.amina, here.bryn, here.dev, here.efa)
    at_once(
        *[
            lambda who=who: [
                actions.write_record("trust.shared", by=who, at=here.at) for _ in range(5)
            ]
            for who in people_here
        ]
    )
    numbers = list(Record.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + 21))
    assert queries.find_broken_chain() is None
