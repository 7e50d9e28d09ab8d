"""Leaving quickly, in a real browser: nothing of the page is left, and nobody is signed in."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from .conftest import OpenPage

SECRET = "He must not read this."
NEUTRAL = "Rain later."
ANNOUNCED = "Clear-Site-Data header"  # Chromium says in its console what it has cleared


def write_a_secret(request: HttpRequest) -> HttpResponse:
    """Page that only someone with a session can read; asking for it with ?start begins one."""
    if "start" in request.GET:
        request.session["words"] = SECRET
    words = request.session.get("words", "Nothing here.")
    return render(request, "404.html", {"place_name": words})


urlpatterns = [path("secret/", write_a_secret), path("", include("smallplaces.site.urls"))]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]


class Weather(BaseHTTPRequestHandler):
    """The everyday website that people leave to."""

    def do_GET(self) -> None:
        """Answer anything with one line about the weather."""
        body = f"<!doctype html><title>Weather</title>{NEUTRAL}".encode()
        self.send_response(200 if self.path == "/weather" else 204)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body) if self.path == "/weather" else 0))
        self.end_headers()
        if self.path == "/weather":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def neutral_site(settings: Settings) -> Iterator[str]:
    """Run the neutral site on an origin of its own, and point this place to it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    settings.NEUTRAL_SITE = f"{origin}/weather"
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
    directives["form-action"] = [*directives["form-action"][:1], origin]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    yield settings.NEUTRAL_SITE
    server.shutdown()
    server.server_close()


def session_key(page: Page) -> str:
    """Return the key of the session that this browser holds."""
    return next(str(cookie.get("value")) for cookie in page.context.cookies())


def assert_session_ends(page: Page, key: str) -> None:
    """Wait until the session is gone from the database and its cookie from the browser."""
    for _ in range(100):
        if not SessionStore().exists(key) and page.context.cookies() == []:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"still there: session {SessionStore().exists(key)}, {page.context.cookies()}")


def test_a_click_leaves_nothing_behind(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    expect(page.get_by_text(SECRET).first).to_be_visible()
    key = session_key(page)
    page.get_by_role("button", name="Leave quickly").click()
    expect(page).to_have_url(neutral_site)
    expect(page.get_by_text(NEUTRAL)).to_be_visible()
    assert_session_ends(page, key)


def test_back_does_not_return_to_the_page(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    page.get_by_role("button", name="Leave quickly").click()
    expect(page).to_have_url(neutral_site)
    page.go_back()
    assert "secret" not in page.url
    assert SECRET not in page.content()


def test_an_earlier_page_shows_nothing_either(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    key = session_key(page)
    page.goto("/leaving-quickly/")
    page.get_by_role("button", name="Leave quickly").click()
    expect(page).to_have_url(neutral_site)
    assert_session_ends(page, key)
    page.goto("/secret/")
    assert SECRET not in page.content()


def test_three_times_shift_leaves_too(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    key = session_key(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_url(neutral_site)
    assert_session_ends(page, key)


def test_capital_letters_do_not_leave(open_page: OpenPage) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    for letter in "AMINA":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(100)
    expect(page.get_by_text(SECRET).first).to_be_visible()


def test_leaving_works_without_javascript(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED, javascript=False)
    key = session_key(page)
    page.get_by_role("button", name="Leave quickly").click()
    expect(page).to_have_url(neutral_site)
    assert_session_ends(page, key)
    page.goto("/secret/")
    assert SECRET not in page.content()


def test_reopening_shows_nothing(open_page: OpenPage, neutral_site: str) -> None:
    page = open_page("/secret/?start", may_say=ANNOUNCED)
    key = session_key(page)
    page.get_by_role("button", name="Leave quickly").click()
    expect(page).to_have_url(neutral_site)
    assert_session_ends(page, key)
    reopened = page.context.new_page()
    reopened.goto("/secret/")
    assert SECRET not in reopened.content()
