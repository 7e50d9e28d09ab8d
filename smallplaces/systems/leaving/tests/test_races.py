"""Being forgotten and changing one's mind at the same moment, each with a connection of its own."""

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.holdings import NAMELESS
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Forgetting, Person, Tie
from smallplaces.ground.trust import queries
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Mandate
from smallplaces.systems.leaving import actions
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast
from tests.log import recorded

from .test_forgetting import WAIT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db: None) -> Cast:
    put_down_the_head()
    cast = build_cast(at=AT)
    people.add_tie(person=cast.amina, name="Mum", by=cast.amina, at=AT)
    return cast


def ask(cast: Cast) -> Forgetting:
    return actions.ask_to_be_forgotten(person=cast.amina, hide=True, by=cast.amina, at=AT)


def test_asking_by_two_browsers_at_once_is_asking_once(here: Cast) -> None:
    asked = at_once(*[lambda: ask(here)] * 4)
    assert {one.pk for one in asked if isinstance(one, Forgetting)} == {Forgetting.objects.get().pk}
    assert Mandate.objects.filter(verb="people.forget", ended_at=None).count() == 1


def test_two_rounds_at_once_forget_once(here: Cast) -> None:
    ask(here)
    done = at_once(*[lambda: people.forget_people(by=here.the_house, at=AT + WAIT)] * 3)
    assert sorted(str(one) for one in done) == ["0", "0", "1"]
    assert len(recorded("people.forgotten")) == 1
    assert queries.find_broken_chain() is None


def test_changing_ones_mind_as_the_round_runs_keeps_all_or_comes_too_late(here: Cast) -> None:
    forgetting = ask(here)
    stayed, forgotten = at_once(
        lambda: actions.stay(forgetting=forgetting, by=here.amina, at=AT + WAIT),
        lambda: people.forget_people(by=here.the_house, at=AT + WAIT),
    )
    amina = Person.objects.get(pk=here.amina.pk)
    if isinstance(stayed, NotAllowed):
        assert (forgotten, amina.name, Tie.objects.count()) == (1, NAMELESS, 0)
    else:
        assert isinstance(stayed, Forgetting)
        assert (forgotten, amina.name, Tie.objects.count()) == (0, "Amina", 1)
        assert amina.left_at is None
    assert queries.find_broken_chain() is None


def test_writing_while_the_round_runs_leaves_nothing_behind(here: Cast) -> None:
    """Whatever was written in the same moment is forgotten too, or was not written."""
    ask(here)
    results = at_once(
        lambda: people.forget_people(by=here.the_house, at=AT + WAIT),
        *[
            lambda: people.begin_pause(person=here.amina, by=here.amina, at=AT + WAIT),
            lambda: people.ask_to_be_forgotten(
                person=here.amina, due_at=AT + WAIT * 2, by=here.amina, at=AT + WAIT
            ),
        ],
    )
    if results[0] == 1:
        assert not Person.objects.get(pk=here.amina.pk).pauses.exists()
    else:
        assert Forgetting.objects.get().rests_since is not None
    assert Forgetting.objects.count() == 1
    assert queries.find_broken_chain() is None
