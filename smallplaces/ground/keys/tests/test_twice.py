"""People who work here show twice that it is them, and can do nothing else before."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.keys import actions, rules
from smallplaces.ground.keys.models import SignedIn, Way
from smallplaces.ground.people.models import Person
from tests.at_once import at_once
from tests.cards import PICTURE, a_card, come_in_with_card
from tests.cast import AT, Cast, client_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = re.compile(r"\b([A-Z0-9]{3}-[A-Z0-9]{3})\b")


def app_shows(at: datetime, *, secret: str = SECRET) -> str:
    """Return what an app that knows `secret` shows at `at`."""
    counter = int(at.timestamp()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_app(person: Person, *, at: datetime) -> None:
    actions.add_code_app(
        account=person.account,
        secret=SECRET,
        code=app_shows(at),
        ways=[Way.PASSKEY],
        by=person,
        at=at,
    )


def half_a_minute_later(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() + app_settings.TOTP_PERIOD, tz=UTC)


def goes_on(client: Client) -> bool:
    return client.get(reverse("sharing")).status_code == 200


def came_by_letter(person: Person, mailoutbox: list[EmailMessage]) -> Client:
    client = Client()
    client.post(reverse("sign_in"), {"email": person.account.email})
    code = CODE.search(str(mailoutbox[-1].body))
    assert code
    client.post(reverse("use_one_time_code"), {"code": code[1]})
    return client


@pytest.mark.parametrize(
    ("ways", "enough"),
    [
        ([], False),
        (["LETTER"], False),
        (["CARD"], False),
        (["APP"], False),
        (["OUTSIDE"], False),
        (["LETTER", "LETTER"], False),
        (["PASSKEY"], True),
        (["LETTER", "CARD"], True),
        (["CARD", "APP"], True),
        (["OUTSIDE", "LETTER"], True),
    ],
)
def test_two_different_ways_are_enough_and_a_passkey_alone(ways: list[str], enough: bool) -> None:
    assert rules.is_shown_twice(ways) is enough


def test_most_people_are_never_asked_twice(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    for person in (cast.amina, cast.cerys, cast.efa, cast.dev):
        assert goes_on(came_by_letter(person, mailoutbox))


def test_someone_who_works_here_gets_no_further_than_the_question(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    client = came_by_letter(cast.gwen, mailoutbox)
    for name in ("home", "sharing", "show_plan", "show_card", "list_signed_in", "show_ways"):
        answer = client.get(reverse(name))
        assert answer.headers["Location"].startswith(reverse("show_twice")), name
    assert client.post(reverse("issue_code_card"), {"picture": "sun"}).status_code == 302
    assert not cast.gwen.account.cards.exists()


OPEN_BEFORE = {
    "add_code_app",
    "add_passkey",
    "leave",
    "leaving_quickly",
    "send_second_code",
    "set_language",
    "set_text_size",
    "show_twice",
    "sign_in_with_card",
    "sign_in_with_passkey",
    "sign_in_with_picture",
    "sign_out",
    "use_code_app",
    "use_one_time_code",
}


def test_every_other_page_is_shut_until_then(cast: Cast) -> None:
    shut = 0
    for pattern in get_resolver().reverse_dict.getlist("home") and _names():
        client = client_of(cast.gwen, ways=[Way.LETTER])
        answer = client.get(pattern[1])
        leads_there = answer.status_code == 302 and answer["Location"].startswith(
            reverse("show_twice")
        )
        assert leads_there is (pattern[0] not in OPEN_BEFORE), pattern
        shut += leads_there
    assert shut > 40


def _names() -> list[tuple[str, str]]:
    """Return the name and address of every page that needs nothing but its name."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    found = []
    for name in sorted(names):
        if get_resolver().reverse_dict.getlist(name)[0][0][0][1] == []:
            found.append((name, reverse(name)))
    return found


def test_a_hat_given_this_minute_counts_at_the_next_click(cast: Cast) -> None:
    from tests.cards import leave_to_give_cards

    client = client_of(cast.dev, ways=[Way.LETTER])
    assert goes_on(client)
    leave_to_give_cards(cast, cast.dev, None)
    assert not goes_on(client)


