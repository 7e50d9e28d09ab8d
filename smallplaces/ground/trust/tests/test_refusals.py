"""Whom a person never wants to see something: honoured by every sight, given before or after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import actions as circles
from smallplaces.ground.circles.models import Circle
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Record, Refusal, Sight
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast, client_of

DAY = timedelta(days=1)
SHELVES = (Shelf.PLAN, Shelf.PEOPLE)


def refuse(cast: Cast, whom: Party, shelf: Shelf | None = Shelf.PLAN, *, days: int = 0) -> Refusal:
    return actions.refuse_sight(
        person=cast.amina, refused=whom, shelf=shelf, by=cast.amina, at=cast.at + days * DAY
    )


def share(cast: Cast, whom: Party, shelf: Shelf = Shelf.PLAN, *, days: int = 0) -> Sight:
    return actions.share(
        person=cast.amina, viewer=whom, shelf=shelf, until=cast.at + 99 * DAY, by=cast.amina,
        at=cast.at + days * DAY,
    )  # fmt: skip


def sees(cast: Cast, who: Person, shelf: Shelf = Shelf.PLAN, *, days: int = 0) -> bool:
    return queries.may_see(who, cast.amina, shelf, at=cast.at + days * DAY)


def test_what_was_shared_ends_at_once_and_nothing_can_be_shared_after(cast: Cast) -> None:
    share(cast, cast.hana)
    share(cast, cast.hana, Shelf.PEOPLE)
    refuse(cast, cast.hana)
    assert not sees(cast, cast.hana)
    assert sees(cast, cast.hana, Shelf.PEOPLE)
    with pytest.raises(NotAllowed, match="may never see this"):
        share(cast, cast.hana)
    refuse(cast, cast.hana, None)
    assert not sees(cast, cast.hana, Shelf.PEOPLE)


def test_a_circle_opens_nothing_to_someone_who_is_refused(cast: Cast) -> None:
    refuse(cast, cast.bryn)
    share(cast, cast.anglers)
    assert sees(cast, cast.efa)
    assert not sees(cast, cast.bryn)
    assert queries.shared_with(cast.bryn, at=cast.at) == []


def test_refusing_a_circle_holds_for_everyone_in_it_as_long_as_they_are(cast: Cast) -> None:
    refuse(cast, cast.anglers, None)
    share(cast, cast.bryn)
    assert not sees(cast, cast.bryn)
    circles.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=cast.at + DAY)
    assert sees(cast, cast.bryn, days=2)


def test_undoing_it_shares_nothing_by_itself(cast: Cast) -> None:
    share(cast, cast.hana)
    refusal = refuse(cast, cast.hana)
    actions.end_refusal(refusal=refusal, by=cast.amina, at=cast.at + DAY)
    actions.end_refusal(refusal=refusal, by=cast.amina, at=cast.at + 2 * DAY)
    assert not sees(cast, cast.hana, days=3)
    share(cast, cast.hana, days=3)
    assert sees(cast, cast.hana, days=3)
    assert Record.objects.filter(event="trust.refusal_ended").count() == 1


def test_saying_it_twice_says_it_once(cast: Cast) -> None:
    assert refuse(cast, cast.hana) == refuse(cast, cast.hana, days=1)
    assert Record.objects.filter(event="trust.sight_refused").count() == 1


@pytest.mark.parametrize("who", ["cerys", "bryn", "dev"])
def test_nobody_says_it_for_them_nor_undoes_it(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    with pytest.raises(NotAllowed):
        actions.refuse_sight(person=cast.amina, refused=cast.hana, shelf=None, by=by, at=cast.at)
    refusal = refuse(cast, cast.hana)
    with pytest.raises(NotAllowed):
        actions.end_refusal(refusal=refusal, by=by, at=cast.at)
    refusal.refresh_from_db()
    assert refusal.ended_at is None


def test_whoever_acts_for_them_is_ended_first_and_cannot_be_asked_after(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="They act for you"):
        refuse(cast, cast.cerys)
    refuse(cast, cast.hana)
    ask: Callable[[Shelf], object] = lambda shelf: people.ask_supporter(  # noqa: E731
        person=cast.amina, supporter=cast.hana, shelves=[shelf],
        until=cast.at + DAY, by=cast.amina, at=cast.at,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="may never see this"):
        ask(Shelf.PLAN)
    ask(Shelf.PEOPLE)


def test_nobody_refused_opens_it_in_need(cast: Cast) -> None:
    actions.give_mandate(
        holder=cast.gwen, verb=queries.OPENS, over=None, because="We agreed.",
        until=cast.at + DAY, by=cast.the_house, at=cast.at,
    )  # fmt: skip
    refuse(cast, cast.gwen)
    with pytest.raises(NotAllowed, match="you may never open this"):
        actions.break_glass(
            person=cast.amina, shelf=Shelf.PLAN, because="I hear her call", by=cast.gwen, at=cast.at
        )


def test_nobody_refuses_themselves(cast: Cast) -> None:
    with pytest.raises(ValueError, match="themselves"):
        refuse(cast, cast.amina)
    refusal = refuse(cast, cast.hana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refusal.objects.filter(pk=refusal.pk).update(refused=cast.amina)


@dataclass
class Told:
    """What happened so far, kept in plain Python: the rule, said a second time."""

    members: dict[str, set[str]] = field(default_factory=dict)
    shared: set[tuple[str, Shelf]] = field(default_factory=set)
    refused: set[tuple[str, Shelf | None]] = field(default_factory=set)

    def sees(self, viewer: str, shelf: Shelf) -> bool:
        """Say whether `viewer` sees `shelf` of Amina."""
        selves = {viewer} | {circle for circle, who in self.members.items() if viewer in who}
        never = any((each, what) in self.refused for each in selves for what in (shelf, None))
        return not never and any((each, shelf) in self.shared for each in selves)


PEOPLE, CIRCLES = ("bryn", "dev", "hana"), ("one", "two")
ANYONE, ONE, ONE_OR_ALL = (
    st.sampled_from(PEOPLE + CIRCLES),
    st.sampled_from(SHELVES),
    st.sampled_from((*SHELVES, None)),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("share", "take_back")), ANYONE, ONE),
        st.tuples(st.sampled_from(("refuse", "undo")), ANYONE, ONE_OR_ALL),
        st.tuples(
            st.sampled_from(("join", "leave")), st.sampled_from(PEOPLE), st.sampled_from(CIRCLES)
        ),
    ),
    max_size=14,
)


def do(cast: Cast, rings: dict[str, Circle], told: Told, step: tuple[str, str, object]) -> None:
    """Do one step by our own actions, and tell it to `told`."""
    verb, who, what = step
    party: Party = rings[who] if who in rings else getattr(cast, who)
    if verb == "share":
        assert isinstance(what, Shelf)
        try:
            share(cast, party, what)
        except NotAllowed:
            assert {(who, what), (who, None)} & told.refused
        else:
            told.shared.add((who, what))
    elif verb == "take_back":
        for sight in Sight.objects.filter(viewer=party.pk, shelf=str(what), kind="SHARED"):
            actions.take_back(sight=sight, by=cast.amina, at=cast.at)
        told.shared.discard((who, what))
    elif verb == "refuse":
        refuse(cast, party, what)  # type: ignore[arg-type]
        told.refused.add((who, what))  # type: ignore[arg-type]
        told.shared -= {(who, shelf) for shelf in SHELVES if what in (shelf, None)}
    elif verb == "undo":
        for refusal in queries.refusals_of(cast.amina).filter(
            refused=party.pk, shelf=str(what or "")
        ):
            actions.end_refusal(refusal=refusal, by=cast.amina, at=cast.at)
        told.refused.discard((who, what))
    else:
        ring, person = rings[str(what)], getattr(cast, who)
        if verb == "join":
            circles.join_circle(circle=ring, person=person, by=cast.gwen, at=cast.at)
            told.members[str(what)].add(who)
        elif who in told.members[str(what)]:
            circles.leave_circle(circle=ring, person=person, by=person, at=cast.at)
            told.members[str(what)].discard(who)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_every_form_of_the_rule_says_the_same(
    cast: Cast, steps: list[tuple[str, str, object]]
) -> None:
    circles.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=cast.at)
    with transaction.atomic():
        rings = {
            name: circles.form_circle(name=name, aim="Meet", place=None, by=cast.gwen, at=cast.at)
            for name in CIRCLES
        }
        told = Told({name: set() for name in CIRCLES})
        for step in steps:
            do(cast, rings, told, step)
        for viewer in PEOPLE:
            person = getattr(cast, viewer)
            listed = {
                one.sight.shelf
                for one in queries.shared_with(person, at=cast.at)
                if one.sight.subject == cast.amina
            }
            for shelf in SHELVES:
                expected = told.sees(viewer, shelf)
                seen = queries.people_visible_to(person, at=cast.at, shelf=shelf)
                assert queries.may_see(person, cast.amina, shelf, at=cast.at) is expected
                assert seen.filter(pk=cast.amina.pk).exists() is expected
                assert (shelf in listed) is expected
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_sharing_and_refusing_at_once_never_leaves_it_seen() -> None:
    put_down_the_head()
    cast = build_cast(at=AT)
    at_once(lambda: share(cast, cast.hana), lambda: refuse(cast, cast.hana))
    assert Refusal.objects.filter(ended_at=None).count() == 1
    assert not sees(cast, cast.hana)


@pytest.fixture
def today(db: None) -> Cast:
    """Return the cast as they are today: pages read the clock."""
    return build_cast(at=datetime.now(UTC) - DAY)


def test_amina_says_never_and_undoes_it_by_plain_forms(today: Cast) -> None:
    amina = client_of(today.amina)
    people.add_tie(
        person=today.amina, name="Hana", closeness=3, party=today.hana, by=today.amina, at=today.at
    )
    share(today, today.hana)
    page = amina.get("/my/sharing/never/").content.decode()
    assert "They are not told." in page
    assert amina.post("/my/sharing/never/", {"shelf": ""}).status_code == 200  # it asks who
    answers = {"who": str(today.hana.code), "shelf": ""}
    assert amina.post("/my/sharing/never/", answers)["Location"] == "/my/sharing/"
    assert "may never see anything of yours" in amina.get("/my/sharing/").content.decode()
    hana = client_of(today.hana).get("/my/sharing/").content.decode()
    assert "Amina" not in hana
    again = {"who": str(today.hana.code), "shelves": ["plan"], "until_day": 1, "until_month": 1}
    when = datetime.now(UTC) + 30 * DAY
    again |= {"until_day": when.day, "until_month": when.month, "until_year": when.year}
    assert (
        "You said that they may never see this."
        in amina.post("/my/sharing/new/", again).content.decode()
    )
    code = Refusal.objects.get().code
    assert client_of(today.dev).post(f"/my/sharing/never/{code}/end/").status_code == 404
    amina.post(f"/my/sharing/never/{code}/end/")
    assert "may never see anything of yours" not in amina.get("/my/sharing/").content.decode()
