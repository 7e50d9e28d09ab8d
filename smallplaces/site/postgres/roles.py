"""Who is who inside the database, and what the database contains before the first migration.

smallplaces_owner   owns the tables and changes their shape; makes test databases
smallplaces_app     the running site: reads and writes rows, never above row-level security
smallplaces_report  reads only what it is given, one view at a time
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

Role = Literal["owner", "app", "report"]
SUPERUSER = "postgres"
OWNER, APP, REPORT = "smallplaces_owner", "smallplaces_app", "smallplaces_report"
ROLE_NAMES: dict[Role, str] = {"owner": OWNER, "app": APP, "report": REPORT}
EVERY_ROLE = (SUPERUSER, OWNER, APP, REPORT)
DATABASE = "smallplaces"
TEMPLATE = "template1"
PORT = 5432
EXTENSIONS = ("btree_gist", "citext", "pg_trgm", "unaccent")

PLAIN: LiteralString = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
MAY: dict[str, LiteralString] = {OWNER: "CREATEDB", APP: "NOCREATEDB", REPORT: "NOCREATEDB"}

IN_EACH_DATABASE: tuple[LiteralString, ...] = (
    *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS),
    f"GRANT USAGE ON SCHEMA public TO {APP}, {REPORT}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
    f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
)

AS_IT_SHOULD_BE = """
    SELECT (SELECT count(*) FROM pg_roles
             WHERE rolname IN (%(owner)s, %(app)s, %(report)s)
               AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)) = 3
       AND (SELECT count(*) FROM pg_extension WHERE extname = ANY(%(extensions)s))
           = cardinality(%(extensions)s::text[])
       AND EXISTS (SELECT FROM pg_default_acl WHERE defaclobjtype = 'S')
       AND pg_has_role(%(owner)s, %(app)s, 'MEMBER')
"""


@contextmanager
def connected(socket: Path, *, role: str, database: str) -> Iterator[psycopg.Connection[Any]]:
    """Connect to `database` over the socket in the folder `socket`; each statement commits."""
    with psycopg.connect(
        host=str(socket),
        port=PORT,
        user=role,
        dbname=database,
        connect_timeout=3,
        gssencmode="disable",
        autocommit=True,
    ) as connection:
        yield connection


def furnish(socket: Path) -> None:
    """Make the roles, the database and its extensions, if any of it is missing.

    Costs one question when nothing is missing. Repeats are harmless, so a start that was killed
    half-way is finished by the next one.
    """
    if is_furnished(socket):
        return
    with connected(socket, role=SUPERUSER, database=TEMPLATE) as template:
        make_roles(template)
        fill(template)
    with connected(socket, role=SUPERUSER, database="postgres") as connection:
        make_database(connection)
    with connected(socket, role=SUPERUSER, database=DATABASE) as connection:
        fill(connection)


def is_furnished(socket: Path) -> bool:
    """Say whether the database has everything `furnish` would make."""
    facts = {"owner": OWNER, "app": APP, "report": REPORT, "extensions": list(EXTENSIONS)}
    try:
        with connected(socket, role=SUPERUSER, database=DATABASE) as connection:
            row = connection.execute(AS_IT_SHOULD_BE, facts).fetchone()
    except psycopg.OperationalError:  # no such database yet; any other trouble shows in `furnish`
        return False
    return bool(row and row[0])


def make_roles(connection: psycopg.Connection[Any]) -> None:
    """Make the three roles, or put their rights back to what they should be."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for name, may in MAY.items():
        verb: LiteralString = "ALTER" if name in known else "CREATE"
        connection.execute(SQL(f"{verb} ROLE {{}} {PLAIN} {may}").format(Identifier(name)))
    # The owner may step down to the app's or the report's rights, for tests of what those may see.
    connection.execute(f"GRANT {APP}, {REPORT} TO {OWNER}")


def make_database(connection: psycopg.Connection[Any]) -> None:
    """Make the place's database, which takes what `template1` has."""
    query = "SELECT FROM pg_database WHERE datname = %s"
    if connection.execute(query, [DATABASE]).fetchone() is None:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def fill(connection: psycopg.Connection[Any]) -> None:
    """Add the extensions and the app's rights on tables that the owner will make."""
    for statement in IN_EACH_DATABASE:
        connection.execute(statement)
