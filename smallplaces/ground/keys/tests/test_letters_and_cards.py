"""The pages of the door, without JavaScript."""

import re
from urllib.parse import quote

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from smallplaces.ground.keys.forms.pictures import PICTURES
from smallplaces.ground.people.models import CodeCard
from tests.cards import come_in_with_card, leave_to_give_cards
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


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page)


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
    assert without_tokens(known).replace("amina@", "nobody@") == without_tokens(unknown)
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
    client = client_of(cast.amina)
    page = client.post(reverse("issue_code_card"), {"picture": "boat"}).content.decode()
    number = CodeCard.objects.get(ended_at=None).number
    code = re.search(r"\b([A-Z0-9]{5}-[A-Z0-9]{5})\b", page)
    assert code
    assert number in page
    assert "boat" not in page.lower(), "the picture is not on the card"
    return number, code[1]


def test_a_card_is_shown_once_and_opens_the_door_with_its_picture(cast: Cast) -> None:
    number, code = print_a_card(cast)
    about = client_of(cast.amina).get(reverse("show_card")).content.decode()
    assert "You have a card." in about
    assert code not in about
    client = Client()
    response = come_in_with_card(client, number=number, code=code.lower(), next="/my/card/")
    assert response.headers["Location"] == "/my/card/"
    assert is_in(client)


def test_the_first_page_says_nothing_about_a_card(cast: Cast) -> None:
    number, code = print_a_card(cast)
    address = reverse("sign_in_with_card")
    said = {
        Client().post(address, {"number": n, "code": c}).headers["Location"]
        for n in (number, "NOSUCH")
        for c in (code, "WRONG")
    }
    assert len(said) == 1


def test_the_code_is_not_kept_between_the_two_pages(cast: Cast) -> None:
    number, code = print_a_card(cast)
    client = Client()
    client.post(reverse("sign_in_with_card"), {"number": number, "code": code})
    kept = str(dict(client.session))
    assert number in kept
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_picture_without_a_card_leads_back_to_the_card(db: None) -> None:
    answer = Client().get(reverse("sign_in_with_picture"))
    assert answer.headers["Location"] == reverse("sign_in_with_card")


@pytest.mark.parametrize("picture", ["", "fish", "no such picture"])
def test_a_wrong_picture_opens_nothing(cast: Cast, picture: str) -> None:
    number, code = print_a_card(cast)
    client = Client()
    page = come_in_with_card(client, number=number, code=code, picture=picture)
    assert "govuk-error-message" in page.content.decode()
    assert not is_in(client)


def test_a_wrong_card_says_what_to_do_and_then_rests(cast: Cast) -> None:
    number, code = print_a_card(cast)
    client = Client()
    for _ in range(5):
        page = come_in_with_card(client, number=number, code="WRONG")
        assert "do not fit" in page.content.decode()
    page = come_in_with_card(client, number=number, code=code)
    assert "rests for 15 minutes" in page.content.decode()
    assert not is_in(client)


def test_a_browser_of_ones_own_is_known_and_a_stranger_cannot_make_it_rest(cast: Cast) -> None:
    number, code = print_a_card(cast)
    own, stranger = Client(), Client()
    come_in_with_card(own, number=number, code=code, device="own")
    own.post(reverse("sign_out"))
    for _ in range(6):
        come_in_with_card(stranger, number=number, code="WRONG")
    come_in_with_card(stranger, number=number, code=code)
    assert not is_in(stranger)
    come_in_with_card(own, number=number, code=code)
    assert is_in(own)


def test_a_card_that_was_stopped_opens_nothing(cast: Cast) -> None:
    number, code = print_a_card(cast)
    stopped = client_of(cast.amina).post(reverse("end_code_card"), follow=True)
    assert "You have no card now." in stopped.content.decode()
    client = Client()
    come_in_with_card(client, number=number, code=code)
    assert not is_in(client)


def test_every_picture_is_drawn_and_named(cast: Cast) -> None:
    page = client_of(cast.amina).get(reverse("choose_picture")).content.decode()
    drawings = re.findall(
        r'<svg class="place-picture"[^>]*>(.+?)</svg>\s*<span>(\w+)', page, re.DOTALL
    )
    assert [name for _, name in drawings] == [name for _, name in PICTURES]
    assert len({drawing for drawing, _ in drawings}) == 24


def test_no_card_is_made_without_a_picture(cast: Cast) -> None:
    page = client_of(cast.amina).post(reverse("issue_code_card")).content.decode()
    assert "Choose a picture." in page
    assert not CodeCard.objects.exists()


def test_someone_given_leave_makes_a_new_card_and_the_person_hears_of_it(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    number, code = print_a_card(cast)
    thief = Client()
    come_in_with_card(thief, number=number, code=code)
    leave_to_give_cards(cast, cast.cerys, cast.amina)
    cerys = client_of(cast.cerys)
    page = cerys.get(reverse("find_whose_card")).content.decode()
    assert "Amina" in page
    assert "What are they called here?" not in page
    made = cerys.post(reverse("issue_code_card_for", args=[cast.amina.code]), {"picture": "sun"})
    assert "The new card for Amina" in made.content.decode()
    assert not is_in(thief), "what the old card opened is shut at once"
    old = Client()
    come_in_with_card(old, number=number, code=code)
    assert not is_in(old)
    assert mailoutbox[-1].to == ["amina@example.org"]
    log = client_of(cast.amina).get(reverse("sharing")).content.decode()
    assert "Cerys made a card to sign in" in log


def test_someone_given_leave_over_the_place_finds_people_by_their_whole_name(cast: Cast) -> None:
    leave_to_give_cards(cast, cast.gwen, None)
    gwen, address = client_of(cast.gwen), reverse("find_whose_card")
    assert "Amina" not in gwen.get(address).content.decode()
    assert "Amina" not in gwen.post(address, {"name": "Ami"}).content.decode()
    assert "for Amina" in gwen.post(address, {"name": " amina "}).content.decode()
    assert "Farid" not in gwen.post(address, {"name": "farid "}).content.decode().split("<h2")[-1]


@pytest.mark.parametrize("who", ["dev", "efa", "amina", "gwen"])
def test_nobody_else_finds_or_makes_cards_of_others(cast: Cast, who: str) -> None:
    leave_to_give_cards(cast, cast.cerys, cast.bryn)
    for client in (client_of(getattr(cast, who)), client_of(cast.cerys)):
        for name in ("choose_picture_for", "issue_code_card_for"):
            address = reverse(name, args=[cast.idris.code])
            answer = client.post(address, {"picture": "sun"})
            assert answer.status_code in (404, 405)
            assert client.get(address).status_code in (404, 405)
    assert client_of(getattr(cast, who)).get(reverse("find_whose_card")).status_code == 404
    assert not CodeCard.objects.exists()


@pytest.mark.parametrize("name", ["show_card", "issue_code_card", "end_code_card"])
def test_a_passer_by_has_no_card(db: None, name: str) -> None:
    client = Client()
    response = client.get(reverse(name)) if name == "show_card" else client.post(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign_in"))
