"""A whole backup of a place's database, its uploads, and a list of what is in it.

    BASE/NAME/database       the database's files, as `pg_basebackup` writes them
    BASE/NAME/uploads        what people put here
    BASE/NAME/manifest.json  when, from what, the head of the log, and a SHA-256 of every file

NAME is the moment it was made. Secrets are not in it, only their names: whoever finds a backup
must not find the keys beside it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from .account import Account, account_for
from .archive import is_needed, make_archive, segments_in
from .binaries import Binaries, find_binaries
from .cluster import Cluster
from .home import Home
from .initialise import plain_environment, sync, version_of
from .lock import Lock
from .reachable import reachable
from .roles import DATABASE, PORT, SUPERUSER, connected
from .trouble import DatabaseTrouble

NAMED = "%Y-%m-%dT%H-%M-%SZ"
HALF_DONE = ".half-"
SECRETS = ("secret_key", "keys.json")
SECONDS_FOR_ARCHIVE = 60.0
KEEP_DAYS = 14


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `files` are paths in it, each with its SHA-256."""

    made_at: str
    postgres: int
    first_segment: str
    max_connections: int
    head_number: int | None = None
    head_hash: str | None = None
    secrets_kept_apart: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def programs_for(home: Home) -> tuple[Binaries, Account]:
    """Return PostgreSQL's programs for the database of `home`, and who runs them."""
    account = account_for([home.cluster, home.folder])
    return reachable(find_binaries(version_of(home)), account), account


def make_backup(cluster: Cluster, data: Path, *, at: datetime) -> Path:
    """Make a whole backup of a running place and return its folder.

    Begins the archive if there is none. Ends only when the backup was read back and every segment
    up to now lies in the archive. Raises DatabaseTrouble; then nothing half-made stays.
    """
    binaries, account = programs_for(cluster.home)
    backups = make_archive(cluster.home, account)
    with one_at_a_time(cluster.home, backups, account):
        for half in backups.glob(f"base/{HALF_DONE}*"):
            shutil.rmtree(half, ignore_errors=True)
        half = account.own(Path(tempfile.mkdtemp(prefix=HALF_DONE, dir=backups / "base")))
        try:
            copy_database(cluster.home, half / "database", binaries, account)
            copy_uploads(data / "uploads", half / "uploads")
            write_manifest(cluster.home, data, half, at=at)
            verify(half, binaries)
            sync_all(half)
            whole = half.rename(half.with_name(at.astimezone(UTC).strftime(NAMED)))
        except OSError as error:
            raise DatabaseTrouble(f"The backup could not be written: {error}") from error
        finally:
            shutil.rmtree(half, ignore_errors=True)
        sync(whole.parent)
    wait_for_archive(cluster.home)
    return whole


@contextmanager
def one_at_a_time(home: Home, backups: Path, account: Account) -> Iterator[None]:
    """Stop if another backup of the place is being made: each clears away what is half done."""
    lock = Lock(home, backups / "backup.lock", account)
    try:
        if not lock.take():
            raise DatabaseTrouble("Another backup is being made. Wait until it is done.")
        yield
    finally:
        lock.close()


def copy_database(home: Home, to: Path, binaries: Binaries, account: Account) -> None:
    """Copy the files of the running database to `to`, with a SHA-256 of each."""
    program = binaries.other("pg_basebackup")
    if program is None:
        raise DatabaseTrouble(
            f"pg_basebackup is missing in {binaries.folder}. Install all of PostgreSQL"
            f" {binaries.major}, or name its folder in PG_BINDIR."
        )
    words: list[str | Path] = [program, "-D", to, "-h", home.socket, "-p", str(PORT)]
    words += ["-U", SUPERUSER, "--checkpoint=fast", "--wal-method=stream", "--no-password"]
    words += ["--manifest-checksums=SHA256"]
    done = subprocess.run(
        account.command(*words),
        check=False,
        capture_output=True,
        text=True,
        env=plain_environment(),
        cwd="/",
    )
    if done.returncode:
        raise DatabaseTrouble(f"The database could not be copied: {done.stderr.strip()[-600:]}")


def copy_uploads(uploads: Path, to: Path) -> None:
    """Copy what people put here. A folder that is not there yet is an empty one."""
    if uploads.is_dir():
        shutil.copytree(uploads, to)
    else:
        to.mkdir()


def write_manifest(home: Home, data: Path, half: Path, *, at: datetime) -> None:
    """Write what the backup is and what it holds."""
    head = head_of(home)
    manifest = Manifest(
        made_at=at.astimezone(UTC).isoformat(),
        postgres=int((half / "database" / "PG_VERSION").read_text()),
        first_segment=first_segment(half / "database"),
        max_connections=number(home, "SHOW max_connections"),
        head_number=head[0] if head else None,
        head_hash=head[1] if head else None,
        secrets_kept_apart=[name for name in SECRETS if (data / name).exists()],
    )
    close_and_list(half, manifest)


