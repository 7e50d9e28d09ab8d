"""Every page that people reach by links shuts nobody out, says what it says plainly, and is calm.

Five people walk the demonstration place on screens of three widths. Each page is scanned once for
each kind of page, person and width: what a scanner finds is in the template, not in the thing.
"""

from collections.abc import Iterator
from functools import cache

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from smallplaces.foundation.reading_age import grade
from smallplaces.ground.offers.models import Introduction
from smallplaces.site.demonstration.building import Town
from tests.cast import client_of
from tests.crawling import ROLES, Visit, client_as, walk

from .accessibility import (
    assert_accessible,
    axe_violations,
    code_sniffer_violations,
    layout_violations,
)
from .conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIN_TEN = {
    "home",
    "find",
    "show_listing",
    "sign_in",
    "start_good_life",
    "show_plan",
    "show_people",
    "show_one_page",
    "list_introductions",
    "sharing",
}
HIGHEST_GRADE = 5.0
FEWEST_WORDS = 30
# Words of people and of listings are theirs, and are not read for their age.
NOT_OUR_WORDS = (
    "svg, script, style, .govuk-visually-hidden, [dir=auto], .place-result, .place-listing,"
    " .place-acting, .govuk-radios__label, .govuk-checkboxes__label, select, td, strong,"
    " .place-said, .govuk-summary-list__value, .place-card__title"
)
OUR_TEXT = """(not_ours) => {
  const main = document.querySelector("main");
  main.querySelectorAll(not_ours).forEach((part) => part.remove());
  main.querySelectorAll("details").forEach((part) => { part.open = true; });
  return main.innerText;
}"""


@cache
def visits(role: str, town_key: int) -> list[Visit]:
    """Return the pages of `role`, walked once in a run."""
    return list(walk(TOWNS[town_key], role))


TOWNS: dict[int, Town] = {}


def pages_of(town: Town, role: str) -> Iterator[Visit]:
    """Yield one page of each kind that `role` reaches."""
    TOWNS[id(town)] = town
    yield from visits(role, id(town))


def shut_out(page: Page, *, every_scanner: bool) -> list[str]:
    """Return a sentence for everything on `page` that shuts someone out."""
    page.evaluate("scrollTo(0, 0)")
    found = layout_violations(page) + axe_violations(page)
    return found + (code_sniffer_violations(page) if every_scanner else [])


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_open_to_everybody(
    town: Town, open_page: OpenPage, role: str, width: int
) -> None:
    page = open_page("/", client=client_as(town, role), width=width, may_say="410")
    found = []
    for visit in pages_of(town, role):
        page.goto(visit.address)
        found += [f"{visit.address}: {one}" for one in shut_out(page, every_scanner=width == 390)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", ROLES)
def test_the_main_pages_hold_in_colours_the_reader_forces(
    town: Town, open_page: OpenPage, role: str
) -> None:
    page = open_page("/", client=client_as(town, role), width=390, forced_colors="active")
    for visit in pages_of(town, role):
        if visit.kind in MAIN_TEN:
            page.goto(visit.address)
            assert_accessible(page)


@pytest.mark.parametrize("role", ["guest", "Amina"])
def test_every_page_can_be_read_at_ten_years_old(
    town: Town, open_page: OpenPage, role: str
) -> None:
    page = open_page("/", client=client_as(town, role), may_say="410")
    hard = []
    for visit in pages_of(town, role):
        page.goto(visit.address)
        text = str(page.evaluate(OUR_TEXT, NOT_OUR_WORDS))
        if len(text.split()) >= FEWEST_WORDS and grade(text) > HIGHEST_GRADE:
            hard.append(f"{visit.address} is read at grade {grade(text):.1f}:\n{text}")
    assert not hard, "\n\n".join(hard)


WRONG = [
    ("guest", "sign_in", "Send me a letter"),
    ("guest", "sign_in_with_card", "Carry on"),
    ("Amina", "make_offer", "Offer it"),
    ("Amina", "add_wish", "Save"),
    ("Amina", "add_someone", "Save"),
    ("Amina", "share", "Share it"),
    ("Amina", "add_standing_wish", "Keep it"),
    ("Amina", "open_in_breaks", "They may read it then"),
    ("Amina", "complain", "Send it"),
    ("Amina", "ask_to_be_forgotten", "Forget me in 14 days"),
    ("Amina", "ask_supporter", "Ask them"),
    ("Amina", "check_words", "Make this a wish in my plan"),
    ("Amina", "check_words", "Offer this to people near me"),
    ("Amina", "start_listing", ""),
]


@pytest.mark.parametrize(("role", "name", "button"), WRONG)
def test_a_form_with_nothing_in_it_says_so_to_everybody(
    town: Town, open_page: OpenPage, role: str, name: str, button: str
) -> None:
    page = open_page(reverse(name), client=client_as(town, role), width=390, may_say="422")
    assert_wrong(page, button)


def test_an_answer_and_a_meeting_with_nothing_in_them_say_so(
    town: Town, open_page: OpenPage
) -> None:
    efa = client_of(town.cast.efa)
    for state, name in (("ASKED", "answer_introduction"), ("BOTH_YES", "put_meeting")):
        one = Introduction.objects.get(state=state, listing=town.listings["anglers"])
        page = open_page(reverse(name, args=[one.code]), client=efa, width=390, may_say="422")
        assert_wrong(page)


def test_the_door_says_that_it_needs_a_reason(town: Town, open_page: OpenPage) -> None:
    there = reverse("read_one_page", args=[town.cast.amina.code])
    page = open_page(there, client=client_of(town.cast.bryn), width=390, may_say="422")
    assert_wrong(page, "Open it")


def assert_wrong(page: Page, button: str = "") -> None:
    """Send the form as it is; the page must say what is wrong, and be open to everybody."""
    buttons = page.locator("main form[method=post]").get_by_role("button", name=button)
    buttons.last.click()
    page.locator(".govuk-error-summary").wait_for()
    assert page.title().startswith("Error: ")
    assert_accessible(page)
