"""The documentation says what is so, and leads somewhere."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smallplaces.site.management.commands import write_docs

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
# Pictures are taken when a version is released.
TAKEN_LATER = {"docs/pictures/home.png"}


def test_what_is_drawn_from_the_code_is_up_to_date() -> None:
    call_command("write_docs", check=True)


def test_a_page_that_is_out_of_date_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text("Before\n<!-- drawn: here -->\nold\n<!-- end -->\nAfter\n")
    monkeypatch.setattr(write_docs, "REPOSITORY", tmp_path)
    monkeypatch.setattr(write_docs, "DRAWN", {"page.md": lambda: "new"})
    with pytest.raises(CommandError, match=r"page\.md is out of date"):
        call_command("write_docs", check=True)
    call_command("write_docs")
    assert page.read_text() == "Before\n<!-- drawn: here -->\nnew\n<!-- end -->\nAfter\n"


def test_a_page_without_marks_is_not_overwritten() -> None:
    with pytest.raises(CommandError, match="once"):
        write_docs.put_between_the_marks("no marks", "part")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        goal = (page.parent / target).resolve()
        named = str(goal.relative_to(REPOSITORY))
        assert goal.exists() or named in TAKEN_LATER, f"{page.name} links to {target}."


@pytest.mark.parametrize(
    "path", sorted(REPOSITORY.glob("docs/decisions/[0-9]*.md")), ids=lambda p: p.stem
)
def test_a_decision_is_short_and_bears_its_number(path: Path) -> None:
    text = path.read_text()
    assert re.match(rf"# 0*{int(path.name[:4])}\b", text), f"{path.name} must begin with # number."
    assert len(text.split()) < 800, f"{path.name}: half a page to a page, please."


def test_every_folder_of_the_documentation_is_in_its_index() -> None:
    index = (REPOSITORY / "docs" / "README.md").read_text()
    for page in REPOSITORY.glob("docs/*/*.md"):
        if page.parent.name != "decisions" and page.name != "README.md":
            assert f"{page.parent.name}/{page.name}" in index, f"docs/README.md misses {page.name}."
