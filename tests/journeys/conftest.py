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
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Give a function that opens a path of the live server, each time as somebody new.

    `width` in px; `javascript=False` for a browser without it; `may_say` is a part of console
    lines that are expected (such as "404"); other names go to Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []
    heard: list[str] = []

    def open_it(
        path: str, *, width: int = 1280, javascript: bool = True, may_say: str = "", **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            **more,
        )
        contexts.append(context)

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
