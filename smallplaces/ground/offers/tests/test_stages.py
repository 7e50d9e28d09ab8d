"""The stages of an introduction, as one table: drawn, guarded, and tried in every state."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.stages import IllegalMove
from smallplaces.ground.offers import actions, queries, rules
from smallplaces.ground.offers.management.commands.draw_introductions import page
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.trust.models import Record

from .conftest import DAY, State, Town, asked, asking, fresh

ROOT = Path(__file__).resolve().parents[4]
ALL = [(now, then) for now in State for then in State]
ILLEGAL = [(now, then) for now, then in ALL if then not in rules.STAGES.moves[now]]

# What each verb of the table does in a test, two days after the start, as whoever may do it.
DO: dict[str, Callable[[Town, Introduction], object]] = {
    "answer_introduction": lambda town, one: town.answer(one, at=town.at + 5 * DAY),
    "take_back_introduction": lambda town, one: actions.take_back_introduction(
        introduction=one, by=town.cast.amina, at=town.at + 5 * DAY
    ),
    "agree_meeting": lambda town, one: actions.agree_meeting(
        side=asked(one), seen=fresh(one).changed_at, by=town.cast.idris, at=town.at + 5 * DAY
    ),
    "put_meeting": lambda town, one: actions.put_meeting(
        side=asking(one),
        meet_at=town.at + 6 * DAY,
        meet_where="The café",
        by=town.cast.amina,
        at=town.at + 5 * DAY,
    ),
    "say_how_it_was": lambda town, one: actions.say_how_it_was(
        side=asking(one), how=Side.HowWasIt.GOOD, by=town.cast.amina, at=town.at + 5 * DAY
    ),
    "end_introduction": lambda town, one: actions.end_introduction(
        introduction=one, by=town.cast.amina, at=town.at + 5 * DAY
    ),
}
# Repeats that are harmless rather than refused, and what needs no move of its own.
HARMLESS = {
    ("answer_introduction", State.BOTH_YES),
    ("answer_introduction", State.MEETING),
    ("answer_introduction", State.MET),
    ("answer_introduction", State.ENDED),
    ("take_back_introduction", State.TAKEN_BACK),
    ("end_introduction", State.ENDED),
    ("agree_meeting", State.MEETING),
    ("put_meeting", State.BOTH_YES),
}


def test_the_drawing_in_the_documentation_is_up_to_date() -> None:
    drawn = (ROOT / "docs/reference/introductions.md").read_text()
    assert drawn == page(), "Run manage.py draw_introductions > docs/reference/introductions.md"


def test_what_counts_as_open_is_what_is_not_an_end() -> None:
    assert set(State) - rules.STAGES.ends == queries.OPEN


def test_every_verb_of_the_table_is_an_action() -> None:
    verbs = {verb for moves in rules.STAGES.moves.values() for verb in moves.values()}
    assert verbs <= set(actions.__all__)
    assert verbs == {*DO, "expire_introductions"}


def test_every_state_can_be_reached_from_the_start() -> None:
    reached = {rules.STAGES.start}
    for _ in State:
        reached |= {then for now in reached for then in rules.STAGES.moves[now]}
    assert reached == set(State)


@pytest.mark.parametrize(("now", "then"), ILLEGAL)
def test_a_move_that_is_not_in_the_table_is_illegal(now: State, then: State) -> None:
    with pytest.raises(IllegalMove):
        rules.STAGES.check(now, then)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", sorted(DO))
def test_a_verb_works_in_its_own_stage_and_changes_nothing_in_any_other(
    town: Town, verb: str, state: State
) -> None:
    introduction = town.in_state(state)
    before = _all_of(introduction)
    legal = verb in rules.STAGES.moves[state].values()
    if legal and (verb, state) != ("agree_meeting", State.BOTH_YES):  # nobody has put a time yet
        DO[verb](town, introduction)
        assert _all_of(introduction) != before
    elif (verb, state) == ("put_meeting", State.BOTH_YES):
        DO[verb](town, introduction)
        assert fresh(introduction).state == State.BOTH_YES
    elif (verb, state) in HARMLESS:
        records = Record.objects.count()
        DO[verb](town, introduction)
        assert (_all_of(introduction), Record.objects.count()) == (before, records)
    else:
        with pytest.raises(NotAllowed) as refused:
            DO[verb](town, introduction)
        assert refused.value.sentence.endswith(".")
        assert _all_of(introduction) == before


@pytest.mark.parametrize("state", sorted(queries.OPEN))
def test_every_open_stage_runs_out_by_itself(town: Town, state: State) -> None:
    introduction = town.in_state(state)
    long_after = town.at + 300 * DAY
    assert queries.stage_at(introduction, at=long_after) == State.EXPIRED
    assert actions.expire_introductions(by=town.cast.the_house, at=long_after) == 1
    assert fresh(introduction).state == State.EXPIRED
    assert actions.expire_introductions(by=town.cast.the_house, at=long_after) == 0


@pytest.mark.parametrize("state", sorted(rules.STAGES.ends))
def test_what_is_over_stays_as_it_is(town: Town, state: State) -> None:
    introduction = town.in_state(state)
    before = _all_of(introduction)
    assert actions.expire_introductions(by=town.cast.the_house, at=town.at + 300 * DAY) == 0
    assert _all_of(introduction) == before


def _all_of(introduction: Introduction) -> list[object]:
    row = Introduction.objects.filter(pk=introduction.pk).values().get()
    return [row, *Side.objects.filter(introduction=introduction).order_by("pk").values()]
