"""`make new-room` and `make new-system`: what they build passes every check of the house."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smallplaces.site.management.commands import start_room

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ROOM, SYSTEM = "smallplaces/ground/allotments", "smallplaces/systems/lending_library"


@pytest.mark.parametrize(
    "name",
    [
        "Gardens",
        "two words",
        "class",
        "2nd",
        "a__b",
        "utils",
        "views",
        "trust",
        "feeds",
        "sessions",
        "referrals",
        "service_users",
        "x" * 20,
        "../gardens",
        "",
    ],
)
def test_a_bad_or_taken_name_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "smallplaces"
    (copy / "engines" / "feeds").mkdir(parents=True)
    monkeypatch.setattr(start_room, "HOUSE", copy)
    with pytest.raises(CommandError):
        call_command("start_room", name, floor="ground")
    assert not list(copy.glob("ground/*"))


def test_a_noun_that_means_something_already_is_refused() -> None:
    with pytest.raises(CommandError, match="one term, one meaning"):
        call_command("start_room", "gardens", floor="ground", noun="person")


@pytest.mark.parametrize(
    ("name", "one"),
    [("gardens", "garden"), ("histories", "history"), ("good_life", "good_life"), ("mass", "mass")],
)
def test_one_of_is_the_singular(name: str, one: str) -> None:
    assert start_room.one_of(name) == one


def test_a_planned_room_needs_no_new_line_in_the_contract() -> None:
    def asks_for_the_contract(name: str) -> bool:
        return any("pyproject" in line for line in start_room.to_add(name, name, "ground"))

    assert not asks_for_the_contract("purses")
    assert asks_for_the_contract("greenhouses")


def test_even_the_longest_name_makes_no_line_too_long() -> None:
    longest = "x" * start_room.LONGEST_NAME
    for path, text in start_room.furniture(longest, longest, "systems"):
        if path.suffix == ".py" and "migrations" not in path.parts:
            assert max(map(len, text.split("\n"))) <= 100, path


@pytest.mark.slow
def test_what_it_builds_passes_every_check_once_it_is_listed(tmp_path: Path) -> None:
    copy = copy_of_the_repository(tmp_path / "copy")
    run(copy, sys.executable, "manage.py", "start_room", "allotments", "--floor", "ground")
    run(copy, sys.executable, "manage.py", "start_room", "lending_library", "--floor", "systems")
    list_both(copy)
    run(copy, sys.executable, "manage.py", "write_docs")
    run(copy, BIN / "ruff", "check", ROOM, SYSTEM)
    run(copy, BIN / "mypy", "--follow-imports=silent", ROOM, SYSTEM)
    run(copy, sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
    # The house tests run lint-imports too.
    run(copy, sys.executable, "-m", "pytest", "-q", ROOM, SYSTEM, "tests/house", "-m", "not slow")


def copy_of_the_repository(to: Path) -> Path:
    """Copy what git knows of, and what it would."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (REPOSITORY / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, to / name)
    return to


def list_both(copy: Path) -> None:
    """Add by hand what the command says has to be added by hand."""
    add_after(copy / "smallplaces/site/settings.py", "GROUND = [", '"allotments", ')
    add_after(copy / "smallplaces/site/settings.py", "SYSTEMS = [", '"lending_library", ')
    for room in (ROOM, SYSTEM):
        line = f'\n    path("", include("{room.replace("/", ".")}.urls")),'
        add_after(copy / "smallplaces/site/urls.py", "URLPattern | URLResolver] = [", line)
    add_after(copy / "pyproject.toml", '  "(journeys)', " | allotments")
    for noun in ("Allotment", "LendingLibrary"):
        add_after(copy / "docs/words.md", "|---|---|---|\n", f"| **{noun}** | For this test. | |\n")


def add_after(path: Path, before: str, added: str) -> None:
    text = path.read_text()
    assert before in text, f"{path.name} has no “{before}” any more."
    path.write_text(text.replace(before, before + added, 1))


def run(copy: Path, *words: str | Path) -> None:
    """Run a command in the copy, as someone would at the command line."""
    ours = ("DATABASE_", "SMALLPLACES_", "PYTEST_", "DJANGO_")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        words, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}:\n{done.stdout}{done.stderr}"
