"""Questions about circles."""

from datetime import timedelta

from smallplaces.ground.circles import actions, queries
from smallplaces.ground.circles.models import Circle, Role
from smallplaces.ground.people.models import Person
from tests.cast import Cast

DAY, YEAR = timedelta(days=1), timedelta(days=365)


def names_of_circles(cast: Cast, person: Person, days: int = 0) -> set[str]:
    belonging = queries.belongings_at(person, at=cast.at + days * DAY)
    return {each.circle.name for each in belonging}


def test_a_person_belongs_to_their_circles(cast: Cast) -> None:
    assert names_of_circles(cast, cast.bryn) == {"Larkbridge Anglers"}
    assert names_of_circles(cast, cast.dev) == set()


def test_before_joining_and_after_leaving_the_circle_is_not_theirs(cast: Cast) -> None:
    assert names_of_circles(cast, cast.bryn, days=-1) == set()
    actions.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=cast.at + 2 * DAY)
    assert names_of_circles(cast, cast.bryn, days=1) == {"Larkbridge Anglers"}
    assert names_of_circles(cast, cast.bryn, days=2) == set()


def test_a_circle_that_has_closed_is_nobodys(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.anglers.pk).update(closed_at=cast.at, closed_by=cast.efa)
    assert names_of_circles(cast, cast.bryn) == set()
    assert not queries.memberships_of(cast.bryn).exists()
    assert not queries.wears(cast.efa, cast.anglers, Role.Kind.KEEPER, at=cast.at)


def test_members_of_come_by_name(cast: Cast) -> None:
    assert list(queries.members_of(cast.anglers)) == [cast.bryn, cast.efa]
    assert [each.circle for each in queries.memberships_of(cast.efa)] == [cast.anglers]


def test_a_hat_is_on_from_its_first_to_its_last_moment(cast: Cast) -> None:
    def wears(person: Person, days: int, kind: str = Role.Kind.KEEPER) -> bool:
        return queries.wears(person, cast.anglers, kind, at=cast.at + days * DAY)

    assert wears(cast.efa, 0)
    assert wears(cast.efa, 364)
    assert not wears(cast.efa, 365)
    assert not wears(cast.efa, -1)
    assert not wears(cast.efa, 0, Role.Kind.GO_BETWEEN)
    assert not wears(cast.bryn, 0)
    assert not queries.wears(cast.efa, cast.connectors, Role.Kind.KEEPER, at=cast.at)


def test_a_hat_comes_off_with_its_wearer(cast: Cast) -> None:
    actions.leave_circle(circle=cast.anglers, person=cast.efa, by=cast.efa, at=cast.at)
    assert not queries.wears(cast.efa, cast.anglers, Role.Kind.KEEPER, at=cast.at)
    actions.join_circle(circle=cast.anglers, person=cast.efa, by=cast.bryn, at=cast.at)
    assert not queries.wears(cast.efa, cast.anglers, Role.Kind.KEEPER, at=cast.at)
