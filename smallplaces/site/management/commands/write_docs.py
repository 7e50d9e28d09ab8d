"""`manage write_docs`: the parts of docs/ that are drawn from the code. `--check` only compares.

Each part stands in its page between `<!-- drawn: … -->` and `<!-- end -->`; the words around it
are written by hand.
"""

import re
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import click
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from smallplaces.site.cli import main

REPOSITORY: Path = settings.SITE_DIR.parents[1]
WIDTH = 88  # letters of a line of help, whatever terminal this is run in
TARGET = re.compile(r"^([a-z][a-z -]*):.*?##\s*(.+)$", re.MULTILINE)


class Command(BaseCommand):
    """Draw every part afresh, or say which page is out of date."""

    help = "Draw the parts of docs/ that come from the code."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to compare only."""
        parser.add_argument("--check", action="store_true", help="change nothing, only compare")

    def handle(self, *, check: bool, **_: object) -> None:
        """Write the pages. With `check`, raise CommandError when one is out of date."""
        for name, draw in DRAWN.items():
            page = REPOSITORY / "docs" / name
            before = page.read_text()
            after = put_between_the_marks(before, draw())
            if check and before != after:
                raise CommandError(f"docs/{name} is out of date: run `manage write_docs`.")
            if before != after:
                page.write_text(after)
                self.stdout.write(f"Drew docs/{name}.")


def put_between_the_marks(page: str, part: str) -> str:
    """Return `page` with `part` in the place of what stood between the marks."""
    marks = re.compile(r"(<!-- drawn: [^>]* -->\n).*?(<!-- end -->)", re.DOTALL)
    drawn, count = marks.subn(lambda found: f"{found[1]}{part.strip()}\n{found[2]}", page)
    if count != 1:
        raise CommandError("The page needs <!-- drawn: … --> and <!-- end --> once.")
    return drawn


def contract(name: str) -> list[str]:
    """Return the layers of the import contract `name`, highest first."""
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers: list[str] = next(c["layers"] for c in contracts["contracts"] if c["id"] == name)
    return layers


def draw_house() -> str:
    """Return the house as a Mermaid flowchart: who stands on whom. Dashed: not built yet."""
    return "```mermaid\nflowchart TB\n" + "\n".join(_boxes()) + "\n```"


def _boxes() -> Iterator[str]:
    floors, levels = contract("floors"), [level.split("|") for level in contract("ground")]
    for floor in floors:
        rows = levels if floor == "ground" else [packages(floor)]
        boxes = [_box(floor, name.strip()) for row in rows for name in row]
        yield from [f"    subgraph {floor}", *boxes, "    end"] if boxes else [f"    {floor}"]
    for above, below in pairwise(levels):
        yield f"    {_all(above)} --> {_all(below)}"
    for upper, lower in pairwise(floors):
        yield f"    {upper} --> {lower}"
    yield "    classDef planned stroke-dasharray: 4 4"


def _box(floor: str, name: str) -> str:
    """Return one room; a name in brackets is planned until its folder is there."""
    room = name.strip("()")
    is_planned = name != room and not (REPOSITORY / "smallplaces" / floor / room).exists()
    return f"        {room}" + ":::planned" * is_planned


def _all(row: list[str]) -> str:
    return " & ".join(name.strip(" ()") for name in row)


def packages(floor: str) -> list[str]:
    """Return the rooms or engines of `floor`; nothing for a floor that is made of modules."""
    if floor in {"site", "foundation"}:
        return []
    folders = (REPOSITORY / "smallplaces" / floor).glob("*/__init__.py")
    return sorted(path.parent.name for path in folders)


def draw_commands() -> str:
    """Return every command of ours with its help, then every target of the Makefile."""
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = [
        f"| `make {name}` | {words} |"
        for names, words in TARGET.findall(makefile)
        for name in names.split()
    ]
    top = click.Context(
        main, info_name="smallplaces", terminal_width=WIDTH, **main.context_settings
    )
    helps = [help_of(top, name) for name in main.list_commands(top)]
    table = "\n".join(["| Target | What it does |", "|---|---|", *targets])
    return "\n\n".join([*helps, "## make", table])


def help_of(top: click.Context, name: str) -> str:
    """Return the help of one command as a section."""
    command = main.get_command(top, name)
    assert command is not None  # noqa: S101
    context = click.Context(command, info_name=name, parent=top, terminal_width=WIDTH)
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return f"## {name}\n\n```text\n" + "\n".join(lines) + "\n```"


def draw_decisions() -> str:
    """Return the list of decision records, by number, each with its title."""
    pages = sorted((REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"))
    return "\n".join(f"- [{page.name[:4]}]({page.name}) {title_of(page)}" for page in pages)


def title_of(page: Path) -> str:
    """Return the heading of a page, without its number."""
    return re.sub(r"^#\s*(?:\d+\.?\s*)?", "", page.read_text().split("\n", 1)[0])


DRAWN: dict[str, Callable[[], str]] = {
    "explanation/the-house.md": draw_house,
    "reference/commands.md": draw_commands,
    "decisions/README.md": draw_decisions,
}
