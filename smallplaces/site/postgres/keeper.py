"""Keep PostgreSQL running: start it, bring it back when it dies, shut it down in the end.

Several programs may want the same database at once. The one with the lock keeps it running; the
others use it, and one of them takes over when the first has gone.
"""

import logging
import threading
import time
from pathlib import Path

import psycopg

from .account import Account, account_for
from .binaries import find_binaries
from .home import Home, make_home, socket_folder
from .initialise import initialise, remove_half_done, version_of, write_who_may_connect
from .leftovers import clear_leftovers
from .lock import Lock
from .reachable import reachable
from .roles import APP, DATABASE, connected, furnish
from .server import Server
from .trouble import DatabaseTrouble

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.1
LONGEST_PAUSE = 5.0
STEADY_AFTER = 1.0
SECONDS_FOR_ANOTHER = 150.0
SECONDS_FOR_OTHERS_TO_FINISH = 10.0


class Keeper:
    """Keeps the database of one data folder running, from `start` until `stop`.

    All the work is done in one thread of its own that lives as long as the server: the kernel ends
    the server when the thread that started it ends (see launch.py).
    """

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.account: Account = account_for([data / "postgres", data])
        self.home: Home = make_home(data, self.account)
        self.lock = Lock(self.home, self.home.lock, self.account)
        self.users = Lock(self.home, self.home.users, self.account)
        self.server: Server | None = None
        self._trouble: DatabaseTrouble | None = None
        self._ready = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Return as soon as the database answers. Raises DatabaseTrouble if it can not.

        Call `stop` afterwards in either case.
        """
        self._thread.start()
        self._ready.wait()
        if self._trouble:
            raise self._trouble

    def stop(self) -> None:
        """Shut the database down, if it is ours to keep, and let go of the locks.

        Others who use it now may finish first, for a while.
        """
        if self.server:
            self._let_others_finish()
        self._stopping.set()
        if self.server:
            self.server.stop()
        self._thread.join()
        self.users.close()
        self.lock.close()

    def _let_others_finish(self) -> None:
        deadline = time.monotonic() + SECONDS_FOR_OTHERS_TO_FINISH
        while not self.users.take() and time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _keep(self) -> None:
        try:
            self.users.share()
            if not self._wait_for_lock():
                return
            self._prepare()
            self._run_first()
        except DatabaseTrouble as trouble:
            self._trouble = trouble
        except Exception as error:  # the caller waits for an answer, whatever happened
            log.exception("The database's keeper failed.")
            self._trouble = DatabaseTrouble(f"The database could not be started: {error}")
        finally:
            self._ready.set()

    def _wait_for_lock(self) -> bool:
        """Wait until it is our turn to keep the database; meanwhile another's may be used."""
        deadline = time.monotonic() + SECONDS_FOR_ANOTHER
        while not self.lock.take():
            if not self._ready.is_set():
                if is_answering(self.home):
                    self._ready.set()
                elif time.monotonic() > deadline:
                    raise DatabaseTrouble(
                        "Another program keeps this place's database but does not start it."
                        " Stop the other `smallplaces`, then try again."
                    )
            if self._stopping.wait(SECONDS_BETWEEN_LOOKS):
                return False
        return True

    def _prepare(self) -> None:
        version = version_of(self.home)
        self.binaries = reachable(find_binaries(version), self.account)
        remove_half_done(self.home)
        if version is None:
            initialise(self.home, self.binaries, self.account, durable=self.durable)
        self.socket = socket_folder(self.home, self.account)

    def _run_first(self) -> None:
        self._start_server()
        try:
            self._ready.set()
            self._watch()
        finally:
            if self.server:
                self.server.stop()

    def _start_server(self) -> None:
        clear_leftovers(self.home)
        write_who_may_connect(self.home, self.account)
        self.server = Server(
            self.home, self.binaries, self.account, self.socket, durable=self.durable
        )
        try:
            furnish(self.socket)
        except psycopg.Error as error:
            self.server.stop()
            raise DatabaseTrouble(f"PostgreSQL could not be set up: {error}") from error

    def _watch(self) -> None:
        """Bring the server back whenever it dies; more patiently if it dies again at once."""
        pause = 0.0
        while not self._stopping.is_set():
            since = time.monotonic()
            if self.server:
                self.server.wait()
            is_steady = time.monotonic() - since > STEADY_AFTER
            pause = 0.0 if is_steady else min(LONGEST_PAUSE, pause * 2 + 0.1)
            if not self._stopping.wait(pause):
                log.warning("PostgreSQL stopped. Starting it again.")
                self._start_again()

    def _start_again(self) -> None:
        try:
            self._start_server()
        except Exception as trouble:  # a full disk, say: it may heal, so never give up
            self.server = None
            if not self._stopping.is_set():
                log.error("PostgreSQL does not start: %s", trouble)


def is_answering(home: Home) -> bool:
    """Say whether the place's database can be used right now."""
    try:
        with connected(home.socket, role=APP, database=DATABASE):
            return True
    except psycopg.OperationalError:
        return False
