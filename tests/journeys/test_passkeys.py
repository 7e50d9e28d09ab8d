"""Passkeys in a real browser, with a phone that Chromium makes up (WebAuthn over its debugger)."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core import mail
from playwright.sync_api import CDPSession, Page, expect

from smallplaces.ground.keys.models import Way
from smallplaces.site.demonstration.cast import Cast
from tests.cast import client_of
from tests.log import recorded

from .accessibility import assert_accessible
from .conftest import OpenPage
from .people import follow, here, press

__all__ = ["here"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Phone:
    """A phone that keeps passkeys, belonging to the browser of one page."""

    def __init__(self, page: Page, **more: bool) -> None:
        self.debugger: CDPSession = page.context.new_cdp_session(page)
        self.debugger.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.debugger.send(
            "WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}}
        )
        self.code = made["authenticatorId"]

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        """Return what is on the phone."""
        kept = self.debugger.send("WebAuthn.getCredentials", {"authenticatorId": self.code})
        return list(kept["credentials"])

    def put(self, passkey: dict[str, Any]) -> None:
        """Put a passkey onto the phone, as a thief who copied one would."""
        self.debugger.send(
            "WebAuthn.addCredential", {"authenticatorId": self.code, "credential": passkey}
        )

    def clear(self) -> None:
        """Forget every passkey."""
        self.debugger.send("WebAuthn.clearCredentials", {"authenticatorId": self.code})

    def know_face(self, known: bool) -> None:
        """Let the phone know the face before it, or not."""
        self.debugger.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.code, "isUserVerified": known}
        )


def make_passkey(page: Page, name: str = "My blue phone") -> None:
    page.goto("/my/ways-in/passkey/")
    page.get_by_label("What do you call it?").fill(name)
    press(page, "Make a passkey")
    expect(page.get_by_text("Your passkey is ready.")).to_be_visible()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def sign_out(page: Page) -> None:
    press(page, "Sign out")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def come_in(page: Page) -> None:
    page.goto("/sign-in/")
    follow(page, "Use a passkey")
    press(page, "Use my passkey")


def test_amina_makes_a_passkey_on_her_phone_and_comes_in_with_it(
    here: Cast, open_page: OpenPage
) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]), width=390)
    phone = Phone(page)
    make_passkey(page)
    assert len(phone.passkeys) == 1
    assert mail.outbox[-1].to == ["amina@example.org"]
    sign_out(page)
    come_in(page)
    expect(page.get_by_text("You are signed in as Amina")).to_be_visible()
    page.goto("/my/signed-in/")
    expect(page.get_by_text("with a passkey")).to_be_visible()
    assert [line.by for line in recorded("keys.passkey_added", here.amina)] == [here.amina]


def test_a_passkey_leads_to_the_page_that_was_asked_for(here: Cast, open_page: OpenPage) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]))
    Phone(page)
    make_passkey(page)
    sign_out(page)
    page.goto("/my/plan/")
    follow(page, "Use a passkey")
    page.get_by_label("It is mine").check()
    press(page, "Use my passkey")
    expect(page).to_have_url("/my/plan/")
    cookie = next(one for one in page.context.cookies() if one["name"] == "place")
    assert cookie["expires"] > 0, "on a phone of one's own the session outlives the browser"


def test_a_passkey_is_named_and_taken_away(here: Cast, open_page: OpenPage) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]), width=390)
    Phone(page)
    make_passkey(page, "Old name")
    assert_accessible(page)
    follow(page, "Name it")
    page.get_by_label("What do you call it?").fill("Red phone")
    press(page, "Save")
    expect(page.get_by_role("heading", name="Red phone")).to_be_visible()
    press(page, "Take it away")
    expect(page.get_by_text("It does not open the door any more.")).to_be_visible()
    sign_out(page)
    come_in(page)
    expect(page.get_by_text("This passkey does not open a door here.").first).to_be_visible()


def test_a_browser_that_leaves_out_the_face_is_not_believed(
    here: Cast, open_page: OpenPage
) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]))
    phone = Phone(page)
    make_passkey(page)
    sign_out(page)
    phone.know_face(False)
    page.goto("/sign-in/passkey/")
    page.locator("form[data-passkey]").evaluate(
        """(form) => {
          const question = JSON.parse(form.dataset.question);
          question.publicKey.userVerification = "discouraged";
          form.dataset.question = JSON.stringify(question);
        }"""
    )
    press(page, "Use my passkey")
    expect(page.get_by_text("This passkey does not open a door here.").first).to_be_visible()
    phone.know_face(True)
    press(page, "Use my passkey")
    expect(page.get_by_text("You are signed in as Amina")).to_be_visible()


def test_a_passkey_that_was_copied_is_found_when_it_counts_backwards(
    here: Cast, open_page: OpenPage
) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]))
    phone = Phone(page)
    make_passkey(page)
    copied = phone.passkeys[0]
    for _ in range(2):
        sign_out(page)
        come_in(page)
        expect(page.get_by_text("You are signed in as Amina")).to_be_visible()
    sign_out(page)
    phone.clear()
    phone.put(copied)
    come_in(page)
    expect(page.get_by_text("This passkey does not open a door here.").first).to_be_visible()


def test_an_answer_is_good_for_one_question_only(here: Cast, open_page: OpenPage) -> None:
    page = open_page("/my/ways-in/", client=client_of(here.amina, ways=[Way.LETTER]))
    Phone(page)
    make_passkey(page)
    sign_out(page)
    page.goto("/sign-in/passkey/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    press(page, "Use my passkey")
    expect(page.get_by_text("You are signed in as Amina")).to_be_visible()
    body = next(one for one in sent if "answer=" in one)
    (answer,) = parse_qs(body)["answer"]
    sign_out(page)
    page.goto("/sign-in/passkey/")
    page.locator("input[name=answer]").evaluate("(box, answer) => { box.value = answer; }", answer)
    press(page, "Use my passkey")
    expect(page.get_by_text("This passkey does not open a door here.").first).to_be_visible()


@pytest.mark.parametrize("path", ["/sign-in/passkey/", "/my/ways-in/passkey/"])
def test_without_scripts_the_page_says_so_and_shows_another_way(
    here: Cast, open_page: OpenPage, path: str
) -> None:
    client = client_of(here.amina) if path.startswith("/my") else None
    page = open_page(path, client=client, javascript=False, width=390)
    expect(
        page.get_by_text("This browser cannot use passkeys, or scripts are off.")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Choose another way")).to_be_visible()
    expect(page.locator("form[data-passkey]")).to_be_hidden()


def test_someone_who_works_here_sets_up_a_passkey_and_then_needs_it(
    here: Cast, open_page: OpenPage
) -> None:
    page = open_page("/my/plan/", client=client_of(here.gwen, ways=[Way.LETTER]))
    expect(page.get_by_role("heading", name="Show once more that it is you")).to_be_visible()
    assert_accessible(page)
    Phone(page)
    follow(page, "Make a passkey")
    press(page, "Make a passkey")
    expect(page.get_by_text("Your passkey is ready.")).to_be_visible()
    page.goto("/my/plan/")
    expect(page).to_have_url("/my/plan/")
    sign_out(page)
    come_in(page)
    expect(page.get_by_text("You are signed in as Gwen")).to_be_visible()
    page.goto("/my/plan/")
    expect(page).to_have_url("/my/plan/")
