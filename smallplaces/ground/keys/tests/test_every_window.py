"""Opening the door, as someone who tries every window would."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import Account
from tests.at_once import at_once
from tests.cards import a_card, come_in_with_card, try_card
from tests.cast import Cast

MINUTE = timedelta(minutes=1)
KELVIN = "\N{KELVIN SIGN}"


class NoPostman(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def link_for(cast: Cast, minutes: int = 0) -> str:
    link = actions.make_sign_in_link(email="amina@example.org", at=cast.at + minutes * MINUTE)
    assert link is not None
    return link.token


@pytest.mark.django_db(transaction=True)
def test_a_link_opens_the_door_once_also_at_the_same_moment(living_cast: Cast) -> None:
    for number in range(5):
        token, at = link_for(living_cast, 40 * number), living_cast.at + 40 * number * MINUTE
        opened = at_once(*[lambda t=token, a=at: actions.use_sign_in_link(token=t, at=a)] * 4)
        assert sum(isinstance(one, Account) for one in opened) == 1


def test_a_link_does_not_open_the_door_after_half_an_hour(cast: Cast) -> None:
    token = link_for(cast)
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=token, at=cast.at + 30 * MINUTE)


def test_nobody_floods_the_inbox_of_someone_else(cast: Cast) -> None:
    email = "amina@example.org"
    links = [actions.make_sign_in_link(email=email, at=cast.at) for _ in range(8)]
    assert sum(link is not None for link in links) == 5
    assert actions.make_sign_in_link(email=email, at=cast.at + 30 * MINUTE)


def test_nobody_floods_an_inbox_with_links_to_join(client: Client, db: None) -> None:
    for _ in range(8):
        client.post("/join/", {"name": "Al", "email": "al@example.org"})
    assert len(mail.outbox) == 5


def test_the_letter_goes_to_the_address_we_know_and_not_to_one_that_looks_alike(
    cast: Cast, client: Client
) -> None:
    person = actions.add_person(name="Kit", at=cast.at)
    actions.open_account(person=person, email="kit@example.org", by=person, at=cast.at)
    client.post("/sign-in/", {"email": f"{KELVIN}it@example.org"})
    assert [letter.to for letter in mail.outbox] in ([], [["kit@example.org"]])


def test_nobody_learns_whether_an_address_is_known(
    cast: Cast, client: Client, settings: Any
) -> None:
    def said(email: str) -> tuple[int, str]:
        answer = client.post("/sign-in/", {"email": email})
        text = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode())
        return answer.status_code, text.replace(email, "")

    known, unknown = said("amina@example.org"), said("nobody@example.org")
    assert known == unknown
    settings.EMAIL_BACKEND = f"{__name__}.NoPostman"
    assert said("amina@example.org") == unknown


def test_the_letter_is_written_after_the_page_was_sent(cast: Cast, rf: Any) -> None:
    from smallplaces.ground.keys.views import sign_in

    request = rf.post("/sign-in/", {"email": "amina@example.org"})
    request.now, request.session = cast.at, {}
    answer = sign_in(request)
    assert not mail.outbox
    answer.close()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y"])
def test_nobody_writes_more_lines_into_the_head_of_a_letter(
    client: Client, db: None, email: str
) -> None:
    answer = client.post("/sign-in/", {"email": email})
    assert "That is not an e-mail address" in answer.content.decode()


def test_a_card_rests_after_five_wrong_tries_and_then_works_again(cast: Cast) -> None:
    card = a_card(cast.amina, at=cast.at)
    for _ in range(5):
        with pytest.raises(actions.CodeWrong):
            try_card(card, code="WRONG", at=cast.at)
    with pytest.raises(actions.CardLocked):
        try_card(card, at=cast.at)
    later = cast.at + 15 * MINUTE
    assert try_card(card, at=later).person == cast.amina


def test_nobody_learns_which_card_numbers_there_are(cast: Cast, client: Client) -> None:
    card = a_card(cast.amina, at=cast.at)
    said = set()
    for number in (card.number, "NOSUCH"):
        for _ in range(6):
            page = come_in_with_card(client, number=number, code="WRONG")
            text = re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page.content.decode())
            said.add((page.status_code, text))
    assert len(said) == 1


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_get_no_more_than_five_tries(living_cast: Cast) -> None:
    cast = living_cast
    card = a_card(cast.amina, at=cast.at)
    tries = at_once(*[lambda: try_card(card, code="WRONG", at=cast.at)] * 7)
    assert sum(isinstance(one, actions.CodeWrong) for one in tries) == 5
    assert sum(isinstance(one, actions.CardLocked) for one in tries) == 2


def test_a_new_key_is_cut_for_the_session_when_someone_comes_in(cast: Cast, client: Client) -> None:
    session = client.session
    session["left here by"] = "someone before"
    session.save()
    before = session.session_key
    client.cookies["place"] = str(before)
    link = actions.make_sign_in_link(email="amina@example.org", at=_now())
    assert link is not None
    client.post(f"/sign-in/link/{link.token}/")
    assert client.session.session_key != before
    assert "_auth_user_id" in client.session


def test_one_who_left_cannot_come_in_again(cast: Cast) -> None:
    assert cast.farid.left_at == cast.at
    assert actions.make_sign_in_link(email="farid@example.org", at=cast.at) is None
    client = Client()
    client.force_login(Account.objects.get(person=cast.farid))
    assert client.get("/my/plan/").status_code == 302


def test_leaving_ends_the_session_the_card_and_a_link_that_was_sent(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina.account)
    card = a_card(cast.amina, at=cast.at)
    token = link_for(cast)
    for _ in range(2):
        actions.leave_place(person=cast.amina, by=cast.amina, at=cast.at)
    assert client.get("/my/plan/").status_code == 302
    with pytest.raises(actions.LinkNotUsable):
        actions.use_sign_in_link(token=token, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        try_card(card, at=cast.at)
    assert queries.supporting(cast.amina, cast.cerys, at=cast.at) is None


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
