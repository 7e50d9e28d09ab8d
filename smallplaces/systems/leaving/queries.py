"""What a person can take along, and what becomes of everything when they want to be forgotten."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string

from smallplaces.foundation.holdings import Ending, Fate, Row, endings, files, holdings, plain
from smallplaces.foundation.spreadsheets import as_csv
from smallplaces.foundation.terms import Term, term_of
from smallplaces.ground.people.models import Person
from smallplaces.ground.places import queries as places

SCHEMA_NAME, EVERYTHING_NAME, README_NAME = (
    "everything.schema.json",
    "everything.json",
    "README.txt",
)
ALWAYS = (1980, 1, 1, 0, 0, 0)  # so that the same things make the same archive


@dataclass(frozen=True, slots=True)
class EndingSeen:
    """What becomes of something, as a person reads it before they choose."""

    what: str
    why: str
    term: Term | None


def endings_for(person: Person, fate: Fate, *, at: datetime) -> list[EndingSeen]:
    """Return what has `fate` when `person` is forgotten, with the term where they live."""
    path = places.path_of(person.home) if person.home else []
    nation = path[0].name if path else ""
    return [_seen(each, nation, at) for each in endings if each.fate == fate]


def _seen(ending: Ending, nation: str, at: datetime) -> EndingSeen:
    term = term_of(ending.term, nation=nation, on=at.date()) if ending.term else None
    return EndingSeen(ending.what, ending.why, term)


def everything_schema() -> Row:
    """Return the JSON Schema (2020-12) of what a person takes along."""
    properties = {
        each.name: {"title": each.title, "type": "array", "items": each.schema()}
        for each in holdings
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything a place holds of one person",
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "name": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "holdings": {
                "type": "object",
                "properties": properties,
                "required": sorted(properties),
                "additionalProperties": False,
            },
        },
        "required": ["place", "name", "made_at", "holdings"],
        "additionalProperties": False,
    }


def everything_of(person: Person, *, at: datetime) -> dict[str, Any]:
    """Return all that is held of `person`, as plain JSON that fits `everything_schema`."""
    return {
        "place": settings.PLACE_NAME,
        "name": person.name,
        "made_at": plain(at),
        "holdings": {each.name: each.rows_of(person, at) for each in holdings},
    }


def archive_of(person: Person, *, at: datetime) -> bytes:
    """Return one ZIP with everything of `person` in open formats.

    The same things at the same moment make the same bytes.
    """
    everything, kept = everything_of(person, at=at), io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in _contents(person, everything, at):
            entry = ZipInfo(name, ALWAYS)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, content)
    return kept.getvalue()


def _contents(
    person: Person, everything: dict[str, Any], at: datetime
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file of the archive."""
    filled = [each for each in holdings if everything["holdings"][each.name]]
    words = {"name": person.name, "made_at": at, "files": files, "holdings": filled}
    yield README_NAME, render_to_string("leaving/README.txt", words).encode()
    yield EVERYTHING_NAME, _as_json(everything)
    yield SCHEMA_NAME, _as_json(everything_schema())
    for file in sorted(files, key=lambda each: each.name):
        yield file.name, file.make(person, at)
    for each in sorted(filled, key=lambda one: one.name):
        yield f"tables/{each.name}.csv", _as_table(everything["holdings"][each.name])


def _as_json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def _as_table(rows: list[Row]) -> bytes:
    """Return rows as CSV; a list or an object in a cell is written as JSON."""
    heads = list(rows[0])
    return as_csv(heads, ([_cell(row[head]) for head in heads] for row in rows)).encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
