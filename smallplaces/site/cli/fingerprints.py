"""Tell whether something changed since last time, far faster than doing it again."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

PACKAGE = Path(__file__).resolve().parents[2]
LABEL = "smallplaces "


def of_migrations() -> str:
    """Return a fingerprint of every migration: ours by content, other packages' by version."""
    settings = PACKAGE / "site" / "settings.py"  # names the apps
    files = [settings, *sorted(PACKAGE.glob("**/migrations/*.py"))]
    return fingerprint(f"{path.relative_to(PACKAGE)} {path.read_text()}" for path in files)


def of_static_files(into: Path) -> str:
    """Return a fingerprint of every static file and of the folder they are collected into."""
    files = sorted(path for path in PACKAGE.glob("**/static/**/*") if path.is_file())
    facts = ((path, path.stat()) for path in files)
    lines = [f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in facts]
    return fingerprint([str(into), *lines])


def fingerprint(lines: Iterable[str]) -> str:
    """Return one short text for `lines` and for the versions of all installed packages."""
    versions = sorted(f"{each.name} {each.version}" for each in distributions())
    text = "\n".join([*versions, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def read_mark(url: str) -> str | None:
    """Return the fingerprint that `write_mark` left in the database, if any.

    It lives in the database itself, so that a restored or emptied one never carries a wrong mark.
    """
    question = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = current_database()"
    )
    with psycopg.connect(url, connect_timeout=3) as connection:
        row = connection.execute(question).fetchone()
    comment = row[0] if row else None
    return comment.removeprefix(LABEL) if comment and comment.startswith(LABEL) else None


def write_mark(url: str, mark: str | None) -> None:
    """Leave a fingerprint in the database; nothing removes it."""
    with psycopg.connect(url, connect_timeout=3) as connection:
        name = Identifier(connection.info.dbname)
        comment = Literal(None if mark is None else LABEL + mark)
        connection.execute(SQL("COMMENT ON DATABASE {} IS {}").format(name, comment))
