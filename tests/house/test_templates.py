"""What every page template keeps to."""

import re
from pathlib import Path

import pytest

from smallplaces.foundation.words import words_we_never_say

ROOT = Path(__file__).resolve().parents[2] / "smallplaces"
TEMPLATES = sorted(path for path in ROOT.rglob("templates/**/*.html"))
PLINTH = ["places", "people", "keys", "circles", "trust", "listings"]
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
USES = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def room_of(path: Path) -> str:
    """Return "site", or the name of the room that `path` belongs to."""
    parts = path.relative_to(ROOT).parts
    return "site" if parts[0] == "site" else parts[1]


def rooms_on(floor: str) -> set[str]:
    return {path.parent.name for path in (ROOT / floor).glob("*/apps.py")}


def may_use(room: str, other: str) -> bool:
    """Return whether a template of `room` may include or extend one of `other`."""
    if other in (room, "site") or room == "site":
        return True
    if room in PLINTH:
        return other in PLINTH and PLINTH.index(other) < PLINTH.index(room)
    if room in rooms_on("ground"):
        return other in PLINTH
    return other in rooms_on("ground")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_never_says_the_words_that_make_people_things(path: Path) -> None:
    read = HTML.sub(" ", TAGS.sub(" ", path.read_text()))
    said = words_we_never_say(read)
    assert not said, f"{path.name} says {said}. See the words in docs/words.md."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_uses_templates_of_its_own_room_below_or_the_site(path: Path) -> None:
    for used in USES.findall(path.read_text()):
        first = used.split("/")[0]
        other = first if first in rooms_on("ground") | rooms_on("systems") else "site"
        assert may_use(room_of(path), other), (
            f"{path.name} uses {used}. Templates use only their own room, rooms below, and site."
        )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_carries_no_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), (
        f"{path.name}: use a class; the policy blocks styles."
    )
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), f"{path.name}: no on… attributes."
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or "nonce" in tag, f"{path.name}: a script needs src or a nonce."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_htmx_does_works_without_it(path: Path) -> None:
    for tag in re.findall(r"<[^>]*\shx-get=[^>]*>", path.read_text()):
        assert "href=" in tag or tag.startswith(("<form", "<input", "<select", "<div")), (
            f"{path.name}: put href beside hx-get in {tag[:80]}"
        )
    for tag in re.findall(r"<[^>]*\shx-post=[^>]*>", path.read_text()):
        assert tag.startswith(("<form", "<button", "<input")), f"{path.name}: {tag[:80]}"
