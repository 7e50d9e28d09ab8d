"""A whole backup of a place whose PostgreSQL is not ours: what `pg_dump` writes, and the uploads.

    BASE/NAME/database.dump  every table as it was at one moment; `pg_restore` reads it
    BASE/NAME/uploads        what people put here
    BASE/NAME/manifest.json  as of any other backup

It has no archive, so it brings back the moment at which it was made and no other. Whoever keeps
that PostgreSQL can keep its archive.
"""

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .backup import (
    HALF_DONE,
    NAMED,
    SECRETS,
    Manifest,
    close_and_list,
    copy_uploads,
    sync_all,
    verify,
)
from .binaries import find_binaries
from .home import can_not_write
from .initialise import plain_environment
from .trouble import DatabaseTrouble

# libpq's own names for what an address says. A password in a list of words could be seen by all.
IN_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def make_dump(owner_url: str, data: Path, backups: Path, *, at: datetime) -> Path:
    """Dump the database at `owner_url`, and return the folder of the backup.

    Raises DatabaseTrouble; then nothing half-made stays.
    """
    try:
        (backups / "base").mkdir(mode=0o700, parents=True, exist_ok=True)
        backups.chmod(0o700)
        half = Path(tempfile.mkdtemp(prefix=HALF_DONE, dir=backups / "base"))
    except OSError as error:
        raise can_not_write(backups, error) from error
    try:
        manifest = dump_database(owner_url, half / "database.dump", data, at=at)
        copy_uploads(data / "uploads", half / "uploads")
        close_and_list(half, manifest)
        verify(half, None)
        sync_all(half)
        return half.rename(half.with_name(at.astimezone(UTC).strftime(NAMED)))
    except OSError as error:
        raise DatabaseTrouble(f"The backup could not be written: {error}") from error
    finally:
        shutil.rmtree(half, ignore_errors=True)


def dump_database(owner_url: str, to: Path, data: Path, *, at: datetime) -> Manifest:
    """Write every table into one file and return what there is to say of it."""
    try:
        with psycopg.connect(owner_url, connect_timeout=3) as connection:
            major = connection.info.server_version // 10_000
            row = None
            if connection.execute("SELECT to_regclass('trust_recordhead')").fetchone() != (None,):
                row = connection.execute("SELECT number, hash FROM trust_recordhead").fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseTrouble(f"The database does not answer: {error}") from error
    program = find_binaries(major).other("pg_dump")
    if program is None:
        raise DatabaseTrouble(
            f"pg_dump of PostgreSQL {major} is not here. Install it, or name its folder in"
            " PG_BINDIR."
        )
    said = conninfo_to_dict(owner_url)
    words = {name: str(said[key]) for key, name in IN_ENVIRONMENT.items() if said.get(key)}
    # As the owner, row-level security shows everything: without this word, pg_dump stops.
    command: list[str | Path] = [program, "--enable-row-security", "--format=custom"]
    done = subprocess.run(
        [*command, "--no-password", "--file", to],
        check=False,
        capture_output=True,
        text=True,
        env=plain_environment() | words | {"HOME": os.environ.get("HOME", "/")},
    )
    if done.returncode:
        raise DatabaseTrouble(f"pg_dump could not read everything: {done.stderr.strip()[-600:]}")
    return Manifest(
        made_at=at.astimezone(UTC).isoformat(),
        postgres=major,
        first_segment="",
        max_connections=0,
        head_number=row[0] if row else None,
        head_hash=bytes(row[1]).hex() if row else None,
        secrets_kept_apart=[name for name in SECRETS if (data / name).exists()],
    )
