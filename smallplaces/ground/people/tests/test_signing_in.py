"""Opening the door by letter."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people import actions
from smallplaces.ground.people.actions.signing_in import CLEAR_LETTERS, LINK_LASTS
from smallplaces.ground.people.models import Account, CodeCard, SignInLink
from tests.cards import a_card
from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head, recorded

AMINA = "amina@example.org"
SECOND = timedelta(seconds=1)


def a_link(cast: Cast) -> str:
    link = actions.make_sign_in_link(email=AMINA, at=cast.at)
    assert link is not None
    return link.token


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
    token, card = a_link(cast), a_card(cast.amina, at=cast.at)
    assert token not in str(SignInLink.objects.values_list())
    assert card.code not in str(CodeCard.objects.values_list())
    assert set(card.number + card.code) <= set(CLEAR_LETTERS)


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
