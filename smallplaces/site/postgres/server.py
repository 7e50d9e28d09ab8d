"""One run of PostgreSQL: a child process of ours, reachable through a private socket only."""

import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from .account import Account
from .archive import archiving
from .binaries import Binaries
from .home import Home, can_not_write
from .initialise import plain_environment
from .roles import SUPERUSER, connected
from .trouble import DatabaseTrouble

SECONDS_TO_START = 120.0  # after a crash it first repeats what had not reached the tables
LONGEST_LOG = 5_000_000
LAST_WORDS = 800

SETTINGS = {
    "listen_addresses": "",  # no TCP port at all
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    # What people wrote must not end up in a log: no statements, no values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "jit": "off",
}
# For throw-away databases: several times faster, and lost when the machine loses power.
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


class Server:
    """PostgreSQL, running. Always true: `stop` leaves no process behind."""

    def __init__(
        self,
        home: Home,
        binaries: Binaries,
        account: Account,
        socket: Path,
        *,
        durable: bool,
        more: Mapping[str, str] | None = None,
    ) -> None:
        """Start PostgreSQL and wait until it answers. Raises DatabaseTrouble if it does not.

        `more` are settings beside our own, which are stronger than ours.
        """
        self.home = home
        self.socket = socket
        settings = SETTINGS | {"unix_socket_directories": str(socket)}
        settings |= archiving(home, account) if durable else FORGETFUL
        settings |= more or {}
        words = [f"-c{name}={value}" for name, value in settings.items()]
        command = account.command(binaries.postgres, "-D", home.cluster, *words)
        with open_log(home, account).open("ab") as log:
            self.log_starts_at = log.tell()
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=plain_environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us: we stop the site first, then this
            )
        self._wait_until_it_answers()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait up to `seconds` for the end; say whether it has ended."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """Shut down: in order (unfinished work is undone), then in haste, then by force."""
        for way, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, None)):
            if self.process.poll() is None:
                self.process.send_signal(way)
            if self.wait(seconds):
                return

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                with connected(self.socket, role=SUPERUSER, database="postgres"):
                    return
            except psycopg.OperationalError as error:
                last = str(error)
            if self.wait(0.01):
                raise DatabaseTrouble(f"PostgreSQL did not start. It says: {self.last_words()}")
        self.stop()
        raise DatabaseTrouble(f"PostgreSQL started but does not answer: {last}")

    def last_words(self) -> str:
        """Return the end of what PostgreSQL said since it was started."""
        with self.home.log.open("rb") as log:
            log.seek(self.log_starts_at)
            return log.read().decode(errors="replace")[-LAST_WORDS:].strip()


def open_log(home: Home, account: Account) -> Path:
    """Return the log's path, ready to be added to; one older log is kept when it gets long."""
    try:
        if home.log.exists() and home.log.stat().st_size > LONGEST_LOG:
            home.log.replace(home.log.with_suffix(".log.1"))
        home.log.touch(mode=0o600)
        return account.own(home.log)
    except OSError as error:
        raise can_not_write(home.folder, error) from error