def test_a_letter_and_a_card_together_are_enough(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    card = a_card(cast.gwen, at=timezone.now())
    client = came_by_letter(cast.gwen, mailoutbox)
    page = client.get(reverse("show_twice")).content.decode()
    assert "Use my card" in page
    assert "Make a passkey" not in page, "who has a second way must use it"
    before = client.session.session_key
    come_in_with_card(client, number=card.number, code=card.code, next="/my/plan/")
    assert goes_on(client)
    assert client.session.session_key != before
    row = SignedIn.objects.get(session_key=client.session.session_key)
    assert row.ways == [Way.LETTER, Way.CARD]
    assert SignedIn.objects.filter(account=cast.gwen.account).count() == 1


def test_a_card_and_a_code_by_e_mail_together_are_enough(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    card, client = a_card(cast.gwen, at=timezone.now()), Client()
    come_in_with_card(client, number=card.number, code=card.code)
    assert not goes_on(client)
    assert client.post(reverse("send_second_code"), {"next": "/my/plan/"}).status_code == 302
    assert mailoutbox[-1].to == ["gwen@example.org"]
    assert "/sign-in/link/" not in mailoutbox[-1].body, "no link: only this browser may go on"
    code = CODE.search(str(mailoutbox[-1].body))
    assert code
    answer = client.post(reverse("use_one_time_code"), {"code": code[1], "next": "/my/plan/"})
    assert answer.headers["Location"] == "/my/plan/"
    assert goes_on(client)


def test_the_same_way_twice_is_one_way(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = came_by_letter(cast.gwen, mailoutbox)
    sent = len(mailoutbox)
    client.post(reverse("send_second_code"))
    assert len(mailoutbox) == sent
    client.post(reverse("sign_in"), {"email": "gwen@example.org"})
    assert not goes_on(client)


def test_a_card_of_someone_else_is_no_second_way(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    card = a_card(cast.amina, at=timezone.now())
    client = came_by_letter(cast.gwen, mailoutbox)
    come_in_with_card(client, number=card.number, code=card.code)
    assert "signed in as Amina" in client.get("/").content.decode()
    assert SignedIn.objects.get(session_key=client.session.session_key).ways == [Way.CARD]


def test_an_app_is_set_up_and_then_asked_for(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = came_by_letter(cast.gwen, mailoutbox)
    page = client.get(reverse("add_code_app")).content.decode()
    secret = re.search(r"place-key\">([A-Z2-7 ]+)<", page)
    assert secret
    assert "<svg" in page
    now = timezone.now()
    code = app_shows(now, secret=secret[1].replace(" ", ""))
    assert client.post(reverse("add_code_app"), {"code": code}).status_code == 302
    assert goes_on(client)
    kept = str(Authenticator.objects.values())
    assert secret[1].replace(" ", "") not in kept, "the secret is kept enciphered"
    again = came_by_letter(cast.gwen, mailoutbox)
    assert not goes_on(again)
    page = again.post(reverse("use_code_app"), {"code": code}).content.decode()
    assert "The app does not show this code now." in page, "a code counts once"
    later = app_shows(half_a_minute_later(now), secret=secret[1].replace(" ", ""))
    again.post(reverse("use_code_app"), {"code": later})
    assert goes_on(again)


def test_a_stolen_inbox_is_not_enough_to_add_a_key(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    with_app(cast.gwen, at=timezone.now())
    thief = came_by_letter(cast.gwen, mailoutbox)
    code = app_shows(timezone.now(), secret="A" * 32)
    session = thief.session
    session["mfa.totp.secret"] = "A" * 32
    session.save()
    assert "First show once more that it is you." in (
        thief.post(reverse("add_code_app"), {"code": code}).content.decode()
    )
    with pytest.raises(NotAllowed):
        actions.add_passkey(
            account=cast.gwen.account,
            name="x",
            answer={"id": "x", "response": {}},
            ways=[Way.LETTER],
            by=cast.gwen,
            at=AT,
        )
    assert Authenticator.objects.count() == 1


def test_guessing_at_the_app_stops_after_five(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    with_app(cast.gwen, at=timezone.now())
    client = came_by_letter(cast.gwen, mailoutbox)
    said = [client.post(reverse("use_code_app"), {"code": "000000"}).status_code for _ in range(6)]
    assert said == [200] * 5 + [429]


@pytest.mark.parametrize("code", ["", "0", "000000", "x" * 12, "٣٣٣٣٣٣", "\0"])
def test_what_the_app_does_not_show_is_refused(cast: Cast, code: str) -> None:
    with_app(cast.gwen, at=cast.at)
    with pytest.raises(actions.CodeWrong):
        actions.use_code_app(account=cast.gwen.account, code=code, at=half_a_minute_later(cast.at))
    with pytest.raises(actions.CodeWrong):
        actions.use_code_app(account=cast.dev.account, code=code, at=cast.at)


@pytest.mark.django_db(transaction=True)
def test_a_code_of_the_app_counts_once_also_at_the_same_moment(living_cast: Cast) -> None:
    gwen, at = living_cast.gwen, living_cast.at
    with_app(gwen, at=at)
    later = half_a_minute_later(at)
    done: list[Any] = at_once(
        *[lambda: actions.use_code_app(account=gwen.account, code=app_shows(later), at=later)] * 4
    )
    assert sum(one is None for one in done) == 1
    assert sum(isinstance(one, actions.CodeWrong) for one in done) == 3


def test_the_picture_of_the_tests_is_one_of_ours() -> None:
    from smallplaces.ground.keys.forms.pictures import PICTURES

    assert PICTURE in dict(PICTURES)
