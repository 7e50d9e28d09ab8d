"""What can happen to circles, over the cast."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.circles import actions
from smallplaces.ground.circles.models import Circle, Membership, Role
from smallplaces.ground.people.models import Person
from tests.cast import Cast
from tests.log import recorded

YEAR = timedelta(days=365)


def count(event: str) -> int:
    return len(recorded(event))


def give(cast: Cast, *, person: Person, by: Person, name: str = "Teas") -> Role:
    return actions.give_role(
        circle=cast.anglers,
        person=person,
        kind=Role.Kind.HAT,
        name=name,
        until=cast.at + YEAR,
        by=by,
        at=cast.at,
    )


def standing(cast: Cast, person: Person) -> int:
    return Membership.objects.filter(circle=cast.anglers, person=person, ended_at=None).count()


def test_whoever_forms_a_circle_is_its_first_member(cast: Cast) -> None:
    circle = actions.form_circle(name=" Bakers ", aim="Bread", by=cast.hana, at=cast.at)
    assert (circle.name, circle.joined_at) == ("Bakers", cast.at)
    assert [each.person for each in circle.memberships.all()] == [cast.hana]
    assert len(recorded("circles.formed", circle)) == 1


def test_a_circle_within_a_circle_is_formed_by_a_member(cast: Cast) -> None:
    before = Circle.objects.count()
    with pytest.raises(NotAllowed):
        actions.form_circle(
            name="Flies", aim="Tie flies", parent=cast.anglers, by=cast.dev, at=cast.at
        )
    assert Circle.objects.count() == before
    inner = actions.form_circle(
        name="Flies", aim="Tie flies", parent=cast.anglers, by=cast.bryn, at=cast.at
    )
    assert inner.parent == cast.anglers


def test_joining_twice_joins_once(cast: Cast) -> None:
    before = count("circles.joined")
    first, second = (
        actions.join_circle(circle=cast.anglers, person=cast.hana, by=cast.efa, at=cast.at)
        for _ in range(2)
    )
    assert first == second
    assert count("circles.joined") == before + 1


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("hana", False),
        ("efa", True),
        ("bryn", True),
        ("dev", False),
        ("farid", False),
        ("the_house", False),
    ],
)
def test_only_a_member_lets_hana_in(cast: Cast, who: str, may: bool) -> None:
    by = getattr(cast, who)
    if not may:
        with pytest.raises(NotAllowed):
            actions.join_circle(circle=cast.anglers, person=cast.hana, by=by, at=cast.at)
    else:
        actions.join_circle(circle=cast.anglers, person=cast.hana, by=by, at=cast.at)
    assert standing(cast, cast.hana) == may


def test_nobody_joins_a_circle_that_has_closed(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.anglers.pk).update(closed_at=cast.at, closed_by=cast.efa)
    with pytest.raises(NotAllowed, match="closed"):
        actions.join_circle(circle=cast.anglers, person=cast.hana, by=cast.hana, at=cast.at)


def test_leaving_takes_off_every_hat_and_a_repeat_changes_nothing(cast: Cast) -> None:
    give(cast, person=cast.bryn, by=cast.efa)
    for days in (0, 1):
        at = cast.at + timedelta(days=days)
        actions.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=at)
    assert standing(cast, cast.bryn) == 0
    assert Role.objects.get(person=cast.bryn).ended_at == cast.at
    assert count("circles.left") == 1


def test_someone_who_left_can_come_back(cast: Cast) -> None:
    actions.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=cast.at)
    actions.join_circle(circle=cast.anglers, person=cast.bryn, by=cast.efa, at=cast.at)
    assert standing(cast, cast.bryn) == 1
    assert Membership.objects.filter(circle=cast.anglers, person=cast.bryn).count() == 2


@pytest.mark.parametrize("who", ["efa", "dev", "the_house"])
def test_nobody_is_put_out_by_one_person(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.leave_circle(
            circle=cast.anglers, person=cast.bryn, by=getattr(cast, who), at=cast.at
        )
    assert standing(cast, cast.bryn) == 1


@pytest.mark.parametrize(
    ("giver", "wearer", "may"),
    [
        ("efa", "bryn", True),
        ("bryn", "bryn", True),
        ("efa", "dev", False),
        ("dev", "bryn", False),
        ("dev", "dev", False),
        ("the_house", "bryn", False),
    ],
)
def test_members_give_hats_to_members(cast: Cast, giver: str, wearer: str, may: bool) -> None:
    before = Role.objects.count()
    if may:
        give(cast, person=getattr(cast, wearer), by=getattr(cast, giver))
    else:
        with pytest.raises(NotAllowed):
            give(cast, person=getattr(cast, wearer), by=getattr(cast, giver))
    assert Role.objects.count() == before + may


def test_the_same_hat_twice_is_one_hat(cast: Cast) -> None:
    before = count("circles.role_given")
    assert give(cast, person=cast.bryn, by=cast.efa) == give(cast, person=cast.bryn, by=cast.efa)
    assert give(cast, person=cast.bryn, by=cast.efa, name="Bait") is not None
    assert count("circles.role_given") == before + 2


def test_a_hat_without_a_term_is_not_given(cast: Cast) -> None:
    with pytest.raises(ValueError, match="still to come"):
        actions.give_role(
            circle=cast.anglers,
            person=cast.bryn,
            kind=Role.Kind.HAT,
            name="Teas",
            until=cast.at,
            by=cast.efa,
            at=cast.at,
        )


@pytest.mark.parametrize(("who", "may"), [("bryn", True), ("efa", True), ("dev", False)])
def test_a_hat_is_taken_off_by_its_wearer_or_a_member(cast: Cast, who: str, may: bool) -> None:
    role, by = give(cast, person=cast.bryn, by=cast.efa), getattr(cast, who)
    if may:
        for _ in range(2):
            actions.end_role(role=role, by=by, at=cast.at)
    else:
        with pytest.raises(NotAllowed):
            actions.end_role(role=role, by=by, at=cast.at)
    role.refresh_from_db()
    assert (role.ended_at is not None) == may
    assert count("circles.role_ended") == may
