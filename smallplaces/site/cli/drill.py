"""`smallplaces drill`: lose everything in a copy, bring it back, and say how long that took.

The place itself is not touched. A copy of it is made from the newest backup; in the copy every row
of every table is deleted; then a second copy is brought back to the moment before, and compared.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import psycopg
from psycopg.sql import SQL, Identifier

from smallplaces.site.postgres import Cluster, DatabaseTrouble, running
from smallplaces.site.postgres.account import account_for
from smallplaces.site.postgres.archive import archive_of, backups_of, make_archive
from smallplaces.site.postgres.backup import number, wait_for_archive
from smallplaces.site.postgres.home import find_home
from smallplaces.site.postgres.recovery import best_backup, restore
from smallplaces.site.postgres.roles import DATABASE, SUPERUSER, connected

from .backups import bring_heads, check_is_ours, get_ready_and_check
from .place import data_folder

DRILLS = "drills.jsonl"
AT_MOST = 60.0
TABLES = """
    SELECT schemaname, tablename FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Drill:
    """What one drill found. `seconds` are from the loss until the copy was back and looked at."""

    at: str
    backup: str
    rows: int
    seconds: float
    is_the_same: bool
    check: int

    @property
    def is_well(self) -> bool:
        """Say whether everything came back, whole and in time."""
        return self.is_the_same and self.check == 0 and self.seconds <= AT_MOST


@click.command()
def drill() -> None:
    """Lose everything in a copy of this place, bring it back, and say how long it took.

    Uses the newest backup. Ends with 1 if it took more than a minute, or anything was not as
    before. Adds a line to `drills.jsonl` beside the backups. Needs room for three copies.
    """
    check_is_ours("try a restore of")
    backups = backups_of(find_home(data_folder()))
    backup = best_backup(backups, None)
    with scratch() as folder:
        done = lose_and_bring_back(backups, backup, folder)
    with (backups / DRILLS).open("a") as log:
        (backups / DRILLS).chmod(0o600)
        log.write(json.dumps(asdict(done)) + "\n")
    click.echo(
        f"{done.rows} rows in all tables were lost, and were back and looked at after"
        f" {done.seconds:.1f} seconds."
    )
    if not done.is_well:
        why = "something was not as before" if done.seconds <= AT_MOST else "that was too long"
        raise click.ClickException(f"The drill did not go well: {why}.")
    click.echo("All is as it was the moment before.")


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that the database's user may pass through; it is gone afterwards."""
    where = os.environ.get("TMPDIR", "/var/tmp")  # noqa: S108 - often a real disk; /tmp is not
    folder = Path(tempfile.mkdtemp(prefix="smallplaces-drill-", dir=where))
    folder.chmod(0o711)
    named = os.environ.pop("SMALLPLACES_BACKUPS", None)  # the copies must not write there
    try:
        yield folder
    finally:
        if named is not None:
            os.environ["SMALLPLACES_BACKUPS"] = named
        shutil.rmtree(folder, ignore_errors=True)


def lose_and_bring_back(backups: Path, backup: Path, folder: Path) -> Drill:
    """Go through the whole drill in `folder`."""
    lost, back = folder / "lost", folder / "back"
    restore(backup, [backups / "wal"], lost)
    home = find_home(lost)
    make_archive(home, account_for([home.cluster, lost]))
    with running(lost) as cluster:
        before = fingerprint(cluster)
        moment = the_moment(cluster)
        lose_everything(cluster)
        wait_for_archive(cluster.home)
        archives = [backups / "wal", archive_of(cluster.home)]
    started = time.monotonic()
    restore(backup, archives, back, until=moment)
    with running(back) as cluster:
        is_the_same = fingerprint(cluster) == before
        bring_heads(backups, back, moment)
        code = get_ready_and_check(back, **secrets())
    return Drill(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        backup=backup.name,
        rows=sum(count for count, _ in before.values()),
        seconds=round(time.monotonic() - started, 2),
        is_the_same=is_the_same,
        check=code,
    )


def fingerprint(cluster: Cluster) -> dict[str, tuple[int, Any]]:
    """Return how many rows each table has, and one number for all that is in them."""
    with connected(cluster.home.socket, role=SUPERUSER, database=DATABASE) as connection:
        return {f"{schema}.{name}": told for schema, name, told in _tables(connection)}


def _tables(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str, Any]]:
    for schema, name in connection.execute(TABLES).fetchall():
        question = SQL("SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {} t")
        yield schema, name, connection.execute(question.format(Identifier(schema, name))).fetchone()


def the_moment(cluster: Cluster) -> datetime:
    """Return a moment after everything so far and before everything to come, by PostgreSQL."""
    with connected(cluster.home.socket, role=SUPERUSER, database=DATABASE) as connection:
        row = connection.execute("SELECT clock_timestamp(), pg_sleep(0.05)").fetchone()
    if row is None:
        raise DatabaseTrouble("The database does not say what time it is.")
    moment: datetime = row[0]
    return moment


def lose_everything(cluster: Cluster) -> None:
    """Delete every row of every table in a copy, as somebody might by mistake."""
    with connected(cluster.home.socket, role=SUPERUSER, database=DATABASE) as connection:
        connection.execute("SET session_replication_role = replica")  # no guard says no
        with connection.transaction():
            for schema, name in connection.execute(TABLES).fetchall():
                connection.execute(SQL("DELETE FROM {}").format(Identifier(schema, name)))
    left = number(cluster.home, "SELECT count(*) FROM django_migrations")
    if left:
        raise DatabaseTrouble("The drill could not lose what it meant to lose.")


def secrets() -> dict[str, str]:
    """Return the settings with which the copy can be looked at as the place itself can."""
    kept, ring = data_folder() / "secret_key", data_folder() / "keys.json"
    given = {"SMALLPLACES_SECRET": kept.read_text().strip()} if kept.exists() else {}
    given |= {"SMALLPLACES_KEYS": str(ring)} if ring.exists() else {}
    return {name: os.environ.get(name) or text for name, text in given.items()}
