"""Which user of the machine the database runs as.

PostgreSQL refuses to run as root, and rightly. Started by an ordinary user, it runs as that user.
Started by root, it runs as whoever already owns the database or the data folder, and otherwise
as an account made for such work.
"""

import os
import pwd
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .trouble import DatabaseTrouble

FOR_SERVERS = ("smallplaces", "postgres", "nobody")
LAUNCHER = Path(__file__).with_name("launch.py")


def child_command(uid: int, gid: int, *words: str | Path) -> list[str]:
    """Return the command that runs `words` as user `uid`, and ends when our process ends."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid())]
    return [*launcher, str(uid), str(gid), *map(str, words)]


@dataclass(frozen=True)
class Account:
    """A user of the machine: name, user number and first group."""

    name: str
    uid: int
    gid: int

    def command(self, *words: str | Path) -> list[str]:
        """Return the command that runs `words` as this user, and ends when we end."""
        return child_command(self.uid, self.gid, *words)

    def own(self, path: Path) -> Path:
        """Give `path` to this user, if we are root and it is not theirs already."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        return path

    def can_reach(self, path: Path) -> bool:
        """Say whether this user may pass through every folder down to and including `path`."""
        path = path.resolve()
        return all(self._may_pass(folder) for folder in (path, *path.parents))

    def _may_pass(self, folder: Path) -> bool:
        if self.uid == os.geteuid():
            return os.access(folder, os.X_OK)
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def my_account() -> Account:
    """Return the account that runs this program. Raises DatabaseTrouble if it has no name."""
    uid = os.geteuid()
    return account_of(uid)


def account_of(uid: int) -> Account:
    """Return the account with number `uid`. Raises DatabaseTrouble if there is none."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseTrouble(
            f"User number {uid} has no name on this machine, and PostgreSQL needs one."
            " Start Small Places as a user that is listed in /etc/passwd."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def account_for(paths: Sequence[Path]) -> Account:
    """Return who the database runs as; `paths` are the database and its folder, nearest first."""
    if os.geteuid() != 0:
        return my_account()
    for path in paths:
        if path.exists() and (owner := path.stat().st_uid) != 0:
            return account_of(owner)
    for name in FOR_SERVERS:
        try:
            return account_of(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise DatabaseTrouble(
        "PostgreSQL does not run as root, and this machine has no account called"
        f" {', '.join(FOR_SERVERS)}. Make one with `useradd --system smallplaces`."
    )
