"""The lock that says who keeps the database running.

The kernel holds it (flock) and lets go when its holder dies, however it dies. Unlike a number in
a file it can be neither stale nor half-written.
"""

import fcntl
import os

from .account import Account
from .home import Home, can_not_write


class Lock:
    """A lock on one home; held by at most one process, and by one keeper in it."""

    def __init__(self, home: Home, account: Account) -> None:
        """Open the lock file. Raises DatabaseTrouble if the data folder can not be written."""
        try:
            self._descriptor = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600)
            account.own(home.lock)
        except OSError as error:
            raise can_not_write(home.folder, error) from error

    def take(self) -> bool:
        """Take the lock if nobody else has it; say whether we have it now."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go of the lock."""
        os.close(self._descriptor)
