"""The printed card: a number, a code, and a picture that is not on it."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.actions.cards import LOCK_LASTS, MOST_DEVICES
from smallplaces.ground.people.models import CardDevice
from tests.cards import a_card, try_card
from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head, recorded

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def test_a_card_opens_the_door_as_often_as_one_likes(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    spaced = f" {card.code[:5].lower()}-{card.code[5:]} "
    for code in (card.code, spaced):
        account = try_card(card, number=card.number.lower(), code=code, at=cast.at)
        assert account.person == cast.amina


@pytest.mark.parametrize(("number", "code"), [("NOSUCH", "X"), ("", ""), ("ß😀", "\u202e")])
def test_no_card_and_a_wrong_code_say_the_same(cast: Cast, number: str, code: str) -> None:
    card = a_card(cast.amina, at=cast.at)
    for tried in (number, card.number):
        with pytest.raises(actions.CodeWrong):
            try_card(card, number=tried or "-", code=code, at=cast.at)


def test_five_wrong_tries_lock_the_card_for_a_while(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for _ in range(5):
        with pytest.raises(actions.CodeWrong):
            try_card(card, code="WRONG", at=cast.at)
    almost = cast.at + LOCK_LASTS - SECOND
    with pytest.raises(actions.CardLocked):
        try_card(card, at=almost)
    opened = try_card(card, at=cast.at + LOCK_LASTS)
    assert opened.person == cast.amina


def test_a_right_code_forgets_the_wrong_ones(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(actions.CodeWrong):
                try_card(card, code="WRONG", at=cast.at)
        try_card(card, at=cast.at)


def test_a_new_card_stops_the_old_one(cast: Cast) -> None:
    old, new = a_card(cast.amina, at=cast.at), a_card(cast.amina, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        try_card(old, at=cast.at)
    assert try_card(new, at=cast.at)
    assert len(recorded("people.card_issued")) == 2


def test_a_card_that_was_lost_stops(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for _ in range(2):
        actions.end_code_card(account=cast.amina.account, by=cast.amina, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        try_card(card, at=cast.at)
    assert queries.card_of(cast.amina) is None
    assert len(recorded("people.card_ended")) == 1


@pytest.mark.parametrize("who", ["cerys", "dev", "gwen"])
def test_nobody_else_prints_or_stops_aminas_card(cast: Cast, who: str) -> None:
    card, by = a_card(cast.amina, at=cast.at), getattr(cast, who)
    with pytest.raises(NotAllowed):
        a_card(cast.amina, by=by, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.end_code_card(account=cast.amina.account, by=by, at=cast.at)
    assert try_card(card, at=cast.at)


def rest(card: actions.IssuedCard, at: datetime, *, device: str = "") -> None:
    """Write the code wrong five times."""
    for _ in range(5):
        with pytest.raises(actions.CodeWrong):
            try_card(card, code="WRONG", device=device, at=at)


@pytest.mark.parametrize("picture", ["fish", "", "no such picture"])
def test_a_card_opens_nothing_without_its_picture(cast: Cast, picture: str) -> None:
    card = a_card(cast.amina, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        try_card(card, picture=picture, at=cast.at)
    assert try_card(card, at=cast.at)


def test_no_card_is_made_without_a_picture(cast: Cast) -> None:
    with pytest.raises(ValueError, match="picture"):
        actions.issue_code_card(account=cast.amina.account, picture="", by=cast.amina, at=cast.at)
    assert queries.card_of(cast.amina) is None


def test_neither_picture_nor_code_is_kept(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    kept = str(queries.card_of(cast.amina).__dict__)
    assert "boat" not in kept
    assert card.code not in kept
    assert card.code not in actions.card_proof(number=card.number, code=card.code)


def test_each_rest_is_twice_as_long_until_the_card_is_opened(cast: Cast) -> None:
    card, at = a_card(cast.amina, at=cast.at), cast.at
    for lasts in (1, 2, 4):
        rest(card, at)
        at += LOCK_LASTS * lasts
        with pytest.raises(actions.CardLocked):
            try_card(card, at=at - SECOND)
    assert try_card(card, at=at)
    rest(card, at)
    assert try_card(card, at=at + LOCK_LASTS)


def test_a_rest_is_never_longer_than_sixteen_hours(cast: Cast) -> None:
    card, at = a_card(cast.amina, at=cast.at), cast.at
    for _ in range(12):
        rest(card, at)
        at += DAY
    rest(card, at)
    assert try_card(card, at=at + timedelta(hours=16))


def test_a_stranger_who_guesses_does_not_shut_out_the_owner_where_she_came_in_before(
    cast: Cast,
) -> None:
    card = a_card(cast.amina, at=cast.at)
    try_card(card, device="her phone", is_own=True, at=cast.at)
    rest(card, cast.at, device="a stranger's")
    with pytest.raises(actions.CardLocked):
        try_card(card, device="a stranger's", at=cast.at)
    assert try_card(card, device="her phone", at=cast.at).person == cast.amina


def test_wrong_tries_in_a_known_browser_are_its_own(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    try_card(card, device="her phone", is_own=True, at=cast.at)
    rest(card, cast.at, device="her phone")
    with pytest.raises(actions.CardLocked):
        try_card(card, device="her phone", at=cast.at)
    assert try_card(card, device="her sister's", at=cast.at)


def test_a_shared_browser_is_not_known_later(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    try_card(card, device="the library's", is_own=False, at=cast.at)
    assert not CardDevice.objects.exists()


def test_only_so_many_browsers_are_known(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for number in range(MOST_DEVICES + 3):
        try_card(card, device=f"{number}", is_own=True, at=cast.at + number * SECOND)
    assert CardDevice.objects.count() == MOST_DEVICES
    assert "her phone" not in str(CardDevice.objects.values_list())


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_at_once_are_all_counted() -> None:
    put_down_the_head()
    card = a_card(build_cast(at=AT).amina, at=AT)

    def try_it() -> None:
        try:
            try_card(card, code="WRONG", at=AT)
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
        try_card(card, at=AT)
