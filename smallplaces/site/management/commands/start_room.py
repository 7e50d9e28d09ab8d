"""`make new-room NAME=gardens`, `make new-system NAME=mutual_aid`: a room with all its furniture.

The files come from `management/furniture`. What they make is small, true and tested; change the
words, then the model, then the rest.
"""

import keyword
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from string import Template

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from smallplaces.foundation.words import words_we_never_say

FURNITURE = Path(__file__).resolve().parents[1] / "furniture"
HOUSE: Path = settings.SITE_DIR.parent
LONGEST_NAME = 19  # letters; with more, lines of the furniture grow too long
FILES_OF_A_ROOM = {
    "urls",
    "admin",
    "views",
    "api",
    "forms",
    "actions",
    "emails",
    "rules",
    "queries",
    "hooks",
    "models",
    "apps",
    "migrations",
    "management",
    "templatetags",
    "templates",
    "tests",
}
SAY_NOTHING = {"utils", "helpers", "services", "common", "core", "misc"}
RENAMED = {
    "list.html": "list_{name}.html",
    "show.html": "show_{noun}.html",
    "add.html": "add_{noun}.html",
}


class Command(BaseCommand):
    """Build a room on the ground floor, or a system above it."""

    help = "Build a room on the ground floor, or a system above it, with all its furniture."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for a name and a floor."""
        parser.add_argument("name", help="what people would call it, as in `gardens`")
        parser.add_argument("--floor", choices=("ground", "systems"), required=True)
        parser.add_argument("--noun", default="", help="one of them, as in `garden`")

    def handle(self, *, name: str, floor: str, noun: str, **_: object) -> None:
        """Write the room and say what to add by hand. Writes nothing when the name is no good."""
        noun = noun or one_of(name)
        for wrong in wrong_with(name, noun):
            raise CommandError(wrong)
        room = HOUSE / floor / name
        for path, text in furniture(name, noun, floor):
            (room / path).parent.mkdir(parents=True, exist_ok=True)
            (room / path).write_text(text)
        self.stdout.write(f"Built {floor}/{name}. Now add by hand:\n")
        for line in to_add(name, noun, floor):
            self.stdout.write(f"  {line}\n")


def one_of(name: str) -> str:
    """Return the singular of `name` by the plain rules of English; --noun says it better."""
    if name.endswith("ies"):
        return name.removesuffix("ies") + "y"
    return name if name.endswith("ss") else name.removesuffix("s")


def wrong_with(name: str, noun: str) -> Iterator[str]:
    """Say, one sentence at a time, what is wrong with calling a room `name`."""
    for word in (name, noun):
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", word) or keyword.iskeyword(word):
            yield f"“{word}” is no name here: use small letters, with _ between words."
        if len(word) > LONGEST_NAME:
            yield f"“{word}” is too long: {LONGEST_NAME} letters at most."
        if said := words_we_never_say(word.replace("_", " ")):
            yield f"We never say “{said[0]}”. See docs/words.md for what we say instead."
    if name in FILES_OF_A_ROOM | SAY_NOTHING:
        yield f"“{name}” does not say what the room is about."
    taken = {app.label for app in apps.get_app_configs()}
    taken |= {path.name for path in HOUSE.glob("*/*") if path.name != "__pycache__"}
    if name in taken:
        yield f"There is a “{name}” already."
    if camel(noun) in {model.__name__ for model in apps.get_models()}:
        yield f"There is a model {camel(noun)} already: one term, one meaning. Choose --noun."


def camel(word: str) -> str:
    """Return `word` as the name of a class."""
    return "".join(part.capitalize() for part in word.split("_"))


def furniture(name: str, noun: str, floor: str) -> Iterator[tuple[Path, str]]:
    """Return every file of the room: its path inside the room, and its text."""
    durable = "(durable=True)" if floor == "systems" else ""
    one = noun.replace("_", " ")
    article = "an" if one[0] in "aeiou" else "a"
    words = {
        "name": name,
        "noun": noun,
        "key": noun.replace("_", ""),
        "floor": floor,
        "Noun": camel(noun),
        "Room": camel(name),
        "Title": name.replace("_", " ").capitalize(),
        "these": name.replace("_", " "),
        "a_noun": f"{article} {one}",
        "A_noun": f"{article.capitalize()} {one}",
        "address": name.replace("_", "-"),
        "atomic": f"@transaction.atomic{durable}",
    }
    for source in sorted(FURNITURE.rglob("*-tpl")):
        path = source.relative_to(FURNITURE).with_name(source.name.removesuffix("-tpl"))
        if path.name in RENAMED:
            path = path.parent / name / RENAMED[path.name].format(name=name, noun=noun)
        yield path, with_imports_in_order(Template(source.read_text()).substitute(words))


def with_imports_in_order(text: str) -> str:
    """Return `text` with our own imports sorted: where a name belongs depends on the name."""
    block = re.compile(r"(?:^from smallplaces\..*\n)+", re.MULTILINE)
    return block.sub(lambda found: "".join(sorted(found[0].splitlines(keepends=True))), text)


def to_add(name: str, noun: str, floor: str) -> Iterator[str]:
    """Return what only a person can decide where to put."""
    rooms = floor.upper()
    yield f'smallplaces/site/settings.py   "{name}" in the list {rooms}'
    yield f'smallplaces/site/urls.py       path("", include("smallplaces.{floor}.{name}.urls")),'
    if floor == "ground" and not is_in_the_contract(name):
        yield f'pyproject.toml                 "| {name}" in the contract “ground”'
    yield f"docs/words.md                  a row for {camel(noun)}"
    yield "and then                       make lint; python -m smallplaces manage write_docs"


def is_in_the_contract(name: str) -> bool:
    """Say whether the plan of the ground floor in pyproject.toml has kept a place for `name`."""
    plan = (HOUSE.parent / "pyproject.toml").read_text().partition('id = "ground"')[2]
    return re.search(rf"\b{name}\b", plan.partition("[[")[0]) is not None
