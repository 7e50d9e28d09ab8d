"""Sealing everything anew with the key that writes now, while people go on using the place.

Each row is written only if it still holds what was read (compare and set), so that nothing written
meanwhile is lost. What is done shows in the rows themselves: after a stop it goes on from there.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from smallplaces.foundation.fields import (
    Sealed,
    blind_indexes,
    models_with_sealed_fields,
    ring,
    sealed_fields,
)
from smallplaces.foundation.sealing import TOKEN, Broken
from smallplaces.ground.keys import actions as keys
from smallplaces.ground.keys import queries as keys_queries

ROWS = 500
MOST_PASSES = 20
ONE_AT_A_TIME = "sealing this place anew"


class Resealing(Exception):
    """Someone seals this place anew already."""


@dataclass
class Done:
    """How many rows were sealed anew, changed meanwhile, and could not be opened (and which)."""

    resealed: Counter[str] = field(default_factory=Counter)
    meanwhile: int = 0
    broken: list[str] = field(default_factory=list)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep others from changing keys meanwhile. Raises Resealing when someone does already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [ONE_AT_A_TIME])
        (mine,) = cursor.fetchone()
        if not mine:
            raise Resealing
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [ONE_AT_A_TIME])


def reseal_everything() -> Done:
    """Seal every row with the key that writes now."""
    done = Done()
    for model in models_with_sealed_fields():
        _reseal_model(model, done)
    _reseal_code_apps(done)
    return done


def not_sealed_to_write(model: type[Model]) -> QuerySet[Any]:
    """Return the rows of `model` with anything sealed or hashed with another key than today's."""
    today = ring().writing.id
    old = Q()
    for each in sealed_fields(model):
        has_words = Q((f"{each.name}__isnull", False)) & ~Q((each.name, ""))
        old |= has_words & ~Q((f"{each.name}__sealed_with", today))
    for index in blind_indexes(model):
        has_index = Q((f"{index.name}__isnull", False))
        old |= has_index & ~Q((f"{index.name}__sealed_with", today))
    return model._base_manager.filter(old).order_by("pk")


def is_all_sealed_to_write() -> bool:
    """Say whether nothing is left that was sealed with an older key."""
    rows = any(not_sealed_to_write(model).exists() for model in models_with_sealed_fields())
    return not rows and all(
        ring().is_sealed_to_write(app.data["secret"]) for app in keys_queries.code_apps()
    )


def keys_in_use() -> Counter[str]:
    """Return how many sealed texts and indexes there are for each key."""
    used: Counter[str] = Counter()
    for model in models_with_sealed_fields():
        table = connection.ops.quote_name(model._meta.db_table)
        places = [(each.column, 2) for each in sealed_fields(model)]
        places += [(each.column, 1) for each in blind_indexes(model)]
        with connection.cursor() as cursor:
            for name, part in places:
                column = connection.ops.quote_name(str(name))
                cursor.execute(
                    f"SELECT split_part({column}, '.', {part}), count(*) FROM {table}"  # noqa: S608
                    f" WHERE {column} <> '' GROUP BY 1"
                )
                used.update(dict(cursor.fetchall()))
    for app in keys_queries.code_apps():
        found = TOKEN.fullmatch(app.data["secret"])
        used[found.group(1) if found else "?"] += 1
    return used


def what_does_not_open(at: datetime) -> Iterator[str]:
    """Yield a sentence for each sealed text that does not open, and each index that is not its."""
    for model in models_with_sealed_fields():
        for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
            yield from _wrong_in(row)
    for app in keys_queries.code_apps():
        try:
            ring().unseal(app.data["secret"], **keys_queries.where_secret_is(app.user))
        except Broken as broken:
            yield f"Code app {app.pk}: {broken}"


def _wrong_in(row: Model) -> Iterator[str]:
    name = f"{row._meta.label} {row.pk}"
    try:
        for each in sealed_fields(type(row)):
            getattr(row, each.attname)
        for index in blind_indexes(type(row)):
            words, stands = getattr(row, index.of), getattr(row, index.attname)
            if stands not in (index.indexes_of(words) if words else [None]):
                yield f"{name}: {index.name} does not belong to what it should find."
    except Broken as broken:
        yield f"{name}: {broken}"


def _reseal_model(model: type[Model], done: Done) -> None:
    """Go through the rows again and again until none is left but those that do not open."""
    broken: dict[Any, str] = {}
    for _ in range(MOST_PASSES):
        before = done.resealed.total(), done.meanwhile
        for row in _in_batches(model):
            try:
                _reseal_row(row, done)
            except Broken as why:
                broken[row.pk] = f"{model._meta.label} {row.pk}: {why}"
        if before == (done.resealed.total(), done.meanwhile):
            break
    done.broken += broken.values()


def _in_batches(model: type[Model]) -> Iterator[Any]:
    last: Any = 0
    while rows := list(not_sealed_to_write(model).filter(pk__gt=last)[:ROWS]):
        yield from rows
        last = rows[-1].pk


def _reseal_row(row: Any, done: Done) -> None:
    """Write one row, if nobody else has since it was read."""
    stood: dict[str, Sealed] = {}
    new: dict[str, Any] = {}
    for each in sealed_fields(type(row)):
        token = row.__dict__[each.attname]
        if isinstance(token, Sealed):
            stood[each.attname] = token
            new[each.attname] = each.sealed(row, getattr(row, each.attname))
    for index in blind_indexes(type(row)):
        words = getattr(row, index.of)
        new[index.attname] = index.index_of(words) if words else None
    if type(row)._base_manager.filter(pk=row.pk, **stood).update(**new):
        done.resealed[row._meta.label] += 1
    else:
        done.meanwhile += 1


def _reseal_code_apps(done: Done) -> None:
    for app in keys_queries.code_apps():
        try:
            if keys.reseal_code_app(app=app):
                done.resealed["code apps"] += 1
        except Broken as why:
            done.broken.append(f"Code app {app.pk}: {why}")
