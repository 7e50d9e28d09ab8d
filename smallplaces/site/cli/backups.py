"""`smallplaces backup` and `smallplaces restore`."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from smallplaces.site.heads import NAME, add_heads, heads_in, write_heads
from smallplaces.site.postgres import DatabaseTrouble, running
from smallplaces.site.postgres.archive import backups_of
from smallplaces.site.postgres.backup import (
    KEEP_DAYS,
    copy_backup,
    files_in,
    forget_old,
    make_backup,
    read_manifest,
)
from smallplaces.site.postgres.dump import make_dump
from smallplaces.site.postgres.home import Home
from smallplaces.site.postgres.recovery import best_backup
from smallplaces.site.postgres.recovery import restore as bring_back

from .place import data_folder

NOT_OURS = (
    "DATABASE_URL names a PostgreSQL of your own, and this command is for the one that comes with"
    " Small Places. docs/how-to/deploy.md says how to {} yours."
)
FOLDER = click.Path(file_okay=False, path_type=Path)
MOMENTS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]


@click.command()
@click.option("--to", type=FOLDER, help="Then also copy it to this folder, on another disk.")
@click.option(
    "--keep-days",
    type=click.IntRange(1, 3650),
    default=KEEP_DAYS,
    show_default=True,
    help="Remove backups that are older, but never the newest.",
)
def backup(to: Path | None, keep_days: int) -> None:
    """Make a whole backup while the place runs, and read it back.

    From the first one on, whatever is done is also kept in the archive beside it, at most a minute
    later. Both lie in SMALLPLACES_BACKUPS, or in `backups` in the data folder. Secrets are not in
    them: keep those somewhere else. With a PostgreSQL of your own it is what pg_dump writes, and
    there is no archive.
    """
    data, started = data_folder(), time.monotonic()
    if own := os.environ.get("DATABASE_URL"):
        backups = backups_of(Home(data))
        owner = os.environ.get("DATABASE_OWNER_URL", own)
        made = make_dump(owner, data, backups, at=datetime.now(UTC))
        click.echo("Without an archive: PostgreSQL is your own, and only its keeper can keep one.")
    else:
        with running(data) as cluster:
            made = make_backup(cluster, data, at=datetime.now(UTC))
            backups = backups_of(cluster.home)
    add_heads(backups / NAME, heads_in(data / NAME))
    size = sum(path.stat().st_size for path in files_in(made)) / 1_000_000
    click.echo(f"Kept {made}: {size:.0f} MB in {time.monotonic() - started:.1f} seconds.")
    if to is not None:
        copy_backup(backups, made, to.resolve())
        add_heads(to / NAME, heads_in(backups / NAME))
        click.echo(f"Copied to {to}.")
    for old in forget_old(backups, days=keep_days, at=datetime.now(UTC)):
        click.echo(f"Removed {old.name}: more than {keep_days} days old.")
    for name in read_manifest(made).secrets_kept_apart:
        click.echo(f"Not in it: {name}. Keep a copy of it somewhere else.")


@click.command()
@click.option(
    "--from",
    "source",
    type=FOLDER,
    help="The folder of the backups. Default: SMALLPLACES_BACKUPS.",
)
@click.option(
    "--at",
    type=click.DateTime(MOMENTS),
    help="As the place was just before this moment, in UTC if it says no zone. Default: the last.",
)
def restore(source: Path | None, at: datetime | None) -> None:
    """Bring a place back from its backups, into the empty folder that SMALLPLACES_DATA names.

    Never writes over a place. Put `secret_key` and `keys.json` into the folder first, if the place
    had them. Ends with `smallplaces check`, and with its exit code.
    """
    check_is_ours("restore")
    data, until = data_folder(), in_utc(at)
    backups = backups_to_use(source)
    chosen = best_backup(backups, until)
    moment = f"{until:%-d %B %Y, %H:%M:%S} UTC" if until else "the last that was kept"
    click.echo(f"Bringing back {chosen.name}, and what was done since, up to {moment}.")
    started = time.monotonic()
    bring_back(chosen, [backups / "wal"], data, until=until)
    bring_heads(backups, data, until)
    click.echo(f"It is back, in {time.monotonic() - started:.1f} seconds. Now we look at it.")
    say_missing_secrets(chosen, data)
    code = get_ready_and_check(data)
    click.echo("Make a new backup now: `smallplaces backup`.")
    sys.exit(code)


def check_is_ours(verb: str) -> None:
    """Stop if the database is not ours to copy as files."""
    if os.environ.get("DATABASE_URL"):
        raise DatabaseTrouble(NOT_OURS.format(verb))


def in_utc(at: datetime | None) -> datetime | None:
    """Return a moment as UTC; one without a zone is in UTC already."""
    if at is None:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def backups_to_use(source: Path | None) -> Path:
    """Return the folder to restore from. Raises UsageError if nobody named one."""
    named = source or os.environ.get("SMALLPLACES_BACKUPS")
    if not named:
        raise click.UsageError("Say where the backups are: --from FOLDER.")
    return Path(named).resolve()


def bring_heads(backups: Path, data: Path, until: datetime | None) -> None:
    """Bring the heads of the log back, up to the moment; what came later is undone on purpose."""
    heads = heads_in(backups / NAME)
    write_heads(data / NAME, [one for one in heads if until is None or one.moment < until])


def say_missing_secrets(backup: Path, data: Path) -> None:
    """Name the secrets that the place had and that are not there yet."""
    given = {"secret_key": "SMALLPLACES_SECRET", "keys.json": "SMALLPLACES_KEYS"}
    for name in read_manifest(backup).secrets_kept_apart:
        if not (data / name).exists() and not os.environ.get(given[name]):
            click.echo(f"{name} is missing: put your copy into {data}, or some things stay closed.")


def get_ready_and_check(data: Path, **more: str) -> int:
    """Bring the tables of the place in `data` up to date and look at everything; return 0 if well.

    In processes of their own: Django is set up once in each, for one place.
    """
    place = os.environ | {"SMALLPLACES_DATA": str(data), **more}
    place.pop("SMALLPLACES_BACKUPS", None)  # only `run` and `backup` go on with the archive
    for words in (["migrate"], ["check"]):
        quiet = subprocess.DEVNULL if words == ["migrate"] else None
        command = [sys.executable, "-m", "smallplaces", *words]
        done = subprocess.run(command, env=place, stdout=quiet, check=False)
        if done.returncode:
            return done.returncode
    return 0
