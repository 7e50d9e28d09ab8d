"""The short code in a letter: once, for ten minutes, in the browser that asked."""

from datetime import timedelta
from uuid import uuid4

import pytest

from smallplaces.ground.people import actions
from smallplaces.ground.people.actions.signing_in import CLEAR_LETTERS, CODE_LASTS
from smallplaces.ground.people.models import Account, OneTimeCode
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head

SECOND = timedelta(seconds=1)


def a_code(cast: Cast, handle: object) -> str:
    return actions.make_one_time_code(account=cast.amina.account, handle=handle, at=cast.at)  # type: ignore[arg-type]


def test_a_code_opens_the_door_once_whatever_its_letters(cast: Cast) -> None:
    handle = uuid4()
    code = a_code(cast, handle)
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert actions.use_one_time_code(handle=handle, code=typed, at=cast.at).person == cast.amina
    with pytest.raises(actions.CodeNotUsable):
        actions.use_one_time_code(handle=handle, code=code, at=cast.at)


def test_a_code_has_six_clear_letters_and_only_its_hash_is_kept(cast: Cast) -> None:
    code = a_code(cast, uuid4())
    assert len(code) == 6
    assert set(code) <= set(CLEAR_LETTERS)
    assert code not in str(OneTimeCode.objects.values())


def test_a_code_lasts_ten_minutes(cast: Cast) -> None:
    early, late = uuid4(), uuid4()
    first, second = a_code(cast, early), a_code(cast, late)
    actions.use_one_time_code(handle=early, code=first, at=cast.at + CODE_LASTS - SECOND)
    with pytest.raises(actions.CodeNotUsable):
        actions.use_one_time_code(handle=late, code=second, at=cast.at + CODE_LASTS)


def test_a_code_opens_nothing_for_a_browser_that_did_not_ask(cast: Cast) -> None:
    mine, other = uuid4(), uuid4()
    code = a_code(cast, mine)
    a_code(cast, other)
    for handle in (other, uuid4()):
        with pytest.raises(actions.CodeNotUsable):
            actions.use_one_time_code(handle=handle, code=code, at=cast.at)
    assert actions.use_one_time_code(handle=mine, code=code, at=cast.at)


def test_a_code_dies_after_five_wrong_tries(cast: Cast) -> None:
    handle = uuid4()
    code = a_code(cast, handle)
    for wrong in ("", "x", "WRONG1", "\0", "😀" * 50):
        with pytest.raises(actions.CodeNotUsable):
            actions.use_one_time_code(handle=handle, code=wrong, at=cast.at)
    with pytest.raises(actions.CodeNotUsable):
        actions.use_one_time_code(handle=handle, code=code, at=cast.at)


def test_a_code_of_a_closed_account_opens_nothing(cast: Cast) -> None:
    handle = uuid4()
    code = a_code(cast, handle)
    Account.objects.filter(person=cast.amina).update(is_active=False)
    with pytest.raises(actions.CodeNotUsable):
        actions.use_one_time_code(handle=handle, code=code, at=cast.at)


@pytest.mark.django_db(transaction=True)
def test_a_code_opens_the_door_once_also_at_the_same_moment() -> None:
    put_down_the_head()
    cast = build_cast(at=AT)
    for _ in range(5):
        handle = uuid4()
        code = a_code(cast, handle)
        opened = at_once(
            *[lambda h=handle, c=code: actions.use_one_time_code(handle=h, code=c, at=AT)] * 4
        )
        assert sum(isinstance(one, Account) for one in opened) == 1
        assert sum(isinstance(one, actions.CodeNotUsable) for one in opened) == 3


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_all_counted() -> None:
    put_down_the_head()
    cast, handle = build_cast(at=AT), uuid4()
    code = a_code(cast, handle)
    at_once(*[lambda: actions.use_one_time_code(handle=handle, code="WRONG", at=AT)] * 5)
    with pytest.raises(actions.CodeNotUsable):
        actions.use_one_time_code(handle=handle, code=code, at=AT)
