"""Bring a place back from a backup, as it was at a moment, into an empty data folder.

The files of the backup are put in place, then PostgreSQL repeats from the archive what was done
since, up to the moment that was asked for.
"""

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from .account import Account, account_for
from .archive import is_needed, segments_in
from .backup import SECRETS, backups_in, made_at, read_manifest, verify
from .binaries import Binaries, find_binaries
from .home import Home, can_not_write, make_home, socket_folder
from .initialise import sync, write_who_may_connect
from .lock import Lock
from .reachable import reachable
from .roles import SUPERUSER, connected
from .server import SETTINGS, Server
from .trouble import DatabaseTrouble

SECONDS_TO_REPEAT = 3600.0
MAY_LIE_THERE = {*SECRETS, "restore.log"}
TOO_LATE = "recovery ended before configured recovery target was reached"


def restore(
    backup: Path, archives: Iterable[Path], data: Path, *, until: datetime | None = None
) -> None:
    """Make the place in the empty folder `data` what it was at `until`, or when it was last kept.

    Raises DatabaseTrouble, and leaves nothing in `data`, when it can not.
    """
    check_is_empty(data)
    manifest = read_manifest(backup)
    account = account_for([data])
    binaries = reachable(find_binaries(manifest.postgres), account)
    verify(backup, binaries)
    if until is not None and until < made_at(backup):
        raise DatabaseTrouble("That backup was made later than the moment you ask for.")
    home = make_home(data, account)
    try:
        put_files(backup, archives, home, data, account)
        say_what_to_repeat(home, until)
        highest = max(manifest.max_connections, int(SETTINGS["max_connections"]))
        repeat(home, binaries, account, max_connections=highest)
    except (OSError, DatabaseTrouble) as error:
        take_away(home, data)
        if isinstance(error, DatabaseTrouble):
            raise in_our_words(error, until) from error
        raise can_not_write(data, error) from error


def check_is_empty(data: Path) -> None:
    """Stop if anything but secrets lies where the place should go: a place is never overwritten."""
    if data.exists() and (there := sorted({each.name for each in data.iterdir()} - MAY_LIE_THERE)):
        raise DatabaseTrouble(
            f"{data} is not empty: {there[0]} is there. A place is restored into an empty folder"
            " only. Name a new one in SMALLPLACES_DATA."
        )


def best_backup(backups: Path, until: datetime | None) -> Path:
    """Return the last backup that was made before `until`. Raises DatabaseTrouble if none was."""
    found = [each for each in backups_in(backups) if until is None or made_at(each) <= until]
    if not found:
        when = f" from before {until:%-d %B %Y, %H:%M:%S %Z}" if until else ""
        raise DatabaseTrouble(f"There is no backup{when} in {backups}.")
    return found[-1]


def put_files(
    backup: Path, archives: Iterable[Path], home: Home, data: Path, account: Account
) -> None:
    """Copy the backup into place, and beside it the part of the archive that came after it."""
    new = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=home.folder))
    shutil.copytree(backup / "database", new, dirs_exist_ok=True, symlinks=True)
    shutil.copytree(backup / "uploads", data / "uploads", dirs_exist_ok=True)
    repeating = home.folder / "repeating"
    repeating.mkdir(mode=0o700)
    first = read_manifest(backup).first_segment
    for archive in archives:
        for file in segments_in(archive):
            if is_needed(file, first):
                shutil.copyfile(file, repeating / file.name)
    for folder in (new, repeating):
        for path in (folder, *folder.rglob("*")):
            account.own(path)
    new.chmod(0o700)
    if home.cluster.exists():
        home.cluster.rmdir()  # an empty one, made for the account when the folder had to move
    new.rename(home.cluster)
    sync(home.folder)


def say_what_to_repeat(home: Home, until: datetime | None) -> None:
    """Write how far PostgreSQL is to repeat what it finds in the archive."""
    kept = str(home.folder / "repeating").replace("'", "''").replace("%", "%%")
    lines = [
        f'restore_command = \'test -f "{kept}/%f.gz" && gzip -dc "{kept}/%f.gz" > "%p"\'',
        "recovery_target_action = 'promote'",
        "recovery_target_timeline = 'latest'",
    ]
    if until is not None:
        lines.append(f"recovery_target_time = '{until.astimezone(UTC).isoformat()}'")
        lines.append("recovery_target_inclusive = off")
    settings = home.cluster / "postgresql.auto.conf"
    settings.write_text("\n".join([*lines, ""]))
    (home.cluster / "recovery.signal").touch(mode=0o600)
    account = account_for([home.cluster])
    account.own(home.cluster / "recovery.signal")


def repeat(home: Home, binaries: Binaries, account: Account, *, max_connections: int) -> None:
    """Have PostgreSQL repeat the archive, wait until it is through, and shut it down in order."""
    more = {"max_connections": str(max_connections), "archive_mode": "off", "archive_timeout": "0"}
    with alone(home, account):
        write_who_may_connect(home, account)
        socket = socket_folder(home, account)
        server = Server(home, binaries, account, socket, durable=True, more=more)
        try:
            wait_until_through(server, socket)
        finally:
            server.stop()
    (home.cluster / "postgresql.auto.conf").write_text("")
    shutil.rmtree(home.folder / "repeating")


@contextmanager
def alone(home: Home, account: Account) -> Iterator[None]:
    """Hold the place's lock, so that no keeper starts it while it is being brought back."""
    lock = Lock(home, home.lock, account)
    try:
        if not lock.take():
            raise DatabaseTrouble("Another program began to use this folder.")
        yield
    finally:
        lock.close()


def wait_until_through(server: Server, socket: Path) -> None:
    """Return when PostgreSQL has repeated all and takes new writes."""
    deadline = time.monotonic() + SECONDS_TO_REPEAT
    while time.monotonic() < deadline:
        if server.wait(0.05):
            raise DatabaseTrouble(f"PostgreSQL stopped while restoring: {server.last_words()}")
        with connected(socket, role=SUPERUSER, database="postgres") as connection:
            row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        if row == (False,):
            return
    raise DatabaseTrouble("PostgreSQL did not finish repeating the archive within an hour.")


def in_our_words(trouble: DatabaseTrouble, until: datetime | None) -> DatabaseTrouble:
    """Return what PostgreSQL says about a moment that never came, so that one can act on it."""
    if until is None or TOO_LATE not in str(trouble):
        return trouble
    return DatabaseTrouble(
        f"Nothing was kept that is later than {until.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC."
        " Leave out --at: then you get everything up to the last minute that was kept."
    )


def take_away(home: Home, data: Path) -> None:
    """Remove what a restore put into an empty folder that could not be finished."""
    names = {"postgres", "repeating", "uploads", "postgres.lock", "postgres.log", "socket"}
    for folder in {home.folder, data}:
        for path in folder.iterdir():
            if path.name in names | {"archiver.sh"} or path.name.startswith("postgres.new-"):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
