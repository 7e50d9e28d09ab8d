"""What the stories begin with: the cast as it is today, and the page of the anglers."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts, Listing
from smallplaces.site.demonstration.cast import Cast, build_cast

__all__ = ["anglers", "follow", "here", "press"]

FISHING = Facts(
    name="Canal Anglers",
    kind=Listing.Kind.GROUP,
    description="We go fishing by the canal with a rod and a flask. We lend tackle.",
    where="Towpath, Bridge 12",
)


@pytest.fixture
def here(transactional_db: None) -> Cast:
    """Return the cast as it is now, so that hats and support are worn today."""
    return build_cast(at=timezone.now())


@pytest.fixture
def anglers(here: Cast) -> Listing:
    """Return the anglers' page, open and kept by Efa."""
    listing = listings.start_listing(keeper=here.anglers, facts=FISHING, by=here.efa, at=here.at)
    return listings.confirm_version(version=listing.versions.get(), by=here.efa, at=here.at)


def press(page: Page, name: str, *, twice: bool = False) -> None:
    """Press a button once, or twice as shaky hands do."""
    button = page.get_by_role("button", name=name).first
    button.click(click_count=2 if twice else 1)


def follow(page: Page, name: str) -> None:
    """Follow the first link with `name` in it."""
    page.get_by_role("link", name=name).first.click()
