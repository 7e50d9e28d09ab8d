"""How these tests ask the database, and connect to it as the site does."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from smallplaces.site.row_security.applying import policies

LIBPQ = {"host", "port", "user", "password", "dbname"}
TABLES = sorted(table for table, _ in policies())


def count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])


def tell(cursor: Any, said: str) -> None:
    cursor.execute("SELECT set_config('smallplaces.actor', %s, true)", [said])


def pid() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


@contextmanager
def app_connection() -> Iterator[psycopg.Connection[Any]]:
    """Connect as the running site does, not as the owner who steps down."""
    known = connection.get_connection_params()
    known["user"] = "smallplaces_app"
    try:
        conn = psycopg.connect(**{k: v for k, v in known.items() if k in LIBPQ}, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("This PostgreSQL is not ours: it has no smallplaces_app.")
    with closing(conn):
        yield conn


def run_all(conn: psycopg.Connection[Any], sql: str) -> Any:
    """Run statements one by one, and return the first row of the last."""
    answer = None
    for statement in sql.split("; "):
        answer = conn.execute(statement.encode())
    return answer.fetchone() if answer is not None and answer.description else None
