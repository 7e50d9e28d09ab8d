"""Cerys acts for Amina, Bryn reads her page, Dev finds nothing: trust as people meet it."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.voices import actions as voices
from smallplaces.site.demonstration.cast import Cast
from tests.cast import client_of

from .conftest import OpenPage
from .people import here, press

__all__ = ["here"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cerys_acts_for_amina_until_amina_ends_it(open_page: OpenPage, here: Cast) -> None:
    cerys = open_page("/my/sharing/", client=client_of(here.cerys), may_say="404")
    press(cerys, "Act for Amina now")
    cerys.goto("/my/plan/add/")
    if cerys.get_by_role("button", name="Open it").count():
        cerys.get_by_label("They asked me").check()
        press(cerys, "Open it")
    banner = cerys.get_by_role("region", name="Acting for someone")
    expect(banner).to_contain_text("You are acting for Amina, as yourself, Cerys.")
    cerys.get_by_label("What would you like?").fill("Go to the sea")
    press(cerys, "Save")
    expect(cerys.get_by_text("Go to the sea").first).to_be_visible()
    amina = open_page("/my/sharing/", client=client_of(here.amina))
    amina.get_by_text("Show the last things that were done").click()
    expect(amina.get_by_text("Cerys, for you, wrote down a wish of yours").first).to_be_visible()
    press(amina, "End this for Cerys")
    cerys.reload()
    expect(banner).to_have_count(0)
    expect(cerys.get_by_text("Go to the sea")).to_have_count(0)


def test_bryn_says_why_and_amina_sees_it_and_takes_it_back(open_page: OpenPage, here: Cast) -> None:
    until = here.at + timedelta(days=9)
    trust.share(
        person=here.amina, viewer=here.bryn, shelf=Shelf.PROFILE, until=until, by=here.amina,
        at=here.at,
    )  # fmt: skip
    page_of_amina = f"/people/{here.amina.code}/one-page/"
    bryn = open_page(page_of_amina, client=client_of(here.bryn), may_say="404")
    bryn.get_by_label("Something else").check()
    bryn.get_by_label("In your own words").fill("We go out on Sunday")
    press(bryn, "Open it")
    expect(bryn.get_by_role("heading", name="Amina")).to_be_visible()
    amina = open_page("/my/sharing/", client=client_of(here.amina))
    expect(amina.get_by_text("We go out on Sunday")).to_be_visible()
    amina.get_by_role("button", name="Stop").first.click()
    expect(amina.get_by_text("Bryn cannot see it any more.")).to_be_visible()
    answer = bryn.goto(page_of_amina)
    assert answer
    assert answer.status == 404


def test_dev_finds_nothing_at_addresses_of_amina(open_page: OpenPage, here: Cast) -> None:
    amina, at = here.amina, here.at
    wish = offers.make_wish(person=amina, words="Mine", by=amina, at=at)
    dev = open_page("/", client=client_of(here.dev), may_say="404")
    for address in (
        f"/people/{amina.code}/one-page/",
        f"/people/{amina.code}/plan/",
        f"/people/{amina.code}/one-page.pdf",
        f"/my/plan/{wish.code}/",
        f"/my/plan/{wish.code}/step/",
        f"/door/{amina.code}/profile/",
    ):
        answer = dev.goto(address)
        assert answer
        assert answer.status == 404, address
        assert "Amina" not in dev.content()


def test_two_tabs_with_one_answer_lose_nothing(open_page: OpenPage, here: Cast) -> None:
    one = open_page("/my/good-life/good-life/", client=client_of(here.amina), javascript=False)
    other = one.context.new_page()
    other.goto("/my/good-life/good-life/")
    for tab, words in ((one, "A dog."), (other, "A boat.")):
        tab.get_by_label("What does a good life look like to you?").fill(words)
        press(tab, "Save and continue")
    expect(other.get_by_role("heading", name="Two things were said at once")).to_be_visible()
    other.get_by_label("Keep them all").check()
    press(other, "Save")
    expect(other.get_by_text("A dog.").first).to_be_visible()
    expect(other.get_by_text("A boat.").first).to_be_visible()


def test_a_private_page_is_larger_in_welsh_and_prints_without_controls(
    open_page: OpenPage, here: Cast
) -> None:
    voices.say(
        person=here.amina, question="good-day", words="Tea first.", started_from=0, key="1",
        by=here.amina, at=here.at,
    )  # fmt: skip
    page = open_page("/my/one-page/", client=client_of(here.amina), javascript=False)
    press(page, "Put this on my page")
    press(page, "Largest")
    expect(page.locator("html")).to_have_class("govuk-template place-text-150")
    press(page, "Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_text("Tea first.").first).to_be_visible()
    page.emulate_media(media="print")
    for part in (".place-nav", ".place-reach", ".place-footer", "main .govuk-button"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_text("Tea first.").first).to_be_visible()


def the_letter() -> str:
    """Return the first letter; it is sent once the page has been, so it may take a moment."""
    for _ in range(100):
        if mail.outbox:
            break
        time.sleep(0.1)
    return str(mail.outbox[0].body)


def test_amina_comes_in_by_a_link_that_works_once(open_page: OpenPage, here: Cast) -> None:
    page = open_page("/sign-in/", may_say="410")
    page.get_by_label("Your e-mail address").fill("amina@example.org")
    press(page, "Send me a letter")
    expect(page.get_by_role("heading", name="Look in your e-mail")).to_be_visible()
    link = next(word for word in the_letter().split() if "/sign-in/link/" in word)
    page.goto(str(link))
    press(page, "Come in")
    expect(page.get_by_text("You are signed in as Amina")).to_be_visible()
    press(page, "Sign out")
    expect(page.get_by_text("You are signed in as Amina")).to_be_hidden()
    page.goto(str(link))
    press(page, "Come in")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def test_amina_comes_in_by_a_card_and_guessing_locks_it(open_page: OpenPage, here: Cast) -> None:
    mine = open_page("/my/card/", client=client_of(here.amina))
    mine.get_by_role("link", name="Make a card").click()
    mine.get_by_label("Boat").check()
    press(mine, "Make the card")
    mine.locator("dd").nth(1).wait_for()
    number, code = mine.locator("dd").all_inner_texts()[:2]
    page = open_page("/sign-in/card/")
    come_in(page, number, code)
    expect(page.get_by_text("You are signed in as Amina")).to_be_visible()
    press(page, "Sign out")
    expect(page.get_by_text("You are signed in as Amina")).to_be_hidden()
    page.goto("/sign-in/card/")
    for _ in range(5):
        come_in(page, number, "AAAAA-AAAAA")
        expect(page.locator(".govuk-error-summary")).to_contain_text("do not fit")
        page.goto("/sign-in/card/")
    come_in(page, number, code)
    expect(page.locator(".govuk-error-summary")).to_contain_text("After five wrong tries it rests")


def come_in(page: Page, number: str, code: str) -> None:
    """Type what stands on a card."""
    page.get_by_label("The number on your card").fill(number)
    page.get_by_label("The code on your card").fill(code)
    press(page, "Carry on")
    page.get_by_label("Boat").check()
    press(page, "Come in")
