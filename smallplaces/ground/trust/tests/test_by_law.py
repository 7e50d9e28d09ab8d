"""Acting for someone because a paper of the law says so."""

from datetime import date, timedelta
from typing import Any

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions, queries, rules
from smallplaces.ground.people.models import LegalPaper, Supporter
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust.rules import check_can_write
from tests.cast import AT, Cast
from tests.log import recorded

Ground, Kind = Supporter.Ground, LegalPaper.Kind
TODAY, DAY = AT.date(), timedelta(days=1)
GOOD = {
    Ground.AUTHORISED: (Kind.AUTHORISATION, None, [Shelf.MONEY, Shelf.PLAN]),
    Ground.ATTORNEY: (Kind.LPA_HEALTH, None, [Shelf.PLAN, Shelf.CRISIS]),
    Ground.DEPUTY: (Kind.ORDER_MONEY, TODAY + 90 * DAY, [Shelf.MONEY]),
    Ground.PARENT: (Kind.BIRTH, TODAY + 400 * DAY, [Shelf.PLAN, Shelf.WORDS]),
}


@pytest.fixture
def hana_sees_papers(cast: Cast) -> Cast:
    """Return the cast with Hana, who works here, given leave to look at papers."""
    trust.give_mandate(
        holder=cast.hana, verb="people.begin_by_law", over=None, because="She looks at papers.",
        until=AT + 365 * DAY, by=cast.the_house, at=AT,
    )  # fmt: skip
    return cast


def begin(cast: Cast, ground: str, **changed: Any) -> Supporter:
    """Have Hana begin that Idris acts for Bryn on `ground`, with a paper that is good."""
    kind, until_on, shelves = GOOD[Ground(ground)]
    paper: dict[str, Any] = {
        "kind": kind,
        "from_on": TODAY - DAY,
        "until_on": until_on,
        "number": "7001",
    }
    asked: dict[str, Any] = {
        "shelves": shelves,
        "writes": shelves[:1],
        "by": cast.hana,
        "at": AT,
        **changed,
    }
    paper |= {name: asked.pop(name) for name in list(paper) if name in asked}
    return actions.begin_by_law(
        person=cast.bryn, supporter=cast.idris, ground=ground, paper=actions.Paper(**paper), **asked
    )


@pytest.mark.parametrize("ground", GOOD)
def test_a_good_paper_lets_someone_act_once_they_say_yes(
    hana_sees_papers: Cast, ground: str
) -> None:
    cast = hana_sees_papers
    support = begin(cast, ground)
    assert queries.supporting(cast.bryn, cast.idris, at=AT) is None
    actions.accept_to_support(supporter=support, by=cast.idris, at=AT)
    assert queries.supporting(cast.bryn, cast.idris, at=AT) == support
    assert (support.is_by_law, support.paper.seen_by, support.paper.number) == (
        True, cast.hana, "7001",
    )  # fmt: skip
    assert len(recorded("people.supporter_asked", cast.bryn)) == 1


@pytest.mark.parametrize("ground", GOOD)
def test_it_ends_with_its_paper_and_after_a_year_at_most(
    hana_sees_papers: Cast, ground: str
) -> None:
    support = begin(hana_sees_papers, ground)
    ends = GOOD[Ground(ground)][1]
    last = min(filter(None, (ends, TODAY + rules.LOOK_AGAIN_WITHIN)))
    assert support.until == rules.end_of(last)


def test_asking_again_while_it_stands_changes_nothing(hana_sees_papers: Cast) -> None:
    first = begin(hana_sees_papers, Ground.ATTORNEY)
    assert begin(hana_sees_papers, Ground.ATTORNEY, number="7002") == first
    assert LegalPaper.objects.get().number == "7001"


WRONG: dict[str, dict[str, Any]] = {
    "not good yet": {"from_on": TODAY + DAY},
    "run out": {"until_on": TODAY - DAY},
    "another paper": {"kind": Kind.BIRTH},
    "reaches too far": {"shelves": [Shelf.PLAN, Shelf.MONEY], "writes": []},
    "reaches nothing": {"shelves": [], "writes": []},
}


@pytest.mark.parametrize("which", WRONG)
def test_a_paper_that_is_not_good_lets_nobody_act(hana_sees_papers: Cast, which: str) -> None:
    with pytest.raises(NotAllowed):
        begin(hana_sees_papers, Ground.ATTORNEY, **WRONG[which])
    assert not Supporter.objects.filter(person=hana_sees_papers.bryn).exists()


