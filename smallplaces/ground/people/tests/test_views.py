"""The pages of the door, without JavaScript."""

import re
from urllib.parse import quote

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from smallplaces.ground.people.models import CodeCard
from tests.cast import Cast, client_of

ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]


def is_in(client: Client) -> bool:
    return client.get(reverse("sharing")).status_code == 200


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"https?://testserver(\S+)", str(letter.body))
    assert found
    return found[1]


def ask_for_a_link(client: Client, email: str, **more: str) -> str:
    page = client.post(reverse("sign_in"), {"email": email, **more})
    assert page.status_code == 200
    return page.content.decode()


def test_a_link_leads_in_with_one_button_and_once(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_a_link(Client(), " Amina@example.org ", next="/my/sharing/")
    address = link_in(mailoutbox[0])
    client = Client()
    assert client.get(address).status_code == 200
    assert not is_in(client), "opening the link alone must not use it"
    assert client.post(address).headers["Location"] == "/my/sharing/"
    assert is_in(client)
    page = Client().post(address)
    assert page.status_code == 410
    assert "does not work any more" in page.content.decode()


def test_an_address_that_nobody_has_is_answered_alike(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    known = ask_for_a_link(Client(), "amina@example.org")
    unknown = ask_for_a_link(Client(), "nobody@example.org")
    assert known.replace("amina@", "nobody@") == unknown
    assert len(mailoutbox) == 1


def test_a_letter_says_nothing_about_anyone(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    ask_for_a_link(Client(), "amina@example.org")
    assert mailoutbox[0].to == ["amina@example.org"]
    assert "Amina" not in mailoutbox[0].subject + str(mailoutbox[0].body)


@pytest.mark.parametrize("email", ["", "amina", "a" * 5000 + "@x", "amina@example.org\0"])
def test_what_is_no_address_gets_a_sentence(cast: Cast, email: str) -> None:
    page = Client().post(reverse("sign_in"), {"email": email})
    assert page.status_code == 200
    assert "govuk-error-message" in page.content.decode()


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_the_door_leads_nowhere_but_here(
    cast: Cast, mailoutbox: list[EmailMessage], wanted: str
) -> None:
    ask_for_a_link(Client(), "amina@example.org", next=wanted)
    address = link_in(mailoutbox[0]).partition("?")[0]
    response = Client().post(f"{address}?next={quote(wanted)}", {"next": wanted})
    assert response.headers["Location"] == "/"
    page = Client().get(reverse("sign_in"), {"next": wanted}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in page


def test_a_new_session_begins_when_someone_comes_in(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by someone else"
    session.save()
    planted = session.session_key
    ask_for_a_link(client, "amina@example.org")
    client.post(link_in(mailoutbox[0]))
    assert client.session.session_key != planted


def test_signing_out_closes_the_door(cast: Cast) -> None:
    client = client_of(cast.amina)
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).headers["Location"] == reverse("home")
    assert not is_in(client)


def print_a_card(cast: Cast) -> tuple[str, str]:
    page = client_of(cast.amina).post(reverse("issue_code_card")).content.decode()
    number = CodeCard.objects.get(ended_at=None).number
    code = re.search(r"\b([A-Z0-9]{5}-[A-Z0-9]{5})\b", page)
    assert code
    assert number in page
    return number, code[1]


def test_a_card_is_shown_once_and_opens_the_door(cast: Cast) -> None:
    number, code = print_a_card(cast)
    about = client_of(cast.amina).get(reverse("show_card")).content.decode()
    assert "You have a card." in about
    assert code not in about
    client = Client()
    response = client.post(
        reverse("sign_in_with_card"), {"number": number, "code": code.lower(), "next": "/my/card/"}
    )
    assert response.headers["Location"] == "/my/card/"
    assert is_in(client)


def test_a_wrong_card_says_what_to_do_and_then_rests(cast: Cast) -> None:
    number, code = print_a_card(cast)
    client, address = Client(), reverse("sign_in_with_card")
    for _ in range(5):
        page = client.post(address, {"number": number, "code": "WRONG"})
        assert "do not fit" in page.content.decode()
    page = client.post(address, {"number": number, "code": code})
    assert "Wait 15 minutes" in page.content.decode()
    assert not is_in(client)


def test_a_card_that_was_stopped_opens_nothing(cast: Cast) -> None:
    number, code = print_a_card(cast)
    stopped = client_of(cast.amina).post(reverse("end_code_card"), follow=True)
    assert "You have no card now." in stopped.content.decode()
    client = Client()
    client.post(reverse("sign_in_with_card"), {"number": number, "code": code})
    assert not is_in(client)


@pytest.mark.parametrize("name", ["show_card", "issue_code_card", "end_code_card"])
def test_a_passer_by_has_no_card(db: None, name: str) -> None:
    client = Client()
    response = client.get(reverse(name)) if name == "show_card" else client.post(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign_in"))
