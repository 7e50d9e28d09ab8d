"""Every clock of this room while someone takes a break. The table: docs/explanation/pausing.md."""

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.circles.models import Role
from smallplaces.ground.offers import actions, emails, queries, rules
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Pause, Person

from .conftest import DAY, State, Town, asked, asking, fresh, let_hana_help


def pause(town: Town, person: Person, *, thing: str = "", days: float) -> Pause:
    return people.begin_pause(person=person, thing=thing, by=person, at=town.at + days * DAY)


def come_back(town: Town, rest: Pause, *, days: float) -> None:
    people.end_pause(pause=rest, by=rest.person, at=town.at + days * DAY)


def expire(town: Town, *, days: float) -> int:
    return actions.expire_introductions(by=town.cast.the_house, at=town.at + days * DAY)


def stage(town: Town, introduction: Introduction, *, days: float) -> Introduction.State:
    return queries.stage_at(fresh(introduction), at=town.at + days * DAY)


def seen_by_asker(town: Town, introduction: Introduction, *, days: float) -> object:
    introduction = fresh(introduction)
    return queries.introduction_seen(
        introduction, reader=town.cast.amina, side=asking(introduction), at=town.at + days * DAY
    )


@pytest.mark.parametrize("who", ["amina", "idris"])
def test_once_both_said_yes_the_clock_rests_and_goes_on(town: Town, who: str) -> None:
    introduction = town.answer(town.ask())
    due = introduction.expires_at
    rest = pause(town, getattr(town.cast, who), days=11)
    assert expire(town, days=300) == 0
    assert stage(town, introduction, days=300) == State.BOTH_YES
    come_back(town, rest, days=311)
    assert fresh(introduction).expires_at == due + 300 * DAY
    assert stage(town, introduction, days=312) == State.BOTH_YES
    assert expire(town, days=362) == 1


def test_two_breaks_at_once_count_once(town: Town) -> None:
    introduction = town.answer(town.ask())
    due = introduction.expires_at
    hers = pause(town, town.cast.amina, days=5)
    his = pause(town, town.cast.idris, days=7)
    this = pause(town, town.cast.amina, thing=queries.thing_of(introduction), days=8)
    for number, rest in enumerate((hers, his, this)):
        assert fresh(introduction).rests_since is not None
        come_back(town, rest, days=15 + number)
    assert fresh(introduction).expires_at == due + 12 * DAY


def test_pausing_one_introduction_leaves_the_others(town: Town) -> None:
    one = town.answer(town.ask())
    pause(town, town.cast.amina, thing="offers.introduction:other", days=2)
    assert fresh(one).rests_since is None


def test_both_yes_during_a_break_begins_at_rest(town: Town) -> None:
    introduction = town.ask()
    rest = pause(town, town.cast.amina, days=1)
    town.answer(introduction, at=town.at + 2 * DAY)
    assert expire(town, days=200) == 0
    come_back(town, rest, days=200)
    assert fresh(introduction).expires_at == town.at + 200 * DAY + rules.MEET_WITHIN


def test_the_days_to_say_how_it_was_wait_too(town: Town) -> None:
    introduction = town.meet(town.answer(town.ask()))
    rest = pause(town, town.cast.idris, days=4)
    assert stage(town, introduction, days=90) == State.MEETING
    come_back(town, rest, days=90)
    said = actions.say_how_it_was(
        side=asked(introduction), how="GOOD", by=town.cast.idris, at=town.at + 91 * DAY
    )
    assert asked(said).how_was_it == "GOOD"


def test_a_meeting_put_while_the_other_takes_a_break_waits(town: Town) -> None:
    introduction = town.answer(town.ask())
    rest = pause(town, town.cast.idris, days=2)
    actions.put_meeting(
        side=asking(introduction),
        meet_at=town.at + 9 * DAY,
        meet_where="The library",
        by=town.cast.amina,
        at=town.at + 5 * DAY,
    )
    come_back(town, rest, days=100)
    assert fresh(introduction).expires_at == town.at + 100 * DAY + rules.MEET_WITHIN


def test_what_someone_asked_for_me_waits_for_my_own_yes(town: Town) -> None:
    let_hana_help(town)
    introduction = town.ask(by=town.cast.hana)
    rest = pause(town, town.cast.amina, days=1)
    assert expire(town, days=100) == 0
    come_back(town, rest, days=100)
    assert fresh(introduction).expires_at == town.at + 99 * DAY + rules.ANSWER_WITHIN