def close_and_list(half: Path, manifest: Manifest) -> None:
    """Write the manifest with every file that is there, and close all to everyone else."""
    files = {str(path.relative_to(half)): digest(path) for path in files_in(half)}
    text = json.dumps(asdict(replace(manifest, files=files)), indent=1)
    (half / "manifest.json").write_text(text)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def read_manifest(backup: Path) -> Manifest:
    """Return what a backup says of itself. Raises DatabaseTrouble if it is none."""
    try:
        return Manifest(**json.loads((backup / "manifest.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise DatabaseTrouble(f"{backup} is no backup that we can read: {error}") from error


def verify(backup: Path, binaries: Binaries | None) -> None:
    """Read a backup back. Raises DatabaseTrouble when a file is missing, new, or not as it was."""
    wanted = read_manifest(backup).files
    for name, sha256 in wanted.items():
        path = backup / name
        if not path.is_file() or digest(path) != sha256:
            raise DatabaseTrouble(f"The backup is damaged: {path} is not as it was written.")
    found = {str(path.relative_to(backup)) for path in files_in(backup)} - {"manifest.json"}
    if strange := sorted(found - set(wanted)):
        raise DatabaseTrouble(f"The backup holds a file that was not put there: {strange[0]}.")
    program = binaries.other("pg_verifybackup") if binaries else None
    if program is None:
        return
    words: list[str | Path] = [program, "--quiet", "--exit-on-error", backup / "database"]
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, env=plain_environment()
    )
    if done.returncode:
        raise DatabaseTrouble(f"The backup is damaged: {done.stderr.strip()[-600:]}")


def files_in(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder`, in one order on every machine."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_segment(database: Path) -> str:
    """Return the name of the first segment that a copy of the database has to repeat."""
    for line in (database / "backup_label").read_text().splitlines():
        if line.startswith("START WAL LOCATION") and "(file " in line:
            return line.partition("(file ")[2].rstrip(")")
    raise DatabaseTrouble(f"{database}/backup_label does not say where the copy begins.")


def head_of(home: Home) -> tuple[int, str] | None:
    """Return the number and hash of the last line of the log, nothing where there is no log."""
    with connected(home.socket, role=SUPERUSER, database=DATABASE) as connection:
        try:
            row = connection.execute("SELECT number, hash FROM trust_recordhead").fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return (row[0], bytes(row[1]).hex()) if row else None


def number(home: Home, question: str) -> int:
    """Ask the database something whose answer is a number."""
    with connected(home.socket, role=SUPERUSER, database=DATABASE) as connection:
        row = connection.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


def wait_for_archive(home: Home, seconds: float = SECONDS_FOR_ARCHIVE) -> None:
    """Return when all that was done up to now lies in the archive. Raises DatabaseTrouble."""
    segment = hand_over(home)
    archive = make_archive(home, account_for([home.cluster, home.folder])) / "wal"
    deadline = time.monotonic() + seconds
    while not (archive / f"{segment}.gz").exists():
        if time.monotonic() > deadline:
            raise DatabaseTrouble(
                f"What the database did does not reach the archive {archive}. See that there is"
                f" room; {home.log} says what PostgreSQL met."
            )
        time.sleep(0.05)


def hand_over(home: Home) -> str:
    """Have PostgreSQL close the segment it is writing; return the name of the last one closed."""
    with connected(home.socket, role=SUPERUSER, database=DATABASE) as connection:
        connection.execute("SELECT pg_create_restore_point('handed over')")
        row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    assert row  # noqa: S101
    return str(row[0])


def backups_in(backups: Path) -> list[Path]:
    """Return the whole backups in a folder of backups, oldest first."""
    found = (backups / "base").glob("[0-9]*Z/manifest.json")
    return sorted(each.parent for each in found)


def forget_old(backups: Path, *, days: int, at: datetime) -> list[Path]:
    """Remove backups made more than `days` before `at`, never the newest; return which.

    Then removes the part of the archive that no backup begins before.
    """
    found, before = backups_in(backups), at - timedelta(days=days)
    old = [each for each in found[:-1] if made_at(each) < before]
    for each in old:
        shutil.rmtree(each)
    begins = [read_manifest(each).first_segment for each in found if each not in old]
    first = min(begins, key=lambda segment: segment[8:], default=None)
    for file in segments_in(backups / "wal") if first else ():
        if not is_needed(file, first or ""):
            file.unlink()
    return old


def made_at(backup: Path) -> datetime:
    """Return when a backup was made."""
    return datetime.fromisoformat(read_manifest(backup).made_at)


def copy_backup(backups: Path, backup: Path, to: Path) -> None:
    """Copy a backup and the archive since to another folder, which can stand alone then.

    What is there already is not written again. Raises DatabaseTrouble when it does not fit.
    """
    try:
        for folder in (to, to / "base", to / "wal"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (to / "base" / backup.name).exists():
            half = to / "base" / f"{HALF_DONE}{backup.name}"
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(backup, half)
            verify(half, None)
            sync_all(half)
            half.rename(to / "base" / backup.name)
        for file in segments_in(backups / "wal"):
            if not (to / "wal" / file.name).exists():
                half = to / "wal" / f".{file.name}.half"
                shutil.copy2(file, half)
                half.rename(to / "wal" / file.name)
        sync_all(to / "wal")
    except OSError as error:
        raise DatabaseTrouble(f"The backup could not be copied to {to}: {error}") from error


def sync_all(folder: Path) -> None:
    """Make sure that every file below `folder` outlives a power cut."""
    for path in files_in(folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync(folder)
