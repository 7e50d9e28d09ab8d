"""Where I am signed in: for how long, in whose browser, and out again everywhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.keys import actions, queries
from smallplaces.ground.keys.models import SignedIn
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Person
from tests.cards import a_card, come_in_with_card
from tests.cast import Cast, client_of
from tests.log import recorded

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0 Mobile Safari/537.36"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0 Safari/537.36 Edg/126.0"
)


def signed_in_on(person: Person, agent: str, **more: str) -> Client:
    """Return a browser in which `person` came in by a link."""
    client = Client(headers={"user-agent": agent})
    link = people.make_sign_in_link(email=str(person.account.email), at=timezone.now())
    assert link
    answer = client.post(reverse("use_sign_in_link", args=[link.token]), more)
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("sharing")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (IPHONE, "iPhone, Safari"),
        (ANDROID, "Android phone, Chrome"),
        (WINDOWS, "Windows computer, Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Firefox/127.0", "Linux computer, Firefox"),
        ("", "A phone or computer"),
        ("\x00" * 9 + "x" * 100_000, "A phone or computer"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, said: str) -> None:
    assert queries.device_in_words(agent) == said


def test_i_see_every_browser_i_am_signed_in_with(cast: Cast) -> None:
    here = signed_in_on(cast.amina, IPHONE, device="own")
    signed_in_on(cast.amina, WINDOWS)
    signed_in_on(cast.bryn, ANDROID)
    page = here.get(reverse("list_signed_in")).content.decode()
    assert "iPhone, Safari" in page
    assert "Windows computer, Edge" in page
    assert "Android" not in page
    assert page.count("This is where you are now.") == 1
    assert "Stays for 30 days." in page
    assert "Until it is closed." in page


def test_one_is_ended_at_once_and_the_others_go_on(cast: Cast) -> None:
    here, lost = signed_in_on(cast.amina, IPHONE), signed_in_on(cast.amina, WINDOWS)
    row = SignedIn.objects.get(device__startswith="Windows")
    here.post(reverse("end_session", args=[row.code]))
    assert not is_in(lost)
    assert is_in(here)
    assert here.post(reverse("end_session", args=[row.code])).status_code == 404
    assert len(recorded("keys.signed_out", cast.amina)) == 1


def test_all_others_are_ended_and_this_one_goes_on(cast: Cast) -> None:
    here = signed_in_on(cast.amina, IPHONE)
    others = [signed_in_on(cast.amina, WINDOWS), signed_in_on(cast.amina, ANDROID)]
    bryn = signed_in_on(cast.bryn, ANDROID)
    page = here.post(reverse("end_other_sessions"), follow=True).content.decode()
    assert "You are signed out everywhere else." in page
    assert not any(map(is_in, others))
    assert is_in(here)
    assert is_in(bryn)
    (line,) = recorded("keys.signed_out", cast.amina)
    assert line.details == {"browsers": 2}


def test_the_one_i_am_in_can_be_ended_too(cast: Cast) -> None:
    here = signed_in_on(cast.amina, IPHONE)
    row = SignedIn.objects.get()
    assert here.post(reverse("end_session", args=[row.code])).headers["Location"] == "/"
    assert not is_in(here)


def test_nobody_ends_what_is_not_theirs(cast: Cast) -> None:
    amina = signed_in_on(cast.amina, IPHONE)
    row = SignedIn.objects.get()
    for person in (cast.dev, cast.cerys, cast.gwen):
        answer = client_of(person).post(reverse("end_session", args=[row.code]))
        assert answer.status_code == 404
        with pytest.raises(NotAllowed):
            actions.end_session(signed_in=row, by=person, at=cast.at)
        with pytest.raises(NotAllowed):
            actions.end_other_sessions(account=row.account, keep="", by=person, at=cast.at)
    assert is_in(amina)


@pytest.mark.parametrize("name", ["sign_out", "leave"])
def test_signing_out_and_leaving_quickly_take_it_off_the_list(cast: Cast, name: str) -> None:
    here, there = signed_in_on(cast.amina, IPHONE), signed_in_on(cast.amina, WINDOWS)
    here.post(reverse(name))
    assert not is_in(here)
    page = there.get(reverse("list_signed_in")).content.decode()
    assert "iPhone" not in page
    assert "Windows" in page


def test_a_session_that_ran_out_is_not_listed(cast: Cast) -> None:
    signed_in_on(cast.amina, IPHONE)
    account, now = cast.amina.account, timezone.now()
    assert queries.signed_in_of(account, at=now).count() == 1
    assert not queries.signed_in_of(account, at=now + timedelta(hours=13)).exists()


def test_a_phone_of_ones_own_stays_for_thirty_days(cast: Cast) -> None:
    client = signed_in_on(cast.amina, IPHONE, device="own")
    assert client.cookies["place"]["max-age"] == 30 * 24 * 60 * 60
    account, now = cast.amina.account, timezone.now()
    assert queries.signed_in_of(account, at=now + timedelta(days=29)).exists()
    assert not queries.signed_in_of(account, at=now + timedelta(days=31)).exists()


@pytest.mark.parametrize("said", [{}, {"device": "shared"}])
def test_who_does_not_say_is_signed_out_when_it_is_closed(cast: Cast, said: dict[str, str]) -> None:
    client = signed_in_on(cast.amina, IPHONE, **said)
    cookie = client.cookies["place"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"]


@pytest.mark.parametrize(
    "path", ["use_sign_in_link", "use_join_link"], ids=["coming in", "joining"]
)
def test_each_way_in_asks_whose_phone_it_is(cast: Cast, path: str) -> None:
    page = Client().get(reverse(path, args=["x"])).content.decode()
    assert "Is this your own phone or computer?" in page
    assert re.search(r'value="shared" checked', page)


def test_the_key_of_a_session_is_new_at_every_way_in(cast: Cast) -> None:
    card = a_card(cast.amina, at=timezone.now())
    client = Client()
    client.post(reverse("sign_in_with_card"), {"number": card.number, "code": card.code})
    planted = client.session.session_key
    victim = Client()
    victim.cookies["place"] = str(planted)
    victim.post(reverse("sign_in_with_picture"), {"picture": "boat"})
    assert is_in(victim)
    assert not is_in(client), "whoever knew the key before does not come in with it"


def test_coming_in_as_someone_else_leaves_nothing_of_the_first(cast: Cast) -> None:
    client = signed_in_on(cast.amina, IPHONE)
    session = client.session
    session["acting_for"] = str(cast.bryn.code)
    session.save()
    card = a_card(cast.dev, at=timezone.now())
    come_in_with_card(client, number=card.number, code=card.code)
    assert "acting_for" not in client.session
    assert "signed in as Dev" in client.get("/").content.decode()


def test_leaving_the_place_ends_every_session_and_forgets_every_key(cast: Cast) -> None:
    clients = [signed_in_on(cast.amina, IPHONE), signed_in_on(cast.amina, WINDOWS)]
    people.leave_place(person=cast.amina, by=cast.amina, at=timezone.now())
    assert not any(map(is_in, clients))
    assert not SignedIn.objects.filter(ended_at=None).exists()


def test_a_new_card_for_myself_ends_what_the_old_one_opened_elsewhere(cast: Cast) -> None:
    card = a_card(cast.amina, at=timezone.now())
    mine, elsewhere = Client(), Client()
    for client in (mine, elsewhere):
        come_in_with_card(client, number=card.number, code=card.code)
    mine.post(reverse("issue_code_card"), {"picture": "sun"})
    assert is_in(mine)
    assert not is_in(elsewhere)


def test_one_address_asks_for_only_so_many_letters(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    client, address = Client(), reverse("sign_in")
    said = [
        client.post(address, {"email": f"{number}@example.org"}).status_code for number in range(41)
    ]
    assert said == [200] * 40 + [429]
    assert "Wait 15 minutes" in client.post(address, {"email": "x@example.org"}).content.decode()
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post(address, {"email": "amina@example.org"}).status_code == 200


def test_one_address_guesses_only_so_often_whatever_the_way(cast: Cast) -> None:
    client = Client()
    for _ in range(20):
        client.post(reverse("use_sign_in_link", args=["wrong"]))
        come_in_with_card(client, number="NOSUCH", code="WRONG")
    assert client.post(reverse("use_sign_in_link", args=["wrong"])).status_code == 429
    assert come_in_with_card(client, number="NOSUCH", code="WRONG").status_code == 429
    assert client.post(reverse("sign_in_with_passkey"), {"answer": "{}"}).status_code == 429


def test_a_day_centre_can_come_in_as_often_as_it_likes(cast: Cast) -> None:
    card = a_card(cast.amina, at=timezone.now())
    for _ in range(3):
        client = Client()
        for _ in range(15):
            come_in_with_card(client, number=card.number, code=card.code)
            assert is_in(client)
            client.post(reverse("sign_out"))


@pytest.mark.parametrize(
    ("proxies", "passed", "found"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "198.51.100.9", "unknown"),
        (1, "", "unknown"),
        (1, "what anyone may write", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.9", "198.51.100.9"),
    ],
)
def test_only_our_own_proxies_say_from_where_someone_comes(
    settings: Any, rf: Any, proxies: int, passed: str, found: str
) -> None:
    from smallplaces.foundation.doors import network_address_of

    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=passed)
    assert network_address_of(request) == found


def test_a_made_up_address_does_not_get_round_the_limit(cast: Cast) -> None:
    client, address = Client(), reverse("sign_in")
    for number in range(41):
        answer = client.post(
            address,
            {"email": "x@example.org"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )
    assert answer.status_code == 429


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 9000,
        '{"id": 1, "response": {}}',
        '{"id": "x", "response": {"userHandle": "!!", "clientDataJSON": 5}}',
        '{"id": "x", "response": {"userHandle": "AAAAAAAAAAAAAAAAAAAAAA"}}',
        "x" * 30_000,
    ],
    ids=lambda text: text[:20],
)
def test_whatever_is_sent_as_a_passkey_gets_a_sentence(cast: Cast, answer: str) -> None:
    client = Client()
    client.get(reverse("sign_in_with_passkey"))
    page = client.post(reverse("sign_in_with_passkey"), {"answer": answer})
    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()
    amina = client_of(cast.amina)
    amina.get(reverse("add_passkey"))
    page = amina.post(reverse("add_passkey"), {"name": "x", "answer": answer})
    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_way_in_leads_elsewhere(cast: Cast, wanted: str) -> None:
    card = a_card(cast.amina, at=timezone.now())
    client = Client()
    answer = come_in_with_card(client, number=card.number, code=card.code, next=wanted)
    assert answer.headers["Location"] == "/"
    first = Client().post(
        reverse("sign_in_with_card"), {"number": "X", "code": "X", "next": wanted}
    )
    assert "evil" not in first.headers["Location"]
    page = Client().get(reverse("sign_in_with_passkey"), {"next": wanted}).content.decode()
    leads_to = re.findall(r'name="next" value="([^"]*)"', page)
    assert leads_to
    assert all(re.match(r"/(?![/\\])", address) for address in leads_to), leads_to


def test_a_wrong_code_is_answered_alike_for_known_and_unknown(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    said = set()
    for email in ("amina@example.org", "nobody@example.org"):
        client = Client()
        client.post(reverse("sign_in"), {"email": email})
        for _ in range(6):
            page = client.post(reverse("use_one_time_code"), {"code": "WRONG1"})
            text = re.sub(r'token" value="[^"]*"|nonce="[^"]*"', "", page.content.decode())
            said.add((page.status_code, text))
    assert len(said) == 1
