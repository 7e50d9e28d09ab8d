"""Make the database's files, once, and say who may open it.

The files are made in a folder beside the real one, which gets its name only when all is done: a
start that was killed half-way leaves nothing that looks like a database.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from .account import Account
from .binaries import Binaries
from .home import Home, can_not_write
from .roles import EVERY_ROLE, SUPERUSER
from .trouble import DatabaseTrouble

HALF_DONE = "postgres.new-"
BUILTIN_LOCALE_SINCE = 17


def version_of(home: Home) -> int | None:
    """Return the major version that made the database, nothing if there is no database yet.

    Raises DatabaseTrouble when the folder holds something that is not a database.
    """
    try:
        text = (home.cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        check_is_free(home.cluster)
        return None
    except OSError as error:
        raise DatabaseTrouble(
            f"Small Places can not read the database in {home.cluster} ({error.strerror})."
            " Start it as the user it belongs to."
        ) from error
    if not text.isdecimal():
        raise DatabaseTrouble(
            f"{home.cluster}/PG_VERSION says {text[:20]!r}, which is no version of PostgreSQL."
            " The database is damaged: restore a backup."
        )
    return int(text)


def check_is_free(cluster: Path) -> None:
    """Stop if something other than a database is where the database should go."""
    if cluster.exists() and any(cluster.iterdir()):
        raise DatabaseTrouble(
            f"{cluster} is not empty, and it is not a database: PG_VERSION is missing."
            " Move it away, or restore a backup."
        )


def initialise(home: Home, binaries: Binaries, account: Account, *, durable: bool = True) -> None:
    """Make an empty database at `home`. The caller holds the lock.

    Raises DatabaseTrouble with PostgreSQL's own words when it fails.
    """
    try:
        new = account.own(Path(tempfile.mkdtemp(prefix=HALF_DONE, dir=home.folder)))
    except OSError as error:
        raise can_not_write(home.folder, error) from error
    run_initdb(new, binaries, account, durable=durable)
    new.rename(home.cluster)
    sync(home.folder)


def remove_half_done(home: Home) -> None:
    """Remove what starts left that were killed while they made the database.

    A dying initdb may be tidying up the same folder: what stays now goes at the next start.
    """
    for half in home.folder.glob(f"{HALF_DONE}*"):
        shutil.rmtree(half, ignore_errors=True)


def run_initdb(folder: Path, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Fill `folder` with an empty database: UTF-8, one locale everywhere, checksums."""
    words = ["-U", SUPERUSER, "--auth=peer", "--encoding=UTF8", *locale_words(binaries.major)]
    words += ["--data-checksums", "--no-instructions"]
    words += [] if durable else ["--no-sync"]
    command = account.command(binaries.initdb, "-D", folder, *words)
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=plain_environment(), cwd="/"
    )
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        said = done.stderr.strip() or done.stdout.strip()
        raise DatabaseTrouble(f"PostgreSQL could not make the database: {said[-600:]}")


def locale_words(major: int) -> list[str]:
    """Return initdb's words for a locale that sorts the same on every machine."""
    if major >= BUILTIN_LOCALE_SINCE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale-provider=libc", "--locale=C.UTF-8"]


def plain_environment() -> dict[str, str]:
    """Return an environment without the PG… variables that would change what PostgreSQL does."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def write_who_may_connect(home: Home, account: Account) -> None:
    """Let root, the database's user and us connect as each role, by the kernel's word, no password.

    Nobody else can even see the socket. Written at every start, because "us" may have changed.
    """
    people = dict.fromkeys(["root", account.name, pwd.getpwuid(os.geteuid()).pw_name])
    lines = [f'house "{person}" {role}' for person in people for role in EVERY_ROLE]
    replace_file(home.cluster / "pg_ident.conf", "\n".join(lines) + "\n", account)
    doors = "local all all peer map=house\nlocal replication all peer map=house\n"
    replace_file(home.cluster / "pg_hba.conf", doors, account)


def replace_file(path: Path, text: str, account: Account) -> None:
    """Write `text` to `path`, whole or not at all."""
    if path.exists() and path.read_text() == text:
        return
    new = path.with_name(f"{path.name}.new")
    new.write_text(text)
    new.chmod(0o600)
    account.own(new)
    new.replace(path)


def sync(folder: Path) -> None:
    """Make sure that a renamed entry of `folder` outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
