"""Make sure that there is a Chromium for the journeys: `python -m tests.browser`.

Looks on the path, then for Playwright's own, then asks the machine's package manager, then lets
Playwright fetch one. Says in one sentence what to do when nothing works.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHAT_TO_DO = (
    "The tests walk the pages in a real browser, and there is no Chromium here. "
    "Install one (for example: apt-get install chromium), then run this again."
)


def on_the_path() -> str | None:
    """Return the path of a Chromium that is installed, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def of_playwright() -> str | None:
    """Return the path of the Chromium that Playwright fetched, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_browser() -> str | None:
    """Return the path of a Chromium, or None when there is none."""
    return on_the_path() or of_playwright()


def install_with_the_package_manager() -> bool:
    """Install Debian's Chromium when we may. Return whether that was tried and worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-y", "-qq", "chromium"])
    return all(
        subprocess.run(
            ["apt-get", *step], check=False, env=environment, stdout=subprocess.DEVNULL
        ).returncode
        == 0
        for step in steps
    )


def install_with_playwright() -> bool:
    """Let Playwright fetch its Chromium. Return whether it worked."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


def main() -> int:
    """Find or install a Chromium. Return 0, or 1 with a sentence."""
    if find_browser():
        return 0
    for install in (install_with_the_package_manager, install_with_playwright):
        if install() and find_browser():
            return 0
    print(WHAT_TO_DO, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
