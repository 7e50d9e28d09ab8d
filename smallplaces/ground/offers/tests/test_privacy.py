"""A private no, a "not now" and silence are one and the same to the other side."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.sealing import Broken
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions, queries, rules
from smallplaces.ground.offers.models import Introduction, Side, Suggestion
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries as trusted
from tests.cast import build_cast, client_of

from .conftest import DAY, State, Town, asked, asking, build_town, fresh, let_hana_help

ANSWERS: list[Callable[[Town, Introduction], object]] = [
    lambda town, one: None,
    lambda town, one: town.answer(one, Side.Answer.NOT_NOW),
    lambda town, one: town.answer(one, Side.Answer.NO),
    lambda town, one: (town.answer(one, Side.Answer.NOT_NOW), town.answer(one, Side.Answer.NO)),
]
NAMES = ["silence", "not now", "no", "not now and then no"]


def seen_by(
    reader: Person, introduction: Introduction, town: Town, after: timedelta
) -> queries.IntroductionSeen:
    """Return all that `reader` may read of it `after` the start."""
    at = town.at + after
    one = queries.introductions_visible_to(reader, at=at).get(pk=introduction.pk)
    side = queries.side_for(one, reader, answers=queries.answers_as(reader, at=at))
    return queries.introduction_seen(one, reader=reader, side=side, at=at)


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
@pytest.mark.parametrize("reader", ["amina", "gwen"])
@pytest.mark.parametrize("days", [2, 20, 21, 22])
def test_whatever_is_not_a_yes_makes_the_same_value(
    town: Town, answer: Callable[[Town, Introduction], object], reader: str, days: int
) -> None:
    who = getattr(town.cast, reader)
    introduction = town.ask(go_between=town.cast.gwen)
    before = Introduction.objects.filter(pk=introduction.pk).values().get()
    silent = seen_by(who, introduction, town, days * DAY)
    done = trusted.what_was_done(who)
    answer(town, introduction)
    assert seen_by(who, introduction, town, days * DAY) == silent
    assert Introduction.objects.filter(pk=introduction.pk).values().get() == before
    assert trusted.what_was_done(who) == done


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_it_ends_at_the_moment_that_was_set_when_it_was_asked(
    town: Town, answer: Callable[[Town, Introduction], object]
) -> None:
    introduction = town.ask()
    answer(town, introduction)
    just_before = introduction.expires_at - timedelta(microseconds=1)
    assert actions.expire_introductions(by=town.cast.the_house, at=just_before) == 0
    assert actions.expire_introductions(by=town.cast.the_house, at=introduction.expires_at) == 1
    over = fresh(introduction)
    assert (over.state, over.expires_at) == (State.EXPIRED, introduction.expires_at)
    assert over.expires_at == town.at + 21 * DAY


@pytest.mark.parametrize("answer", ANSWERS[1:3], ids=NAMES[1:3])
def test_the_pages_of_the_one_who_asked_are_the_same_to_the_letter(
    db: None,
    answer: Callable[[Town, Introduction], object],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    town = build_town(build_cast(at=timezone.now() - 2 * DAY))
    introduction = town.ask(go_between=town.cast.gwen)
    readers = [town.cast.amina, town.cast.gwen]
    silent = [pages_of(reader, introduction) for reader in readers]
    with django_capture_on_commit_callbacks(execute=True):
        answer(town, introduction)
    assert [pages_of(reader, introduction) for reader in readers] == silent
    assert mail.outbox == []
    Introduction.objects.filter(pk=introduction.pk).update(expires_at=timezone.now())
    over = [pages_of(reader, introduction) for reader in readers]
    Side.objects.filter(introduction=introduction, end=Side.End.ASKED).update(
        answer=Side.Answer.WAITING, answered_at=None, answered_by=None
    )
    assert [pages_of(reader, introduction) for reader in readers] == over


def pages_of(reader: Person, introduction: Introduction) -> list[str]:
    """Return every page that `reader` can open about it, without what differs at each visit."""
    client = client_of(reader)
    addresses = [
        reverse("list_introductions"),
        reverse("show_introduction", args=[introduction.code]),
        reverse("sharing"),
    ]
    pages = [client.get(address) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    return [
        re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
        for page in pages
    ]


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_asking_again_is_answered_alike_whatever_was_said(
    town: Town, answer: Callable[[Town, Introduction], object]
) -> None:
    introduction = town.ask()
    answer(town, introduction)
    actions.expire_introductions(by=town.cast.the_house, at=town.at + 22 * DAY)
    with pytest.raises(NotAllowed) as refused:
        town.ask(at=town.at + 100 * DAY)
    assert str(refused.value) == (
        "You asked about this before. You can ask again from 21 September 2026."
    )
    actions.renew_offer(offer=town.offer, by=town.cast.idris, at=town.at + 100 * DAY)
    again = town.ask(at=town.at + 204 * DAY)
    assert again != introduction
    assert again.expires_at == town.at + 225 * DAY


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_what_is_suggested_next_is_the_same_whatever_was_said(
    town: Town, answer: Callable[[Town, Introduction], object]
) -> None:
    other = actions.make_offer(
        giver=town.cast.idris,
        words="I can show people how to go fishing",
        by=town.cast.idris,
        at=town.at,
    )
    assert other in offers_suggested(town, 0 * DAY)
    introduction = town.ask()
    for days in (1, 23):
        assert offers_suggested(town, days * DAY) == []
    answer(town, introduction)
    for days in (2, 23):
        assert offers_suggested(town, days * DAY) == []


def offers_suggested(town: Town, after: timedelta) -> list[object]:
    found = actions.suggest_for(wish=town.wish, by=town.cast.amina, at=town.at + after)
    return [one.offer for one in found if one.offer]


def test_a_no_still_stands_when_they_ask_again_and_nobody_is_told(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    introduction = town.ask()
    town.answer(introduction, Side.Answer.NO)
    actions.expire_introductions(by=town.cast.the_house, at=town.at + 22 * DAY)
    later = town.at + 204 * DAY
    actions.renew_offer(offer=town.offer, by=town.cast.idris, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        again = town.ask(at=later)
    assert asked(again).answer == Side.Answer.NO
    assert mail.outbox == []
    silent = seen_by(town.cast.amina, again, town, 205 * DAY)
    town.answer(again, Side.Answer.YES, at=later + DAY)
    assert fresh(again).state == State.BOTH_YES
    assert seen_by(town.cast.amina, again, town, 206 * DAY) != silent


def test_contact_is_hidden_until_both_said_yes_and_after_it_ended(town: Town) -> None:
    introduction = town.ask()
    assert "07700" not in str(seen_by(town.cast.idris, introduction, town, DAY))
    assert "Amina" not in str(seen_by(town.cast.idris, introduction, town, DAY)).replace(
        "Amina, 07700", ""
    )
    town.answer(introduction)
    both = seen_by(town.cast.idris, introduction, town, 2 * DAY)
    assert both.their_contact == "Amina, 07700 900001"
    assert both.their_name == "Amina"
    actions.end_introduction(introduction=introduction, by=town.cast.amina, at=town.at + 2 * DAY)
    ended = seen_by(town.cast.idris, introduction, town, 3 * DAY)
    assert (ended.their_contact, ended.their_name) == ("", "")


def test_the_go_between_sees_an_answer_only_of_a_side_that_lets_them(town: Town) -> None:
    introduction = town.ask(go_between=town.cast.gwen)
    silent = seen_by(town.cast.gwen, introduction, town, 2 * DAY)
    assert silent.told == ()
    town.answer(introduction, Side.Answer.NOT_NOW, may_tell_go_between=True)
    told = seen_by(town.cast.gwen, introduction, town, 2 * DAY)
    assert [one.answer for one in told.told] == ["Not now"]
    assert replace(told, told=()) == silent
    assert "07700" not in str(told)
    town.answer(introduction, may_tell_go_between=True, at=town.at + 2 * DAY)
    assert "07700" not in str(seen_by(town.cast.gwen, introduction, town, 3 * DAY))


def test_someone_who_may_only_look_at_the_plan_sees_neither_answers_nor_contacts(
    town: Town,
) -> None:
    trust.share(
        person=town.cast.amina,
        viewer=town.cast.hana,
        shelf=Shelf.PLAN,
        until=town.at + 90 * DAY,
        by=town.cast.amina,
        at=town.at,
    )
    introduction = town.ask()
    town.answer(introduction)
    seen = seen_by(town.cast.hana, introduction, town, 2 * DAY)
    at = town.at + 2 * DAY
    one = queries.introductions_visible_to(town.cast.hana, at=at).get()
    hana = town.cast.hana
    assert queries.side_for(one, hana, answers=queries.answers_as(hana, at=at)) is None
    assert seen.part == queries.Part.LOOKING_ON
    assert "07700" not in str(seen)
    assert "Idris" not in str(seen)


def test_the_side_that_is_asked_hears_nothing_before_the_askers_own_yes(town: Town) -> None:
    let_hana_help(town)
    introduction = town.ask(by=town.cast.hana)
    at = town.at + DAY
    assert asking(introduction).answer == Side.Answer.WAITING
    for stranger in (town.cast.idris, town.cast.gwen, town.cast.dev):
        assert not queries.introductions_visible_to(stranger, at=at).exists()
    actions.answer_introduction(
        side=asking(introduction), answer=Side.Answer.YES, by=town.cast.amina, at=at
    )
    assert queries.introductions_visible_to(town.cast.idris, at=at).exists()
    assert fresh(introduction).expires_at == at + 21 * DAY


def test_the_log_says_that_someone_answered_only_to_themselves(town: Town) -> None:
    introduction = town.ask()
    town.answer(introduction, Side.Answer.NO)
    line = "answered an introduction"
    assert line in [one.what for one in trusted.what_was_done(town.cast.idris)]
    assert line not in [one.what for one in trusted.what_was_done(town.cast.amina)]
    said = str(list(trusted.records_about(town.cast.idris).values_list("details", flat=True)))
    assert "NO" not in said
    assert not Suggestion.objects.filter(offer__isnull=False).exists()


def test_who_speaks_for_whom_is_told_alike_from_both_ends(town: Town) -> None:
    cast, at = town.cast, town.at
    parties = [cast.amina, cast.bryn, cast.cerys, cast.efa, cast.anglers, cast.connectors]
    for actor in (cast.amina, cast.bryn, cast.cerys, cast.dev, cast.efa, cast.gwen):
        for party in Party.objects.filter(pk__in=[one.pk for one in parties]):
            speaks = party.pk in queries.speaks_as(actor, at=at)
            assert speaks == rules.speaks_for(actor, party, at=at), (actor, party)
            answers = party.pk in queries.answers_as(actor, at=at)
            assert answers == (actor in queries.who_answers_for(party, at=at)), (actor, party)


def test_how_to_reach_one_side_does_not_open_as_how_to_reach_the_other(town: Town) -> None:
    one = town.answer(town.ask(contact="Amina, 07700 900001"))
    sides = Side.objects.filter(introduction=one)
    token = sides.get(end=Side.End.ASKING).__dict__["contact"]
    sides.filter(end=Side.End.ASKED).update(contact=token)
    assert sides.get(end=Side.End.ASKING).contact == "Amina, 07700 900001"
    with pytest.raises(Broken):
        _ = sides.get(end=Side.End.ASKED).contact