@pytest.mark.parametrize("ground", [Ground.DEPUTY, Ground.PARENT])
def test_an_order_and_parenthood_say_when_they_end(hana_sees_papers: Cast, ground: str) -> None:
    with pytest.raises(NotAllowed, match="on which day it ends"):
        begin(hana_sees_papers, ground, until_on=None)


@pytest.mark.parametrize("ground", [Ground.ASKED, Ground.NOMINATED])
def test_a_persons_own_word_is_not_a_paper(hana_sees_papers: Cast, ground: str) -> None:
    with pytest.raises(NotAllowed):
        begin(hana_sees_papers, Ground.ATTORNEY, kind=Kind.LPA_MONEY)
    with pytest.raises(NotAllowed):
        rules.check_paper(ground, Kind.BIRTH, TODAY, None, [Shelf.PLAN], today=TODAY)


@pytest.mark.parametrize("ground", rules.PAPERS_OF)
def test_a_person_cannot_ask_for_what_only_the_law_gives(cast: Cast, ground: str) -> None:
    with pytest.raises(ValueError, match="Choose"):
        actions.ask_supporter(
            person=cast.bryn, supporter=cast.idris, ground=ground, shelves=[Shelf.PLAN],
            until=AT + DAY, by=cast.bryn, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["bryn", "idris", "gwen", "dev", "the_house"])
def test_only_someone_with_leave_and_neither_of_the_two_sees_the_paper(
    hana_sees_papers: Cast, who: str
) -> None:
    with pytest.raises(NotAllowed):
        begin(hana_sees_papers, Ground.ATTORNEY, by=getattr(hana_sees_papers, who))


def test_what_the_person_refused_stays_closed_by_law_too(hana_sees_papers: Cast) -> None:
    cast = hana_sees_papers
    trust.refuse_sight(person=cast.bryn, refused=cast.idris, shelf=Shelf.PLAN, by=cast.bryn, at=AT)
    with pytest.raises(NotAllowed):
        begin(cast, Ground.ATTORNEY)


def test_the_person_does_not_end_it_the_others_do(hana_sees_papers: Cast) -> None:
    cast = hana_sees_papers
    support = begin(cast, Ground.ATTORNEY)
    for person in (cast.bryn, cast.dev, cast.gwen):
        with pytest.raises(NotAllowed):
            actions.end_support(supporter=support, by=person, at=AT)
    actions.end_support(supporter=support, by=cast.hana, at=AT)
    assert Supporter.objects.get(pk=support.pk).ended_by == cast.hana
    again = begin(cast, Ground.ATTORNEY)
    actions.end_support(supporter=again, by=cast.idris, at=AT)
    assert Supporter.objects.get(pk=again.pk).ended_by == cast.idris


@pytest.mark.parametrize("shelf", list(Shelf))
def test_a_supporter_writes_only_where_the_leave_says_so(cast: Cast, shelf: Shelf) -> None:
    support = actions.ask_supporter(
        person=cast.bryn, supporter=cast.idris, shelves=[Shelf.PLAN, Shelf.WORDS],
        writes=[Shelf.WORDS, Shelf.CRISIS], until=AT + DAY, by=cast.bryn, at=AT,
    )  # fmt: skip
    assert support.writes == [Shelf.WORDS], "nobody changes what they may not see"
    actions.accept_to_support(supporter=support, by=cast.idris, at=AT)
    if shelf == Shelf.WORDS:
        check_can_write(cast.idris, cast.bryn, shelf, at=AT)
    else:
        with pytest.raises(NotAllowed):
            check_can_write(cast.idris, cast.bryn, shelf, at=AT)


def test_words_of_a_leave_say_shelf_by_shelf_what_it_is() -> None:
    support = Supporter(shelves=["plan", "words"], writes=["plan"])
    assert support.leaves == [
        "see and change your plan, your wishes and your steps",
        "see what you have said, in your own words",
    ]


def test_a_date_of_today_is_good(hana_sees_papers: Cast) -> None:
    assert begin(hana_sees_papers, Ground.DEPUTY, from_on=TODAY, until_on=TODAY)
    assert isinstance(TODAY, date)
