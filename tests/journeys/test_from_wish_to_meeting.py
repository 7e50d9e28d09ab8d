"""Amina says what a good life is, wishes, asks, and meets; Efa says yes. Nobody says no aloud."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Introduction, Wish
from smallplaces.site.demonstration.cast import Cast
from tests.cast import client_of

from .conftest import OpenPage
from .people import anglers, follow, here, press

__all__ = ["anglers", "here"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

WISH = "I would like to go fishing by the canal."


@pytest.mark.parametrize(
    ("javascript", "twice"),
    [(True, False), (False, False), (True, True)],
    ids=["with-script", "without-script", "pressing-everything-twice"],
)
def test_a_wish_becomes_a_meeting(
    open_page: OpenPage, here: Cast, anglers: Listing, javascript: bool, twice: bool
) -> None:
    amina = open_page("/my/good-life/", client=client_of(here.amina), javascript=javascript)
    talk_about_a_good_life(amina, twice)
    ask_the_anglers(amina, twice)
    efa = open_page("/introductions/", client=client_of(here.efa), javascript=javascript)
    say_yes(efa, twice)
    amina.reload()
    expect(amina.get_by_text("Ring Efa on 01632 960 001")).to_be_visible()
    expect(efa.get_by_text("Ring Amina on 01632 960 002")).to_be_visible()
    agree_to_meet(amina, efa, twice)
    after_the_meeting(amina, efa, twice)
    assert Wish.objects.count() == 1
    assert here.amina.ties.count() == 1
    assert Introduction.objects.get().state == Introduction.State.MET


def talk_about_a_good_life(amina: Page, twice: bool) -> None:
    """Answer the five questions, look at them, and make one sentence a wish."""
    follow(amina, "Start")
    amina.get_by_label("What does a good life look like to you?").fill(WISH)
    press(amina, "Save and continue", twice=twice)
    amina.get_by_label("What is their name?").fill("Cerys")
    press(amina, "Add this person", twice=twice)
    expect(amina.get_by_role("heading", name="Add someone else")).to_be_visible()
    press(amina, "Save and continue", twice=twice)
    amina.get_by_label("What are you good at, and what would you like to give?").fill("Soup.")
    press(amina, "Save and continue", twice=twice)
    expect(amina.get_by_label("What does a good day look like?")).to_be_visible()
    press(amina, "Skip this for now")
    amina.get_by_label("How do you like people to talk with you?").fill("Slowly.")
    press(amina, "Save and continue", twice=twice)
    expect(amina.get_by_role("heading", name="Check what you have said")).to_be_visible()
    amina.get_by_label(WISH).check()
    press(amina, "Make this a wish in my plan", twice=twice)
    expect(amina.get_by_role("heading", name="My plan")).to_be_visible()


def ask_the_anglers(amina: Page, twice: bool) -> None:
    """Look for what fits the wish, and ask to be introduced."""
    press(amina, "Look for people and places that may fit")
    amina.get_by_text("This may fit").click()
    follow(amina, "Ask to be introduced")
    amina.get_by_label("What would you like to say first?").fill("Could I come along once?")
    amina.get_by_label("How could they reach you").fill("Ring Amina on 01632 960 002")
    press(amina, "Ask them", twice=twice)
    expect(amina.get_by_text("If they say yes, we tell you.")).to_be_visible()


def say_yes(efa: Page, twice: bool) -> None:
    """Open what was asked, and say yes."""
    efa.get_by_role("link", name="Someone would like to know about Canal Anglers").click()
    expect(efa.get_by_text("Could I come along once?")).to_be_visible()
    expect(efa.get_by_text("01632 960 002")).to_have_count(0)
    follow(efa, "Answer")
    efa.get_by_label("Yes", exact=True).check()
    efa.get_by_label("If yes, how could they reach you?").fill("Ring Efa on 01632 960 001")
    press(efa, "Save my answer", twice=twice)
    expect(efa.get_by_text("You both said yes").first).to_be_visible()


def agree_to_meet(amina: Page, efa: Page, twice: bool) -> None:
    """Let Amina put a time and Efa agree to it."""
    follow(amina, "Put a time and place")
    day = timezone.localdate() + timedelta(days=5)
    amina.get_by_label("Day", exact=True).fill(str(day.day))
    amina.get_by_label("Month", exact=True).fill(str(day.month))
    amina.get_by_label("Year", exact=True).fill(str(day.year))
    amina.get_by_label("What time?").fill("2pm")
    amina.get_by_label("Where?").fill("The library")
    press(amina, "Ask if this is good for them", twice=twice)
    expect(amina.get_by_text("Now it is their turn")).to_be_visible()
    efa.reload()
    press(efa, "Yes, that is good", twice=twice)
    expect(efa.get_by_text("You meet")).to_be_visible()


def after_the_meeting(amina: Page, efa: Page, twice: bool) -> None:
    """Let the day of the meeting pass; both say how it was."""
    Introduction.objects.update(meet_at=timezone.now() - timedelta(hours=2))
    for page, words in ((amina, "We caught nothing and laughed."), (efa, "Come again.")):
        page.reload()
        follow(page, "Say how it was")
        page.get_by_role("radio").first.check()
        page.get_by_label("Is there anything you would like to say?").fill(words)
        press(page, "Save", twice=twice)
        expect(page.get_by_text("How it was for you")).to_be_visible()
    amina.reload()
    expect(amina.get_by_text("Come again.")).to_be_visible()


def test_a_private_no_looks_like_silence(open_page: OpenPage, here: Cast, anglers: Listing) -> None:
    amina = open_page(f"/introductions/new/listing/{anglers.code}/", client=client_of(here.amina))
    amina.get_by_label("What would you like to say first?").fill("Could I come along once?")
    press(amina, "Ask them")
    expect(amina.get_by_text("If they say yes, we tell you.")).to_be_visible()
    silence = amina.locator("main").inner_text()
    efa = open_page("/introductions/", client=client_of(here.efa))
    efa.get_by_role("link", name="Someone would like to know about Canal Anglers").click()
    follow(efa, "Answer")
    efa.get_by_label("No", exact=True).check()
    press(efa, "Save my answer")
    expect(efa.get_by_text("You said no").first).to_be_visible()
    amina.reload()
    assert amina.locator("main").inner_text() == silence


def test_words_of_danger_put_help_first(open_page: OpenPage, here: Cast, anglers: Listing) -> None:
    for javascript in (True, False):
        page = open_page("/", javascript=javascript)
        page.get_by_label("What would you like in your life?").fill("I want to die")
        press(page, "Find")
        help_first = page.get_by_role("link", name="116 123").first
        expect(help_first).to_be_visible()
        assert page.locator("main a[href^='tel:'], main .place-result").first.get_attribute("href")
