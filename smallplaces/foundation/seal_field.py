"""A step of a migration that seals a column, words and all, and opens it again on the way back."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations.operations import AlterField

from .fields import SealedTextField, blind_indexes, ring
from .sealing import Broken

ROWS = 500


class SealField(AlterField):
    """Turn a column of plain words into a SealedTextField, and seal what stands there.

    A blind index of it must be there already; it is filled too. What is sealed already stays.
    """

    field: Any

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        old, new = self._model(app_label, before), self._model(app_label, after)
        if not self.allow_migrate_model(editor.connection.alias, new):
            return
        field, plain = new._meta.get_field(self.name), self._plain(old)
        editor.alter_field(old, old._meta.get_field(self.name), plain)
        for row in _rows(editor, new, field):
            words = _words(field, row)
            indexes = (each for each in blind_indexes(new) if each.of == field.name)
            told = {str(index.column): index.index_of(words) for index in indexes}
            token = ring().seal(words, **field.where(row))
            _write(editor, new, field, row, {str(field.column): token, **told})
        _check_keys_now(editor)
        editor.alter_field(old, plain, field)
        # Django writes a field's own check into a new column only, not into one that changes.
        editor.execute(
            f"{_alter(editor, field)} ADD CONSTRAINT {_check(editor, field)}"
            f" CHECK ({field.db_check(editor.connection)})",
            None,
        )

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        sealed, old = self._model(app_label, before), self._model(app_label, after)
        if not self.allow_migrate_model(editor.connection.alias, old):
            return
        field, plain = sealed._meta.get_field(self.name), self._plain(sealed)
        editor.execute(f"{_alter(editor, field)} DROP CONSTRAINT {_check(editor, field)}", None)
        editor.alter_field(sealed, field, plain)
        for row in _rows(editor, sealed, field):
            words = ring().unseal(row.__dict__[field.attname], **field.where(row))
            _write(editor, sealed, field, row, {str(field.column): words})
        _check_keys_now(editor)
        editor.alter_field(sealed, plain, old._meta.get_field(self.name))

    def _model(self, app_label: str, state: Any) -> Any:
        return state.apps.get_model(app_label, self.model_name)

    def _plain(self, model: Any) -> Any:
        plain: Any = models.TextField(null=self.field.null)
        plain.set_attributes_from_name(self.name)
        plain.model = model
        return plain


def _check_keys_now(editor: Any) -> None:
    """Let PostgreSQL look at the foreign keys of changed rows: it alters no table before."""
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    editor.execute("SET CONSTRAINTS ALL DEFERRED")


def _alter(editor: Any, field: SealedTextField) -> str:
    return f"ALTER TABLE {editor.quote_name(field.model._meta.db_table)}"


def _check(editor: Any, field: SealedTextField) -> str:
    return str(editor.quote_name(f"{field.model._meta.db_table}_{field.column}_is_sealed"))


def _rows(editor: Any, model: Any, field: SealedTextField) -> Iterator[Any]:
    """Yield an object for each row with words, with no more than they are sealed to."""
    meta, quoted = model._meta, editor.quote_name
    wanted = [meta.pk, *(meta.get_field(name) for name in field.row), field]
    columns = ", ".join(quoted(each.column) for each in wanted)
    pk, table = quoted(meta.pk.column), quoted(meta.db_table)
    question = f"""
        SELECT {columns} FROM {table}
         WHERE {pk} > %s AND {quoted(field.column)} <> '' ORDER BY {pk} LIMIT {ROWS}
    """  # noqa: S608 - names of ours
    last = -1
    while True:
        with editor.connection.cursor() as cursor:
            cursor.execute(question, [last])
            found = cursor.fetchall()
        for values in found:
            row = model()
            for each, value in zip(wanted, values, strict=True):
                row.__dict__[each.attname] = value
            yield row
        if len(found) < ROWS:
            return
        last = found[-1][0]


def _words(field: SealedTextField, row: Any) -> str:
    """Return the words of a row, sealed already or not."""
    stands: str = row.__dict__[field.attname]
    try:
        return ring().unseal(stands, **field.where(row))
    except Broken:
        return stands


def _write(editor: Any, model: Any, field: SealedTextField, row: Any, told: dict[str, str]) -> None:
    sets = ", ".join(f"{editor.quote_name(column)} = %s" for column in told)
    table, pk = (editor.quote_name(n) for n in (model._meta.db_table, model._meta.pk.column))
    with editor.connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE {pk} = %s", [*told.values(), row.pk])  # noqa: S608
