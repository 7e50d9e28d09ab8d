"""Someone finds what is near in their own words, and says that something is wrong."""

from dataclasses import replace
from urllib.parse import urljoin

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Access, Cost, Facts, Listing, Problem, Time
from smallplaces.ground.people.models import Account
from smallplaces.site.demonstration.cast import Cast, build_cast
from tests.cast import client_of

from .accessibility import assert_accessible
from .conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = ("what", "when", "where", "cost", "coming", "contact")
WIDTHS = [1280, 390, 320]
FISHING = Facts(
    name="Canal Anglers",
    kind=Listing.Kind.GROUP,
    description="We sit by the canal with a rod and a flask. We lend tackle.",
    where="Towpath, Bridge 12",
    phone="0161 496 0001",
    email="a.rather.long.address.of.the.anglers@larkbridge-anglers.example.org",
    latitude=53.717,
    longitude=-2.048,
    times=(Time("FREQ=WEEKLY;BYDAY=SU"),),
    costs=(Cost("a morning", 200),),
    access=(Access.STEP_FREE,),
)


@pytest.fixture
def here(transactional_db: None) -> Cast:
    """Return the cast as it is now, so that hats and support are worn today."""
    return build_cast(at=timezone.now())


@pytest.fixture
def anglers(here: Cast) -> Listing:
    """Return the anglers' page, open and kept by Efa."""
    listing = listings.start_listing(keeper=here.anglers, facts=FISHING, by=here.efa, at=here.at)
    version = listing.versions.get()
    return listings.confirm_version(version=version, by=here.efa, at=here.at)


def _write(here: Cast, listing: Listing, where: str, *, started_from: int) -> int:
    """Write a draft as one who started from a version; return the number it got."""
    facts = replace(FISHING, where=where)
    try:
        return listings.write_draft(
            listing=listing, facts=facts, started_from=started_from, by=here.efa, at=here.at
        ).number
    except listings.DraftMoved as moved:
        return moved.mine.number


def sign_in(page: Page, account: Account, address: str) -> None:
    """Let the browser of `page` be someone's, and open `address`."""
    cookie = client_of(account.person).cookies["place"].value
    page.context.add_cookies([{"name": "place", "value": cookie, "url": urljoin(page.url, "/")}])
    page.goto(address)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_someone_finds_the_anglers_and_says_what_is_wrong(
    open_page: OpenPage, anglers: Listing, javascript: bool
) -> None:
    page = open_page("/", javascript=javascript, width=390)
    page.get_by_label("What would you like in your life?").fill("fishing with a rod like my dad")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Canal Anglers").click()
    expect(page.get_by_role("heading", name="Canal Anglers")).to_be_visible()
    expect(page.get_by_text("Every Sunday").first).to_be_visible()
    page.get_by_role("link", name="Something is wrong here").click()
    page.get_by_label("What is wrong?").fill("They meet on Mondays now")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert Problem.objects.get().words == "They meet on Mondays now"


def test_what_was_chosen_is_taken_away_with_one_tap(open_page: OpenPage, anglers: Listing) -> None:
    page = open_page("/find/?free=on&days=7", width=390, javascript=False)
    expect(page.get_by_text("Nothing fits all of that yet")).to_be_visible()
    expect(page.get_by_label("Only what is free")).to_be_visible()
    page.get_by_role("link", name="Free").click()
    expect(page.get_by_role("link", name="Canal Anglers")).to_be_visible()
    expect(page.get_by_label("Sunday")).to_be_checked()


def test_a_keeper_changes_a_time_without_script(
    open_page: OpenPage, here: Cast, anglers: Listing
) -> None:
    page = open_page("/find/", width=390, javascript=False)
    sign_in(page, here.efa.account, f"/my/listings/{anglers.code}/edit/when/")
    page.get_by_label("Sunday").first.uncheck()
    page.get_by_label("Monday").first.check()
    page.get_by_label("From what time?").first.fill("10.30am")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Every Monday, from 10.30am").first).to_be_visible()
    page.get_by_role("button", name="It is right: make it public").click()
    expect(page.get_by_text("It is public now.")).to_be_visible()
    anglers.refresh_from_db()
    assert anglers.facts.times[0].rrule == "FREQ=WEEKLY;BYDAY=MO"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    ["/find/", "/find/?show=map", "/find/?show=table", "/find/?free=on&near=Nowhere",
     "/find/?words=I+want+to+die&age=x", "{}", "{}something-is-wrong/", "{}versions/",
     "{}versions/1/1/"],
)  # fmt: skip
def test_pages_for_everyone_shut_nobody_out(
    open_page: OpenPage, anglers: Listing, path: str, width: int
) -> None:
    assert_accessible(open_page(path.format(f"/listings/{anglers.code}/"), width=width))


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_keepers_shut_nobody_out(
    open_page: OpenPage, here: Cast, anglers: Listing, width: int
) -> None:
    problem = listings.say_problem(listing=anglers, words="It moved", by=None, at=here.at)
    theirs, mine_now = (
        _write(here, anglers, where, started_from=1) for where in ("By the bridge", "By the mill")
    )
    page = open_page("/find/", width=width)
    mine = f"/my/listings/{anglers.code}/"
    sign_in(page, here.efa.account, "/my/listings/")
    parts = [f"{mine}edit/{part}/" for part in PARTS]
    choose = f"{mine}choose/{theirs}/{mine_now}/"
    problems = f"/my/listings/problems/{problem.code}/"
    for path in ["/my/listings/", "/my/listings/new/", mine, *parts, choose, problems]:
        page.goto(path)
        expect(page).to_have_url(path)
        assert_accessible(page)
