"""Nothing that is held of a person is forgotten when they take it along, or when they go."""

from collections import Counter

import pytest
from django.db import models
from jsonschema import Draft202012Validator

from smallplaces.foundation.holdings import (
    Fate,
    Table,
    endings,
    files,
    holdings,
    not_ended,
    not_taken,
)
from smallplaces.foundation.words import words_we_never_say
from smallplaces.systems.leaving.queries import everything_schema

from .test_models import ALL_MODELS

PERSONAL = [
    model
    for model in ALL_MODELS
    if getattr(model.Privacy, "personal", ())  # type: ignore[attr-defined]
    or getattr(model.Privacy, "very_private", ())  # type: ignore[attr-defined]
]
TAKEN = {each.name for each in holdings}


@pytest.mark.parametrize("model", PERSONAL, ids=lambda m: m._meta.label)
def test_every_table_about_people_is_taken_along_or_it_is_said_why_not(
    model: type[models.Model],
) -> None:
    name = model._meta.label_lower
    assert (name in TAKEN) != (name in not_taken), (
        f"{name} holds something personal. Add a Table or Made to HOLDINGS of its room, so that "
        "people can take it along, or say in NOT_TAKEN why not."
    )


@pytest.mark.parametrize("model", PERSONAL, ids=lambda m: m._meta.label)
def test_every_table_about_people_has_an_ending(model: type[models.Model]) -> None:
    name = model._meta.label_lower
    found = [each for each in endings if name in each.tables]
    assert len(found) == 1 or (name in not_ended and not found), (
        f"{name} holds something personal. Say once in ENDINGS of its room what becomes of it when "
        "its person is forgotten, and do so in a function on people.hooks.person_forgotten."
    )


@pytest.mark.parametrize(
    "table", [each for each in holdings if isinstance(each, Table)], ids=lambda t: t.name
)
def test_what_stays_behind_of_a_table_is_there_and_has_its_reason(table: Table) -> None:
    names = {column.name for column in table.model._meta.concrete_fields}
    assert set(table.leave_out) <= names
    assert all(why.endswith(".") for why in table.leave_out.values())
    assert table.columns


def test_the_lists_name_tables_that_are_there_and_no_name_twice() -> None:
    known = {model._meta.label_lower for model in ALL_MODELS}
    said = {name for each in endings for name in each.tables} | {*not_taken, *not_ended}
    assert said <= known, f"Take {said - known} off the lists of what is held of people."
    names = [each.name for each in holdings] + [each.name for each in files]
    assert max(Counter(names).values()) == 1


def test_whatever_is_not_erased_says_why_and_whatever_is_kept_until_when() -> None:
    for each in endings:
        assert bool(each.why) == (each.fate != Fate.ERASED), each.what
        assert bool(each.term) == (each.fate == Fate.KEPT), each.what
        assert not words_we_never_say(f"{each.what} {each.why}")


def test_the_schema_of_everything_is_a_schema_and_says_what_each_part_is() -> None:
    schema = everything_schema()
    Draft202012Validator.check_schema(schema)
    parts = schema["properties"]["holdings"]["properties"]
    assert set(parts) == TAKEN
    assert all(part["title"] for part in parts.values())
