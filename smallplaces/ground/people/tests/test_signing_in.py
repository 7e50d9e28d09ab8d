"""Opening the door by link or by card."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.actions.signing_in import CLEAR_LETTERS, LINK_LASTS, LOCK_LASTS
from smallplaces.ground.people.models import Account, CodeCard, SignInLink
from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head, recorded

AMINA = "amina@example.org"
SECOND = timedelta(seconds=1)


def a_link(cast: Cast) -> str:
    link = actions.make_sign_in_link(email=AMINA, at=cast.at)
    assert link is not None
    return link.token


def a_card(cast: Cast) -> actions.IssuedCard:
    return actions.issue_code_card(account=cast.amina.account, by=cast.amina, at=cast.at)


def test_an_account_is_opened_once_and_has_no_password(cast: Cast) -> None:
    again = actions.open_account(person=cast.amina, email="other@example.org", by=cast.amina, at=AT)
    assert again.email == AMINA
    assert not again.has_usable_password()
    assert len(recorded("people.account_opened", cast.amina)) == 1


def test_an_address_opens_one_door_whatever_its_letters(cast: Cast) -> None:
    megan = actions.add_person(name="Megan", at=cast.at)
    with pytest.raises(actions.EmailTaken):
        actions.open_account(person=megan, email=" AMINA@Example.org ", by=megan, at=cast.at)
    assert not Account.objects.filter(person=megan).exists()
    assert actions.open_account(person=megan, by=megan, at=cast.at).email is None


def test_nobody_makes_a_way_in_for_someone_else(cast: Cast) -> None:
    megan = actions.add_person(name="Megan", at=cast.at)
    with pytest.raises(NotAllowed):
        actions.open_account(person=megan, email="dev2@example.org", by=cast.dev, at=cast.at)
    assert not Account.objects.filter(person=megan).exists()
    actions.open_account(person=megan, by=cast.the_house, at=cast.at)


def test_a_link_opens_the_door_once(cast: Cast) -> None:
    token = a_link(cast)
    assert actions.use_sign_in_link(token=token, at=cast.at).person == cast.amina
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=token, at=cast.at)


def test_a_link_lasts_half_an_hour(cast: Cast) -> None:
    early, late = a_link(cast), a_link(cast)
    actions.use_sign_in_link(token=early, at=cast.at + LINK_LASTS - SECOND)
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=late, at=cast.at + LINK_LASTS)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 100_000])
def test_what_is_no_link_opens_nothing(cast: Cast, token: str) -> None:
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=token, at=cast.at)


def test_no_link_is_made_for_an_address_nobody_has(cast: Cast) -> None:
    assert actions.make_sign_in_link(email="nobody@example.org", at=cast.at) is None
    Account.objects.filter(person=cast.amina).update(is_active=False)
    assert actions.make_sign_in_link(email=AMINA, at=cast.at) is None
    assert not SignInLink.objects.exists()


def test_a_link_of_a_closed_account_opens_nothing(cast: Cast) -> None:
    token = a_link(cast)
    Account.objects.filter(person=cast.amina).update(is_active=False)
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=token, at=cast.at)


def test_only_hashes_are_kept(cast: Cast) -> None:
    token, card = a_link(cast), a_card(cast)
    assert token not in str(SignInLink.objects.values_list())
    assert card.code not in str(CodeCard.objects.values_list())
    assert set(card.number + card.code) <= set(CLEAR_LETTERS)


def test_a_card_opens_the_door_as_often_as_one_likes(cast: Cast) -> None:
    card = a_card(cast)
    spaced = f" {card.code[:5].lower()}-{card.code[5:]} "
    for code in (card.code, spaced):
        account = actions.use_code_card(number=card.number.lower(), code=code, at=cast.at)
        assert account.person == cast.amina


@pytest.mark.parametrize(("number", "code"), [("NOSUCH", "X"), ("", ""), ("ß😀", "\u202e")])
def test_no_card_and_a_wrong_code_say_the_same(cast: Cast, number: str, code: str) -> None:
    card = a_card(cast)
    for tried in (number, card.number):
        with pytest.raises(actions.CodeWrong):
            actions.use_code_card(number=tried, code=code, at=cast.at)


def test_five_wrong_tries_lock_the_card_for_a_while(cast: Cast) -> None:
    card = a_card(cast)
    for _ in range(5):
        with pytest.raises(actions.CodeWrong):
            actions.use_code_card(number=card.number, code="WRONG", at=cast.at)
    almost = cast.at + LOCK_LASTS - SECOND
    with pytest.raises(actions.CardLocked):
        actions.use_code_card(number=card.number, code=card.code, at=almost)
    opened = actions.use_code_card(number=card.number, code=card.code, at=cast.at + LOCK_LASTS)
    assert opened.person == cast.amina


def test_a_right_code_forgets_the_wrong_ones(cast: Cast) -> None:
    card = a_card(cast)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(actions.CodeWrong):
                actions.use_code_card(number=card.number, code="WRONG", at=cast.at)
        actions.use_code_card(number=card.number, code=card.code, at=cast.at)


def test_a_new_card_stops_the_old_one(cast: Cast) -> None:
    old, new = a_card(cast), a_card(cast)
    with pytest.raises(actions.CodeWrong):
        actions.use_code_card(number=old.number, code=old.code, at=cast.at)
    assert actions.use_code_card(number=new.number, code=new.code, at=cast.at)
    assert len(recorded("people.card_issued")) == 2


def test_a_card_that_was_lost_stops(cast: Cast) -> None:
    card = a_card(cast)
    for _ in range(2):
        actions.end_code_card(account=cast.amina.account, by=cast.amina, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        actions.use_code_card(number=card.number, code=card.code, at=cast.at)
    assert queries.card_of(cast.amina) is None
    assert len(recorded("people.card_ended")) == 1


@pytest.mark.parametrize("who", ["cerys", "dev", "gwen"])
def test_nobody_else_prints_or_stops_aminas_card(cast: Cast, who: str) -> None:
    card, by = a_card(cast), getattr(cast, who)
    with pytest.raises(NotAllowed):
        actions.issue_code_card(account=cast.amina.account, by=by, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.end_code_card(account=cast.amina.account, by=by, at=cast.at)
    assert actions.use_code_card(number=card.number, code=card.code, at=cast.at)


def test_someone_with_a_mandate_prints_a_card(cast: Cast) -> None:
    card = actions.issue_code_card(
        account=cast.amina.account, has_mandate=True, by=cast.gwen, at=cast.at
    )
    assert actions.use_code_card(number=card.number, code=card.code, at=cast.at)


@pytest.mark.django_db(transaction=True)
def test_two_who_use_one_link_at_once_do_not_both_come_in() -> None:
    put_down_the_head()
    token = a_link(build_cast(at=AT))
    gate, outcomes = threading.Barrier(4), list[str]()

    def use() -> None:
        gate.wait(timeout=20)
        try:
            outcomes.append(actions.use_sign_in_link(token=token, at=AT).person.name)
        except actions.LinkNotUsable:
            outcomes.append("too late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["Amina", "too late", "too late", "too late"]


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_at_once_are_all_counted() -> None:
    put_down_the_head()
    card = a_card(build_cast(at=AT))

    def try_it() -> None:
        try:
            actions.use_code_card(number=card.number, code="WRONG", at=AT)
        except actions.CodeWrong:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with pytest.raises(actions.CardLocked):
        actions.use_code_card(number=card.number, code=card.code, at=AT)