def test_what_ran_out_before_the_break_is_not_brought_back(town: Town) -> None:
    introduction = town.answer(town.ask())
    pause(town, town.cast.amina, days=100)
    assert stage(town, introduction, days=100) == State.EXPIRED
    assert expire(town, days=100) == 1


# Where silence is the rule


@pytest.mark.parametrize("answer", ["", Side.Answer.NO, Side.Answer.NOT_NOW])
def test_a_break_of_the_one_who_is_asked_looks_like_silence(
    town: Town, answer: str, django_capture_on_commit_callbacks: Capture
) -> None:
    """Field by field, on every day, in every letter: as if there were no break."""
    introduction = town.ask()
    if answer:
        town.answer(introduction, answer)
    days = (2, 10, 20, 20.9, 21, 30)
    silent = [seen_by_asker(town, introduction, days=day) for day in days]
    rest = pause(town, town.cast.idris, days=1.5)
    assert [seen_by_asker(town, introduction, days=day) for day in days] == silent
    with django_capture_on_commit_callbacks(execute=True):
        assert expire(town, days=21) == 1
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    assert emails.TIME_RAN_OUT.words in str(mail.outbox[0].body)
    come_back(town, rest, days=25)
    assert fresh(introduction).state == State.EXPIRED


@pytest.mark.parametrize("answer", ["", Side.Answer.NO, Side.Answer.NOT_NOW])
def test_asking_again_says_the_same_whether_or_not_there_was_a_break(
    town: Town, answer: str
) -> None:
    introduction = town.ask()
    if answer:
        town.answer(introduction, answer)
    pause(town, town.cast.idris, days=1.5)
    with pytest.raises(NotAllowed, match="You asked about this before"):
        town.ask(listing=None, offer=town.offer, at=town.at + 22 * DAY)


def test_after_a_break_one_can_still_say_yes(town: Town) -> None:
    introduction = town.ask()
    rest = pause(town, town.cast.idris, days=1)
    expire(town, days=22)
    come_back(town, rest, days=40)
    for day in (41, 42):
        afresh = actions.say_yes_after_a_break(
            side=asked(introduction), contact="Idris", by=town.cast.idris, at=town.at + day * DAY
        )
    assert Introduction.objects.count() == 2
    assert stage(town, afresh, days=43) == State.ASKED
    assert not queries.introduction_seen(
        afresh, reader=town.cast.amina, side=asking(afresh), at=town.at + 43 * DAY
    ).their_name
    both = actions.answer_introduction(
        side=asking(afresh),
        answer="YES",
        contact="Amina",
        by=town.cast.amina,
        at=town.at + 44 * DAY,
    )
    assert both.state == State.BOTH_YES
    assert both.expires_at == town.at + 44 * DAY + rules.MEET_WITHIN


@pytest.mark.parametrize("answer", ["", Side.Answer.NO, Side.Answer.NOT_NOW])
def test_what_is_asked_afresh_gives_no_answer_away_either(town: Town, answer: str) -> None:
    introduction = town.ask()
    rest = pause(town, town.cast.idris, days=1)
    come_back(town, rest, days=22)
    afresh = actions.say_yes_after_a_break(
        side=asked(introduction), by=town.cast.idris, at=town.at + 23 * DAY
    )
    before = seen_by_idris(town, afresh)
    if answer:
        actions.answer_introduction(
            side=asking(afresh), answer=answer, by=town.cast.amina, at=town.at + 24 * DAY
        )
    assert seen_by_idris(town, afresh) == before


def seen_by_idris(town: Town, introduction: Introduction) -> object:
    visible = queries.introductions_visible_to(town.cast.idris, at=town.at + 25 * DAY)
    row = visible.get(pk=introduction.pk)
    return queries.introduction_seen(
        row,
        reader=town.cast.idris,
        side=queries.side_of(row, Side.End.ASKED),
        at=town.at + 25 * DAY,
    )


