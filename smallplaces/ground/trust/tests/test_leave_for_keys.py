"""Leave to make a new card for someone; and who works here, so that one key is not enough."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.circles import actions as circles
from smallplaces.ground.circles.models import Membership, Role
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions, queries
from tests.cards import a_card, try_card
from tests.cast import Cast
from tests.log import recorded

DAY = timedelta(days=1)


def test_a_card_that_rests_is_replaced_by_someone_who_was_given_leave(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for _ in range(5):
        with pytest.raises(people.CodeWrong):
            try_card(card, code="WRONG", at=cast.at)
    actions.give_mandate(
        holder=cast.cerys,
        verb="people.issue_card",
        over=cast.amina,
        because="If I lose my card, my sister gets me a new one.",
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    new = a_card(cast.amina, by=cast.cerys, at=cast.at)
    assert try_card(new, at=cast.at).person == cast.amina
    with pytest.raises(people.CodeWrong):
        try_card(card, at=cast.at + DAY)
    assert [line.by for line in recorded("people.card_issued", cast.amina)] == [
        cast.amina,
        cast.cerys,
    ]


def test_leave_to_make_a_card_ends(cast: Cast) -> None:
    actions.give_mandate(
        holder=cast.cerys,
        verb="people.issue_card",
        over=cast.amina,
        because="For a day.",
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    with pytest.raises(NotAllowed):
        a_card(cast.amina, by=cast.cerys, at=cast.at + DAY)
    with pytest.raises(NotAllowed):
        a_card(cast.bryn, by=cast.cerys, at=cast.at)


def test_leave_over_the_whole_place_reaches_everyone_here(cast: Cast) -> None:
    assert queries.people_given_cards_by(cast.dev, cast.at) == []
    actions.give_mandate(
        holder=cast.dev,
        verb="people.issue_card",
        over=None,
        because="Dev sits at the desk of the library.",
        until=cast.at + DAY,
        by=cast.the_house,
        at=cast.at,
    )
    assert queries.people_given_cards_by(cast.dev, cast.at) is None
    assert a_card(cast.amina, by=cast.dev, at=cast.at)
    with pytest.raises(NotAllowed, match="not here"):
        people.issue_code_card(account=cast.farid.account, picture="boat", by=cast.dev, at=cast.at)


@pytest.mark.parametrize(
    ("who", "works"),
    [("amina", False), ("cerys", False), ("dev", False), ("efa", False), ("gwen", True)],
)
def test_a_go_between_works_here_and_a_keeper_does_not(cast: Cast, who: str, works: bool) -> None:
    assert queries.works_here(getattr(cast, who), cast.at) is works


def test_whoever_holds_a_mandate_over_others_works_here_until_it_ends(cast: Cast) -> None:
    mandate = actions.give_mandate(
        holder=cast.cerys,
        verb="people.issue_card",
        over=cast.amina,
        because="My sister.",
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    assert queries.works_here(cast.cerys, cast.at)
    assert not queries.works_here(cast.cerys, cast.at + DAY)
    actions.end_mandate(mandate=mandate, by=cast.amina, at=cast.at)
    assert not queries.works_here(cast.cerys, cast.at)


def test_a_mandate_over_oneself_is_no_work(cast: Cast) -> None:
    actions.give_mandate(
        holder=cast.amina,
        verb="offers.suggest",
        over=cast.amina,
        because="I look for myself.",
        until=cast.at + DAY,
        by=cast.amina,
        at=cast.at,
    )
    assert not queries.works_here(cast.amina, cast.at)


def test_a_worker_of_a_circle_works_here_and_a_hat_that_came_off_does_not_count(
    cast: Cast,
) -> None:
    circles.join_circle(
        circle=cast.connectors,
        person=cast.dev,
        kind=Membership.Kind.WORKER,
        by=cast.gwen,
        at=cast.at,
    )
    assert queries.works_here(cast.dev, cast.at)
    hat = Role.objects.get(person=cast.gwen, kind=Role.Kind.GO_BETWEEN)
    circles.end_role(role=hat, by=cast.gwen, at=cast.at)
    assert not queries.works_here(cast.gwen, cast.at)
