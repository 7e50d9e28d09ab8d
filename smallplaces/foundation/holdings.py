"""What a place holds of a person: so that they can take all of it, or have it forgotten.

Each room fills these lists in `AppConfig.ready()`. A test of the house sees to it that no table
with anything personal in it is missing: it is taken along, or it is said why not; and it is said
what becomes of it when the person wants to be forgotten.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models

Row = dict[str, Any]
FORGOTTEN = "(forgotten)"
"""What stands where words stood that are forgotten, in columns that may not be empty."""
NAMELESS = "Someone who left"
"""What stands where the name of a person stood who is forgotten."""

Column: TypeAlias = "models.Field[Any, Any]"
SCHEMAS: dict[type, Row] = {
    models.BooleanField: {"type": "boolean"},
    models.IntegerField: {"type": "integer"},
    models.FloatField: {"type": "number"},
    models.DateTimeField: {"type": "string", "format": "date-time"},
    models.DateField: {"type": "string", "format": "date"},
    models.UUIDField: {"type": "string", "format": "uuid"},
    models.JSONField: {},
    models.CharField: {"type": "string"},
    models.TextField: {"type": "string"},
    models.ForeignKey: {"type": "string"},
}


class Holding(Protocol):
    """Rows of one kind that a place holds of a person, and their JSON Schema."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    def schema(self) -> Row: ...

    def rows_of(self, person: Any, at: datetime) -> list[Row]: ...


@dataclass(frozen=True)
class Table:
    """The rows of one table that are about a person, all columns but keys and `leave_out`.

    `leave_out` says of each column that stays behind why. Another row is given by its name, or by
    its code where it has none.
    """

    model: type[models.Model]
    title: str
    find: Callable[[Any, datetime], models.QuerySet[Any]]
    leave_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name of the table, as the log gives it: "people.tie"."""
        return self.model._meta.label_lower

    @property
    def columns(self) -> list[Column]:
        """Return the columns that are taken along."""
        return [
            column
            for column in self.model._meta.concrete_fields
            if not column.primary_key
            and column.name not in self.leave_out
            and not (column.is_relation and _is_a_parent(column))
            and column.name != "id"
        ]

    def schema(self) -> Row:
        """Return the JSON Schema of one row."""
        properties = {column.name: _schema_of(column) for column in self.columns}
        return _an_object(properties, self.title)

    def rows_of(self, person: Any, at: datetime) -> list[Row]:
        """Return the rows of `person`, in the order they came."""
        keys = [column.name for column in self.columns if column.is_relation]
        found = self.find(person, at).order_by("pk").select_related(*keys)
        return [{column.name: _value(column, row) for column in self.columns} for row in found]


@dataclass(frozen=True)
class Made:
    """Rows that are made for the one who reads them, so that nothing of others is in them."""

    name: str
    title: str
    properties: Mapping[str, Row]
    find: Callable[[Any, datetime], Iterable[Row]]

    def schema(self) -> Row:
        """Return the JSON Schema of one row."""
        return _an_object(dict(self.properties), self.title)

    def rows_of(self, person: Any, at: datetime) -> list[Row]:
        """Return the rows of `person`."""
        return list(self.find(person, at))


@dataclass(frozen=True)
class File:
    """A file of its own in what a person takes along, in an open format."""

    name: str
    words: str
    make: Callable[[Any, datetime], bytes]


class Fate(StrEnum):
    """What becomes of something when the person it is about wants to be forgotten."""

    ERASED = "erased"
    NAMELESS = "nameless"
    KEPT = "kept"


@dataclass(frozen=True)
class Ending:
    """What becomes of some tables when a person is forgotten, in words they read beforehand.

    `what` begins a line of a list. `why` is said of whatever is not erased. `term` names
    the term in `foundation.terms` until which something is kept.
    """

    fate: Fate
    what: str
    tables: tuple[str, ...]
    why: str = ""
    term: str = ""


holdings: list[Holding] = []
files: list[File] = []
endings: list[Ending] = []

# Tables with something personal in them that nobody takes along, or that need no ending: why.
not_taken: dict[str, str] = {}
not_ended: dict[str, str] = {}


def _an_object(properties: Row, title: str) -> Row:
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _is_a_parent(column: Column) -> bool:
    return bool(getattr(column.remote_field, "parent_link", False))


def _schema_of(column: Column) -> Row:
    """Return the JSON Schema of a column: its type, its choices in words, null where it may be."""
    if isinstance(column, ArrayField):
        schema: Row = {"type": "array", "items": _schema_of(column.base_field)}
    else:
        kinds = (SCHEMAS[kind] for kind in type(column).__mro__ if kind in SCHEMAS)
        schema = dict(next(kinds))
    if column.choices and not isinstance(column, ArrayField):
        schema = {"anyOf": [{"const": key, "title": str(said)} for key, said in column.flatchoices]}
        if column.blank:
            schema["anyOf"].append({"const": "", "title": "Nothing"})
    return {"anyOf": [schema, {"type": "null"}]} if column.null and schema else schema


def _value(column: Column, row: models.Model) -> Any:
    value = getattr(row, column.name)
    if isinstance(value, models.Model):
        return str(getattr(value, "name", None) or getattr(value, "code", None) or value.pk)
    return plain(value)


def plain(value: Any) -> Any:
    """Return `value` as JSON holds it: moments in UTC, days and codes as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | uuid.UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
