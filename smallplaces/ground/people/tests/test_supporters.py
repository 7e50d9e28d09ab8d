"""People who act for people: asked, accepted, ended."""

from datetime import datetime, timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import Person, Supporter
from tests.cast import Cast
from tests.log import recorded

DAY = timedelta(days=1)


def ask(
    cast: Cast,
    *,
    by: Person | None = None,
    until: datetime | None = None,
    at: datetime | None = None,
    supporter: Person | None = None,
) -> Supporter:
    """Have Bryn ask Idris to act for him with his plan, for a day."""
    return actions.ask_supporter(
        person=cast.bryn,
        supporter=supporter or cast.idris,
        shelves=[Shelf.PLAN, Shelf.MONEY],
        until=until or cast.at + DAY,
        by=by or cast.bryn,
        at=at or cast.at,
    )


def count(event: str, person: Person) -> int:
    return len(recorded(event, person))


def test_asking_waits_for_a_yes(cast: Cast) -> None:
    support = ask(cast)
    assert support.shelves == ["money", "plan"]
    assert queries.supporting(cast.bryn, cast.idris, at=cast.at) is None
    assert count("people.supporter_asked", cast.bryn) == 1
    actions.accept_to_support(supporter=support, by=cast.idris, at=cast.at)
    assert queries.supporting(cast.bryn, cast.idris, at=cast.at) == support
    assert [each.person for each in queries.supported_by(cast.idris, at=cast.at)] == [cast.bryn]


def test_asking_twice_asks_once(cast: Cast) -> None:
    assert ask(cast) == ask(cast)
    assert count("people.supporter_asked", cast.bryn) == 1


def test_someone_whose_support_has_run_out_can_be_asked_again(cast: Cast) -> None:
    first = ask(cast)
    actions.accept_to_support(supporter=first, by=cast.idris, at=cast.at)
    later = cast.at + 2 * DAY
    second = ask(cast, at=later, until=later + DAY)
    assert second != first
    assert second.accepted_at is None
    actions.accept_to_support(supporter=second, by=cast.idris, at=later)
    assert queries.supporting(cast.bryn, cast.idris, at=later) == second


@pytest.mark.parametrize("who", ["idris", "dev", "the_house"])
def test_only_bryn_asks_for_bryn(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(cast, by=getattr(cast, who))
    assert not Supporter.objects.filter(person=cast.bryn).exists()


def test_a_supporter_does_not_hand_it_on(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.ask_supporter(
            person=cast.amina,
            supporter=cast.dev,
            shelves=[Shelf.PLAN],
            writes=[Shelf.PLAN],
            until=cast.at + DAY,
            by=cast.cerys,
            at=cast.at,
        )


def test_an_end_that_has_passed_and_oneself_are_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="still to come"):
        ask(cast, until=cast.at)
    with pytest.raises(ValueError, match="someone else"):
        ask(cast, supporter=cast.bryn)
    assert not Supporter.objects.filter(person=cast.bryn).exists()


@pytest.mark.parametrize("who", ["bryn", "dev", "the_house"])
def test_only_the_one_who_was_asked_says_yes(cast: Cast, who: str) -> None:
    support = ask(cast)
    with pytest.raises(NotAllowed):
        actions.accept_to_support(supporter=support, by=getattr(cast, who), at=cast.at)
    support.refresh_from_db()
    assert support.accepted_at is None


def test_saying_yes_twice_says_it_once(cast: Cast) -> None:
    support = ask(cast)
    for minutes in (0, 5):
        at = cast.at + timedelta(minutes=minutes)
        support = actions.accept_to_support(supporter=support, by=cast.idris, at=at)
    assert support.accepted_at == cast.at
    assert count("people.supporter_accepted", cast.bryn) == 1


def test_a_yes_that_comes_too_late_is_not_one(cast: Cast) -> None:
    support = ask(cast)
    with pytest.raises(NotAllowed, match="has ended"):
        actions.accept_to_support(supporter=support, by=cast.idris, at=cast.at + DAY)
    actions.end_support(supporter=support, by=cast.bryn, at=cast.at)
    with pytest.raises(NotAllowed, match="has ended"):
        actions.accept_to_support(supporter=support, by=cast.idris, at=cast.at)


@pytest.mark.parametrize("who", ["bryn", "idris"])
def test_either_side_ends_it_at_once_and_once(cast: Cast, who: str) -> None:
    support = actions.accept_to_support(supporter=ask(cast), by=cast.idris, at=cast.at)
    for _ in range(2):
        actions.end_support(supporter=support, by=getattr(cast, who), at=cast.at)
    assert queries.supporting(cast.bryn, cast.idris, at=cast.at) is None
    assert count("people.support_ended", cast.bryn) == 1


@pytest.mark.parametrize("who", ["dev", "amina", "the_house"])
def test_nobody_else_ends_it(cast: Cast, who: str) -> None:
    support = ask(cast)
    with pytest.raises(NotAllowed):
        actions.end_support(supporter=support, by=getattr(cast, who), at=cast.at)
    support.refresh_from_db()
    assert support.ended_at is None


def test_it_runs_out_by_itself(cast: Cast) -> None:
    actions.accept_to_support(supporter=ask(cast), by=cast.idris, at=cast.at)
    almost = cast.at + DAY - timedelta(seconds=1)
    assert queries.supporting(cast.bryn, cast.idris, at=almost) is not None
    assert queries.supporting(cast.bryn, cast.idris, at=cast.at + DAY) is None
