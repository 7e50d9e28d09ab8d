"""The locks that say who keeps the database running, and who uses it.

The kernel holds them (flock) and lets go when its holder dies, however it dies. Unlike a number in
a file it can be neither stale nor half-written.
"""

import fcntl
import os
from pathlib import Path

from .account import Account
from .home import Home, can_not_write


class Lock:
    """A lock on one home: held alone by one keeper, or shared by several."""

    def __init__(self, home: Home, path: Path, account: Account) -> None:
        """Open the lock file. Raises DatabaseTrouble if the data folder can not be written."""
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            account.own(path)
        except OSError as error:
            raise can_not_write(home.folder, error) from error

    def take(self) -> bool:
        """Take the lock alone if nobody else holds it; say whether we have it now."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Hold the lock together with others; wait while somebody holds it alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of the lock."""
        os.close(self._descriptor)
