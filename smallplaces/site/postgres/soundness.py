"""Whether the database's files are sound: every table and index read and compared (amcheck)."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from .home import Home
from .roles import DATABASE, SUPERUSER, connected

INDEXES = """
    SELECT c.oid, n.nspname, c.relname
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE a.amname = 'btree' AND i.indisvalid AND i.indisready AND c.relpersistence = 'p'
     ORDER BY 2, 3
"""
TABLES = """
    SELECT c.oid, n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence = 'p' ORDER BY 2, 3
"""


def find_damage(home: Home) -> list[str] | None:
    """Return a sentence for each table or index that is damaged; None where amcheck is missing.

    Takes the extension only for as long as it looks, and leaves no trace. Reads everything.
    """
    with connected(home.socket, role=SUPERUSER, database=DATABASE) as connection:
        question = "SELECT FROM pg_available_extensions WHERE name = 'amcheck'"
        if connection.execute(question).fetchone() is None:
            return None
        found: list[str] = []
        with connection.transaction(force_rollback=True):
            connection.execute("CREATE SCHEMA looking")
            connection.execute("DROP EXTENSION IF EXISTS amcheck")
            connection.execute("CREATE EXTENSION amcheck SCHEMA looking")
            found += _damaged_tables(connection)
            found += _damaged_indexes(connection)
    return found


def _damaged_tables(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for oid, schema, name in connection.execute(TABLES).fetchall():
        question = "SELECT blkno FROM looking.verify_heapam(%s::oid::regclass) LIMIT 1"
        try:
            with connection.transaction():
                if row := connection.execute(question, [oid]).fetchone():
                    yield f"Table {schema}.{name} is damaged at block {row[0]}."
        except psycopg.Error as error:
            yield f"Table {schema}.{name} can not be read: {_first_line(error)}"


def _damaged_indexes(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for oid, schema, name in connection.execute(INDEXES).fetchall():
        check = SQL("SELECT {}.bt_index_check(%s::oid::regclass, true)")
        try:
            with connection.transaction():
                connection.execute(check.format(Identifier("looking")), [oid])
        except psycopg.Error as error:
            yield f"Index {schema}.{name} is damaged: {_first_line(error)}"


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0]
