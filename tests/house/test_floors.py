"""The floors of the house, and the shape of its files."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST = 420
SOURCES = sorted(
    path
    for folder in ("smallplaces", "tests", "benchmarks")
    for path in (REPOSITORY / folder).rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_no_file_grows_too_long_to_read(path: Path) -> None:
    lines = path.read_text().count("\n")
    assert lines <= LONGEST, f"{path.name} has {lines} lines. Split it by noun."


@pytest.mark.parametrize(
    "room",
    sorted(path.parent for path in REPOSITORY.glob("smallplaces/*/*/apps.py")),
    ids=lambda p: p.name,
)
def test_every_room_says_what_it_is_for(room: Path) -> None:
    readme = room / "README.md"
    assert readme.exists(), f"{room.name} needs a README.md: see CONTRIBUTING.md."
    for heading in ("What it is for", "What it is not", "Always true"):
        assert heading in readme.read_text(), f"{room.name}/README.md must say “{heading}”."