@pytest.mark.parametrize(
    ("began", "ended", "said"),
    [(1, 40, 62), (22, 40, 41), (1, 20, 23)],
    ids=["later than three weeks", "began after it ran out", "was back in time"],
)
def test_nobody_says_yes_late_without_a_break(
    town: Town, began: int, ended: int, said: int
) -> None:
    introduction = town.ask()
    come_back(town, pause(town, town.cast.idris, days=began), days=ended)
    with pytest.raises(NotAllowed):
        actions.say_yes_after_a_break(
            side=asked(introduction), by=town.cast.idris, at=town.at + said * DAY
        )
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize("name", ["amina", "dev", "bryn"])
def test_nobody_else_says_yes_for_one_who_comes_back(town: Town, name: str) -> None:
    introduction = town.ask()
    come_back(town, pause(town, town.cast.idris, days=1), days=22)
    with pytest.raises(NotAllowed):
        actions.say_yes_after_a_break(
            side=asked(introduction), by=getattr(town.cast, name), at=town.at + 23 * DAY
        )


# Offers


def test_an_offer_rests_and_its_end_moves_by_as_much(town: Town) -> None:
    until = town.offer.until
    rest = pause(town, town.cast.idris, days=1)
    assert not queries.open_offers(at=town.at + 2 * DAY).filter(pk=town.offer.pk).exists()
    with pytest.raises(NotAllowed, match="not open at the moment"):
        town.ask(at=town.at + 2 * DAY)
    come_back(town, rest, days=31)
    town.offer.refresh_from_db()
    assert town.offer.until == until + 30 * DAY
    assert queries.open_offers(at=town.at + 31 * DAY).filter(pk=town.offer.pk).exists()


def test_one_offer_rests_through_a_break_from_everything(town: Town) -> None:
    until, thing = town.offer.until, f"offers.offer:{town.offer.code}"
    this = pause(town, town.cast.idris, thing=thing, days=1)
    everything = pause(town, town.cast.idris, days=2)
    come_back(town, everything, days=5)
    town.offer.refresh_from_db()
    assert town.offer.rests_since == town.at + DAY
    come_back(town, this, days=6)
    town.offer.refresh_from_db()
    assert town.offer.until == until + 5 * DAY
    town.offer.refresh_from_db(fields=["rests_since"])
    assert not town.offer.rests_since


def test_an_offer_that_had_run_out_is_not_brought_back(town: Town) -> None:
    until = town.offer.until
    rest = people.begin_pause(person=town.cast.idris, by=town.cast.idris, at=until)
    people.end_pause(pause=rest, by=town.cast.idris, at=until + 9 * DAY)
    town.offer.refresh_from_db()
    assert town.offer.until == until


# Letters and hats


def test_no_letter_comes_in_a_break(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    pause(town, town.cast.idris, thing="offers.wish:other", days=0)
    with django_capture_on_commit_callbacks(execute=True):
        introduction = town.ask()
    assert [letter.to for letter in mail.outbox] == [["idris@example.org"]]
    rest = pause(town, town.cast.amina, days=0.5)
    with django_capture_on_commit_callbacks(execute=True):
        town.answer(introduction)
    to = sorted(address for letter in mail.outbox[1:] for address in letter.to)
    assert to == ["cerys@example.org", "idris@example.org"], "who acts for her hears of it"
    come_back(town, rest, days=9)


def test_a_go_between_who_takes_a_break_is_not_chosen(town: Town) -> None:
    gwen, at = town.cast.gwen, town.at + DAY
    hat = Role.objects.get(person=gwen, kind=Role.Kind.GO_BETWEEN)
    rest = pause(town, gwen, thing=f"circles.role:{hat.code}", days=0)
    assert gwen not in queries.go_betweens(at=at)
    with pytest.raises(NotAllowed):
        town.ask(go_between=gwen, at=at)
    people.end_pause(pause=rest, by=gwen, at=at)
    assert gwen in queries.go_betweens(at=at)
    hat.refresh_from_db()
    assert hat.until - town.at < 366 * DAY, "the term of a hat is the circle's, and does not move"


def test_a_circle_rests_when_all_who_answer_for_it_do(town: Town) -> None:
    introduction = town.ask(listing=town.listing)
    town.answer(introduction, by=town.cast.efa)
    due = fresh(introduction).expires_at
    hat = Role.objects.get(person=town.cast.efa, kind=Role.Kind.KEEPER)
    rest = pause(town, town.cast.efa, thing=f"circles.role:{hat.code}", days=2)
    assert expire(town, days=200) == 0
    come_back(town, rest, days=200)
    assert fresh(introduction).expires_at == due + 198 * DAY
