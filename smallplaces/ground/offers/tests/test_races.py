"""Two people act at the same moment: one of them is first, and both get a plain answer."""

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.offers import actions
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.trust.queries import find_broken_chain
from tests.at_once import at_once
from tests.cast import AT, build_cast

from .conftest import DAY, State, Town, asked, build_town, fresh

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    from smallplaces.ground.trust.actions import put_down_the_head

    put_down_the_head()
    return build_town(build_cast(at=AT))


def test_a_double_click_asks_once(town: Town) -> None:
    results = at_once(*[town.ask] * 4)
    assert len({one.pk for one in results if isinstance(one, Introduction)}) == 1
    assert Introduction.objects.count() == 1
    assert Side.objects.count() == 2
    assert find_broken_chain() is None


def test_two_answers_at_once_leave_one_that_fits_the_stage(town: Town) -> None:
    introduction = town.ask()
    at_once(
        lambda: town.answer(introduction, Side.Answer.YES),
        lambda: town.answer(introduction, Side.Answer.NO),
    )
    answer, state = asked(introduction).answer, fresh(introduction).state
    assert (answer, state) == (Side.Answer.YES, State.BOTH_YES)
    assert find_broken_chain() is None


def test_answering_while_it_is_taken_back_does_one_or_the_other(town: Town) -> None:
    introduction = town.ask()
    answered, taken_back = at_once(
        lambda: town.answer(introduction),
        lambda: actions.take_back_introduction(
            introduction=introduction, by=town.cast.amina, at=town.at + DAY
        ),
    )
    refused = [isinstance(one, NotAllowed) for one in (answered, taken_back)]
    assert sorted(refused) == [False, True]
    state = State.TAKEN_BACK if refused[0] else State.BOTH_YES
    assert fresh(introduction).state == state


def test_answering_in_the_last_moment_while_time_runs_out_does_one_or_the_other(
    town: Town,
) -> None:
    introduction = town.ask()
    end = introduction.expires_at
    answered, expired = at_once(
        lambda: town.answer(introduction, at=end - DAY / 86400),
        lambda: actions.expire_introductions(by=town.cast.the_house, at=end),
    )
    state = fresh(introduction).state
    if isinstance(answered, NotAllowed):
        assert (state, expired) == (State.EXPIRED, 1)
    else:
        assert (state, expired) == (State.BOTH_YES, 0)


def test_two_rounds_of_the_house_end_it_once(town: Town) -> None:
    town.ask()
    house, late = town.cast.the_house, town.at + 30 * DAY
    ended = at_once(*[lambda: actions.expire_introductions(by=house, at=late)] * 3)
    assert sum(int(str(number)) for number in ended) == 1


def test_both_put_a_time_at_once_and_nobody_agrees_to_what_they_have_not_read(town: Town) -> None:
    introduction = town.answer(town.ask())
    sides = {side.end: side for side in fresh(introduction).sides.all()}
    at_once(
        lambda: actions.put_meeting(
            side=sides["ASKING"],
            meet_at=town.at + 9 * DAY,
            meet_where="The park",
            by=town.cast.amina,
            at=town.at + 2 * DAY,
        ),
        lambda: actions.put_meeting(
            side=sides["ASKED"],
            meet_at=town.at + 8 * DAY,
            meet_where="The café",
            by=town.cast.idris,
            at=town.at + 2 * DAY,
        ),
    )
    with pytest.raises(NotAllowed):
        actions.agree_meeting(
            side=sides["ASKING"],
            seen=introduction.changed_at,
            by=town.cast.amina,
            at=town.at + 3 * DAY,
        )
    assert fresh(introduction).state == State.BOTH_YES
