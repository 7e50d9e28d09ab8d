"""Both sides, a go-between and the clock do whatever they like; what must hold, holds."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.offers import actions, queries, rules
from smallplaces.ground.offers.models import Introduction, Side
from tests.cast import AT, build_cast

from .conftest import DAY, State, Town, build_town, fresh

SECRETS = {Side.End.ASKING: "asking-secret", Side.End.ASKED: "asked-secret"}
BOTH_SAID_YES = {State.BOTH_YES, State.MEETING, State.MET}
ENDS = st.sampled_from([Side.End.ASKING, Side.End.ASKED])
ANSWERS = st.sampled_from([Side.Answer.YES, Side.Answer.NOT_NOW, Side.Answer.NO])


class Acts(RuleBasedStateMachine):
    """Random acts on one introduction of Amina (helped by Hana) to Idris, through Gwen."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic: Any = transaction.atomic()
        self.atomic.__enter__()
        self.town: Town = build_town(build_cast(at=AT))
        self.now = AT
        self.one = self.town.ask(contact=SECRETS[Side.End.ASKING], go_between=self.town.cast.gwen)

    @initialize(state=st.sampled_from([State.ASKED, State.ASKED, State.BOTH_YES, State.MEETING]))
    def come_to(self, state: State) -> None:
        """Start anywhere that is open, so that the later stages are tried as often as the first."""
        if state != State.ASKED:
            self.town.answer(self.one, contact=SECRETS[Side.End.ASKED])
            self.now = AT + DAY
        if state == State.MEETING:
            self.town.meet(self.one)
            self.now = AT + 3 * DAY

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def who(self, end: str) -> Any:
        return self.town.cast.amina if end == Side.End.ASKING else self.town.cast.idris

    def side(self, end: str) -> Side:
        return queries.side_of(fresh(self.one), end)

    def attempt(self, act: Any) -> None:
        """Do it, or be refused and change nothing."""
        before = self.everything()
        was = queries.stage_at(fresh(self.one), at=self.now)
        try:
            act()
        except NotAllowed:
            assert self.everything() == before
        now = queries.stage_at(fresh(self.one), at=self.now)
        assert now == was or now in rules.STAGES.moves[was]

    def everything(self) -> list[Any]:
        rows = Introduction.objects.filter(pk=self.one.pk).values()
        return [*rows, *Side.objects.filter(introduction=self.one).order_by("pk").values()]

    @rule(end=ENDS, answer=ANSWERS)
    def answer(self, end: str, answer: str) -> None:
        row = Introduction.objects.filter(pk=self.one.pk).values().get()
        self.attempt(
            lambda: actions.answer_introduction(
                side=self.side(end),
                answer=answer,
                contact=SECRETS[Side.End(end)],
                by=self.who(end),
                at=self.now,
            )
        )
        if answer != Side.Answer.YES:
            assert Introduction.objects.filter(pk=self.one.pk).values().get() == row

    @rule(end=ENDS, days=st.integers(-1, 70))
    def put(self, end: str, days: int) -> None:
        self.attempt(
            lambda: actions.put_meeting(
                side=self.side(end),
                meet_at=self.now + days * DAY,
                meet_where="Here",
                by=self.who(end),
                at=self.now,
            )
        )

    @rule(end=ENDS)
    def agree(self, end: str) -> None:
        self.attempt(
            lambda: actions.agree_meeting(
                side=self.side(end), seen=fresh(self.one).changed_at, by=self.who(end), at=self.now
            )
        )

    @rule(end=ENDS, how=st.sampled_from(list(Side.HowWasIt)))
    def say(self, end: str, how: str) -> None:
        self.attempt(
            lambda: actions.say_how_it_was(
                side=self.side(end),
                how=how,
                words=f"said-{SECRETS[Side.End(end)]}",
                by=self.who(end),
                at=self.now,
            )
        )

    @rule(end=ENDS)
    def take_back(self, end: str) -> None:
        self.attempt(
            lambda: actions.take_back_introduction(
                introduction=self.one, by=self.who(end), at=self.now
            )
        )

    @precondition(lambda self: self.now > AT + 9 * DAY)
    @rule(end=ENDS)
    def end_it(self, end: str) -> None:
        self.attempt(
            lambda: actions.end_introduction(introduction=self.one, by=self.who(end), at=self.now)
        )

    @rule()
    def a_stranger_tries(self) -> None:
        before = self.everything()
        for end in Side.End:
            try:
                actions.answer_introduction(
                    side=self.side(end), answer=Side.Answer.YES, by=self.town.cast.dev, at=self.now
                )
            except NotAllowed:
                continue
            raise AssertionError("A stranger answered.")
        assert self.everything() == before

    @rule(hours=st.integers(1, 24 * 20))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_house_goes_round(self) -> None:
        if self.now < AT + 360 * DAY:
            actions.expire_introductions(by=self.town.cast.the_house, at=self.now)
            assert not queries.due_to_expire(at=self.now).exists()

    @invariant()
    def contact_and_names_are_hidden_until_both_said_yes(self) -> None:
        both = all(side.answer == Side.Answer.YES for side in fresh(self.one).sides.all())
        stage = queries.stage_at(fresh(self.one), at=self.now)
        assert both or stage not in BOTH_SAID_YES
        for end, other in (("ASKING", "ASKED"), ("ASKED", "ASKING")):
            read = self.read_by(end)
            if not both or stage not in BOTH_SAID_YES:
                assert SECRETS[Side.End(other)] not in str(read.their_contact)
                assert read.their_name == ""
        assert not any(secret in str(self.read_by("GO_BETWEEN")) for secret in SECRETS.values())

    @invariant()
    def how_it_was_stays_hidden_until_both_said_or_two_weeks_passed(self) -> None:
        one = fresh(self.one)
        said = queries.how_it_was_said(one)
        for end in Side.End:
            if self.read_by(end).theirs is not None:
                assert len(said) == 2 or (one.meet_at and self.now >= one.meet_at + 14 * DAY)

    @invariant()
    def nobody_waits_for_ever(self) -> None:
        one = fresh(self.one)
        stage = queries.stage_at(one, at=self.now)
        assert stage in rules.STAGES.ends or self.now < one.expires_at <= self.now + 75 * DAY

    @invariant()
    def strangers_know_nothing_of_it(self) -> None:
        assert not queries.introductions_visible_to(self.town.cast.dev, at=self.now).exists()

    def read_by(self, end: str) -> queries.IntroductionSeen:
        reader = self.town.cast.gwen if end == "GO_BETWEEN" else self.who(end)
        side = None if end == "GO_BETWEEN" else self.side(end)
        return queries.introduction_seen(fresh(self.one), reader=reader, side=side, at=self.now)


class TestActs(TestCase):
    """Each example builds its own town and rolls it back."""

    def test_whatever_both_sides_and_the_clock_do_what_must_hold_holds(self) -> None:
        run_state_machine_as_test(
            Acts,
            settings=settings(
                max_examples=20,
                stateful_step_count=20,
                deadline=None,
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
