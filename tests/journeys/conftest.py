"""A real browser for the journeys. Every page must keep its console empty.

`open_page(path)` opens a page of the live server as somebody would; `page` is the plain case. At
the end of the test, anything that a page wrote to its console, every error and every violation of
the Content-Security-Policy, fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright's event loop lives in this thread; Django would refuse to read the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

LONGEST_WAIT_MS = 15_000

OpenPage = Callable[..., Page]


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium: one on the path, else Playwright's own."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    if on_path is None and not Path(own).exists():
        pytest.fail("There is no Chromium here. Install one, or run `playwright install chromium`.")
    return on_path or own


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for all journeys."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Give the address of the place that is walked. `town_address` where a test asks for `town`."""
    asks_for_town = "town" in request.fixturenames
    return str(request.getfixturevalue("town_address" if asks_for_town else "live_server"))


@pytest.fixture(scope="session")
def town_address(browser: Browser) -> Iterator[str]:
    """Serve the demonstration place. Unlike `live_server`, this leaves the database as it is."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


def let_in(context: BrowserContext, address: str, client: Client) -> None:
    """Give this browser the session that `client` has."""
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": address}])


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Give a function that opens a path of the place, each time in a browser of its own.

    `client` is a Django client whose session this browser gets; `width` in px;
    `javascript=False` for a browser without it; `may_say` is a part of console lines that are
    expected (such as "404"); other names go to Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []
    heard: list[str] = []

    def open_it(
        path: str,
        *,
        client: Client | None = None,
        width: int = 1280,
        javascript: bool = True,
        may_say: str = "",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            **more,
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        contexts.append(context)
        if client is not None:
            let_in(context, address, client)

        def hear(line: str) -> None:
            if not may_say or may_say not in line:
                heard.append(line)

        context.on("console", lambda message: hear(message.text))
        context.on("weberror", lambda error: hear(str(error.error)))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not heard, "the browser console should stay empty:\n" + "\n".join(heard)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Give the front page on a wide screen."""
    return open_page("/")
