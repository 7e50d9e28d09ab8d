"""The documentation says what is so, and leads somewhere."""

import os
import re
import secrets
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.management import CommandError, call_command

from smallplaces.foundation.keyring import make_ring
from smallplaces.site.cli import COMMANDS, main
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


# What people are told to type to run a place


DEPLOY = REPOSITORY / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TYPED = re.compile(
    r"(?:^|[`$ /])(?:python -m )?smallplaces ((?:[a-z]+(?:-[a-z]+)*)(?: --?[a-z-]+)*)"
)


def commands_in(text: str) -> set[tuple[str, ...]]:
    """Return the commands of ours that a text tells people to type, with their options."""
    return {
        tuple(word for word in found.split() if word[0] != "-" or word.startswith("--"))
        for found in TYPED.findall(text)
        if found.split()[0] in COMMANDS
    }


@pytest.mark.parametrize(
    "page",
    [*UNITS, REPOSITORY / "docs/how-to/deploy.md", REPOSITORY / "docs/how-to/run-a-place.md"],
    ids=lambda p: p.name,
)
def test_every_command_that_a_guide_or_unit_names_can_be_run(page: Path) -> None:
    commands = commands_in(page.read_text())
    assert commands
    for name, *options in commands:
        told = CliRunner().invoke(main, [name, "--help"])
        assert told.exit_code == 0
        for option in options:
            assert option in told.output, f"{page.name} says {name} {option}."


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_a_unit_starts_a_command_of_ours_as_an_ordinary_user(unit: Path) -> None:
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit)
    python, *words = parsed["Service"]["ExecStart"].split()
    assert python == "/opt/smallplaces/.venv/bin/python"
    done = subprocess.run(
        [sys.executable, *words, "--help"], cwd=REPOSITORY, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert parsed["Service"]["User"] == "smallplaces"
    assert parsed["Service"]["NoNewPrivileges"] == "yes"
    timer = unit.with_suffix(".timer")
    assert timer.exists() == (parsed["Service"].get("Type") == "oneshot")


def test_every_setting_in_the_example_is_one_that_we_read() -> None:
    code = "".join(path.read_text() for path in (REPOSITORY / "smallplaces/site").rglob("*.py"))
    names = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "place.env").read_text(), re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if f'"{name}"' not in code] == []


def test_the_example_is_safe_once_its_secret_is_given(tmp_path: Path) -> None:
    given = dict(
        line.split("=", 1)
        for line in (DEPLOY / "place.env").read_text().splitlines()
        if line and not line.startswith("#")
    )
    ring = tmp_path / Path(given["SMALLPLACES_KEYS"]).name
    make_ring(ring)
    given |= {"SMALLPLACES_KEYS": str(ring)}
    given |= {"SMALLPLACES_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    for secret, code in (("", 1), (secrets.token_urlsafe(48), 0)):
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            cwd=REPOSITORY,
            env=given | {"SMALLPLACES_SECRET": secret},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_the_web_server_in_front_believes_no_visitor_and_notes_none(name: str) -> None:
    text = (DEPLOY / name).read_text()
    assert "X-Forwarded-Proto https" in text
    assert "X-Forwarded-For" in text
    assert not re.search(r"^\s*(log\b|access_log (?!off))", text, re.MULTILINE)
