"""Is this page open to everybody? Two scanners look at it as it stands in the browser.

`axe-core` and `HTML_CodeSniffer` come from the front-end packages that build the site. They are
evaluated by the debugger, so the page keeps its Content-Security-Policy while it is scanned. They
need a browser with JavaScript: what a browser without it shows is the same markup.
Scanners find perhaps a third of what shuts people out: look at the page yourself as well.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

import smallplaces.site

MODULES = Path(smallplaces.site.__file__).parent / "theme" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
CODE_SNIFFER = MODULES / "html_codesniffer" / "build" / "HTMLCS.js"

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_SCAN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `axe ${rule.id}: ${rule.help} | ${node.html.slice(0, 200)} | ${node.failureSummary}`));
}"""
CODE_SNIFFER_SCAN = """() => new Promise((done) => {
  HTMLCS.process("WCAG2AA", document, () => done(HTMLCS.getMessages()
    .filter((message) => message.type === HTMLCS.ERROR)
    .map(({ code, msg, element }) =>
      `HTMLCS ${code}: ${msg} | ${element.outerHTML?.slice(0, 200)}`)));
})"""
WIDER_THAN_THE_SCREEN = "() => document.documentElement.scrollWidth - window.innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary")]
  .filter((target) => {
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(target);
    const isShown = box.width > 1 && box.height > 1 && style.visibility === "visible";
    const isInline = style.display === "inline";
    return isShown && !isInline && Math.min(box.width, box.height) < 24;
  })
  .map((target) => `target under 24 px: ${target.outerHTML.slice(0, 200)}`)"""


def axe_violations(page: Page) -> list[str]:
    """Return one sentence for each place where `page` breaks a rule of axe (WCAG 2.2 AA)."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(AXE_SCAN, AXE_RULES)
    return found


def code_sniffer_violations(page: Page) -> list[str]:
    """Return one sentence for each error HTML_CodeSniffer finds in `page` (WCAG 2 AA)."""
    page.evaluate(CODE_SNIFFER.read_text())
    found: list[str] = page.evaluate(CODE_SNIFFER_SCAN)
    return found


def layout_violations(page: Page) -> list[str]:
    """Return a sentence if the page scrolls sideways, and one for each target that is too small."""
    extra: Any = page.evaluate(WIDER_THAN_THE_SCREEN)
    sideways = [f"the page is {extra} px wider than the screen"] if extra > 0 else []
    small: list[str] = page.evaluate(SMALL_TARGETS)
    return sideways + small


def assert_accessible(page: Page) -> None:
    """Fail with every violation that the scanners and the layout checks find in `page`."""
    page.evaluate("scrollTo(0, 0)")  # what stays in reach while scrolling covers other things
    found = layout_violations(page) + axe_violations(page) + code_sniffer_violations(page)
    assert not found, f"{page.url} shuts someone out:\n" + "\n".join(found)
