"""Where the database lives in the data folder, and what else lies beside it.

    DATA/postgres        the database; a link when it has to live elsewhere
    DATA/postgres.lock   held by whoever keeps the database running
    DATA/postgres.users  shared by everyone who uses it
    DATA/postgres.log    what PostgreSQL says
    DATA/socket          folder of the socket; a link when the path would be too long

When root starts us and the data folder lies where the database's own user may not pass (a home
directory, say), nobody's folder is opened up for it: the database goes to `SHELTER`, and a link
in the data folder leads there.
"""

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .trouble import DatabaseTrouble

log = logging.getLogger(__name__)

SHELTER = Path("/var/lib/smallplaces")
LONGEST_SOCKET = 100  # bytes; Linux allows 107 and macOS 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    """The folder that holds one place's database and what belongs to it."""

    folder: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "postgres"

    @property
    def users(self) -> Path:
        """Return the file that everyone who uses the database holds a shared lock on."""
        return self.folder / "postgres.users"

    @property
    def lock(self) -> Path:
        return self.folder / "postgres.lock"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket, as clients must name it."""
        named = self.folder / "socket"
        return named.readlink() if named.is_symlink() else named


def find_home(data: Path) -> Home:
    """Return where the database of `data` lives, or will unless it has to move elsewhere."""
    link = data / "postgres"
    if not link.is_symlink():
        return Home(data.resolve())
    if not link.exists():
        raise DatabaseTrouble(
            f"{link} leads to {link.readlink()}, which is not there any more. Put it back, or"
            " restore a backup. If the database is not needed, remove the link to start afresh."
        )
    return Home(link.resolve().parent)


def make_home(data: Path, account: Account) -> Home:
    """Make the data folder and return where its database lives. Harmless when already made."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not (data / "postgres").is_symlink() and not account.can_reach(data):
            take_shelter(data, account)
    except OSError as error:
        raise can_not_write(data, error) from error
    return find_home(data)


def take_shelter(data: Path, account: Account) -> None:
    """Make a folder that `account` can reach, and lead `data`/postgres to it."""
    if (data / "postgres").exists():
        raise DatabaseTrouble(
            f"The database in {data} belongs to {account.name}, who may not pass through one of"
            f" the folders above it. Start Small Places as {account.name}, or move the folder."
        )
    SHELTER.mkdir(parents=True, exist_ok=True, mode=0o711)
    folder = Path(tempfile.mkdtemp(prefix=f"{data.name}-", dir=SHELTER))
    folder.chmod(0o711)
    (folder / "postgres").mkdir(mode=0o700)
    account.own(folder / "postgres")
    try:
        (data / "postgres").symlink_to(folder / "postgres")
    except FileExistsError:  # another start was a moment quicker: use what it made
        shutil.rmtree(folder)
        return
    log.warning(
        "The database's own user (%s) may not pass through the folders above %s, and they stay"
        " closed. The database is kept in %s; %s/postgres leads there.",
        account.name,
        data,
        folder,
        data,
    )


def socket_folder(home: Home, account: Account) -> Path:
    """Return a private folder for the socket with a short enough path, made if need be."""
    named = home.folder / "socket"
    if named.is_symlink() and is_private(named.readlink(), account):
        return named.readlink()
    if named.is_symlink():
        named.unlink()
    if len(os.fsencode(named / SOCKET_NAME)) <= LONGEST_SOCKET:
        return private_folder(named, account)
    short = short_folder(account)
    if named.exists():
        shutil.rmtree(named)
    named.symlink_to(short)
    return short


def private_folder(folder: Path, account: Account) -> Path:
    """Make `folder` if need be; only `account` may look into it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return account.own(folder)


def short_folder(account: Account) -> Path:
    """Make a private folder with a name nobody can guess, near the root of the file system."""
    return account.own(Path(tempfile.mkdtemp(prefix="smallplaces-", dir="/tmp")))


def is_private(folder: Path, account: Account) -> bool:
    """Say whether `folder` is a real folder of `account` that nobody else may look into."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    is_ours = folder.is_dir() and not folder.is_symlink() and facts.st_uid == account.uid
    return is_ours and facts.st_mode & 0o077 == 0


def can_not_write(folder: Path, error: OSError) -> DatabaseTrouble:
    """Return the trouble of a folder we can not write in."""
    return DatabaseTrouble(
        f"Small Places can not write in the data folder {folder} ({error.strerror})."
        " Check who owns it and that the disk is not full or read-only, or name another folder"
        " in SMALLPLACES_DATA."
    )
