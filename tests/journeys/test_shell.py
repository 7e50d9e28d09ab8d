"""The shell of every page, in a real browser: for everybody, at any width, with any script."""

import gzip

import pytest
from playwright.sync_api import expect

from .accessibility import assert_accessible
from .conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/gallery/", "/leaving-quickly/"]
FIRST_LOAD_BYTES = 120_000


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", [*PAGES, "/there-is-no-such-page/"])
def test_pages_shut_nobody_out(open_page: OpenPage, path: str, width: int) -> None:
    assert_accessible(open_page(path, width=width, may_say="404"))


@pytest.mark.parametrize("path", PAGES)
def test_pages_shut_nobody_out_in_colours_the_reader_forces(open_page: OpenPage, path: str) -> None:
    assert_accessible(open_page(path, width=390, forced_colors="active"))


@pytest.mark.parametrize("path", PAGES)
def test_the_largest_text_still_fits_a_small_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=320)
    page.get_by_role("button", name="Largest").click()
    expect(page.locator("html")).to_have_class("govuk-template place-text-150")
    assert_accessible(page)


def test_text_size_works_without_javascript_and_stays(open_page: OpenPage) -> None:
    page = open_page("/leaving-quickly/", javascript=False)
    before = page.locator("h1").bounding_box()
    page.get_by_role("button", name="Larger").click()
    expect(page).to_have_url("/leaving-quickly/")
    after = page.locator("h1").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    page.goto("/")
    expect(page.get_by_role("button", name="Larger")).to_have_attribute("aria-pressed", "true")


def test_welsh_works_without_javascript_and_says_what_is_missing(open_page: OpenPage) -> None:
    page = open_page("/leaving-quickly/", javascript=False)
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_text("Nid yw popeth yma yn Gymraeg eto.")).to_be_visible()
    expect(page.get_by_role("button", name="Gadael yn gyflym")).to_be_visible()
    expect(page.get_by_role("main")).to_have_attribute("lang", "en-GB")


def test_the_first_tab_reaches_the_main_part(open_page: OpenPage) -> None:
    page = open_page("/leaving-quickly/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_no_page_needs_a_cookie_to_be_read(open_page: OpenPage) -> None:
    page = open_page("/")
    assert page.context.cookies() == []


def test_a_first_visit_is_small(open_page: OpenPage) -> None:
    fetched: dict[str, int] = {}
    page = open_page("/leaving-quickly/")
    page.on("response", lambda response: fetched.update({response.url: weight(response.body())}))
    page.reload(wait_until="networkidle")
    assert any("theme.css" in url for url in fetched)
    assert sum(fetched.values()) <= FIRST_LOAD_BYTES, fetched


def weight(body: bytes) -> int:
    """Return how many bytes travel: compressed, unless it is packed already as fonts are."""
    return min(len(body), len(gzip.compress(body)))
