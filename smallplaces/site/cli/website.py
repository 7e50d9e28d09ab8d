"""The web server as a child process: started, watched, restarted, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from smallplaces.site.postgres import DatabaseTrouble
from smallplaces.site.postgres.account import child_command

HOST = "127.0.0.1"
WORKER = "smallplaces.site.cli.worker.KindWorker"
LONGEST_ADDRESS = "8190"  # the most that gunicorn reads; our own forms stay below it
SECONDS_TO_OPEN = 60.0
SECONDS_TO_CLOSE = 15.0
LONGEST_PAUSE = 10.0
STEADY_AFTER = 10.0
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108


class Website:
    """Gunicorn serving the site on one port of this machine."""

    def __init__(self, port: int, database_url: str) -> None:
        self.port = port
        self.environment = os.environ | {"DATABASE_URL": database_url, "PORT": str(port)}
        self.environment.pop("DATABASE_OWNER_URL", None)  # the site has no use for it
        self.process = self._start()

    def wait_until_open(self) -> None:
        """Return when the first page is answered. Raises DatabaseTrouble if it never is."""
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while not is_answering(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise DatabaseTrouble("The web server did not start. What it said is above.")
            time.sleep(0.05)

    def keep_open(self) -> None:
        """Start the web server again whenever it dies. Never returns; a signal ends it."""
        pause = 0.0
        while True:
            started = time.monotonic()
            self.process.wait()
            if time.monotonic() - started > STEADY_AFTER:
                pause = 0.0
            click.echo("The web server stopped. Starting it again.", err=True)
            time.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2 + 0.2)
            self.process = self._start()

    def close(self) -> None:
        """Let running requests finish, then stop."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        words = child_command(os.geteuid(), os.getegid(), *gunicorn(self.port))
        return subprocess.Popen(words, env=self.environment, start_new_session=True)


def gunicorn(port: int) -> list[str]:
    """Return the command that serves the site. `WEB_CONCURRENCY` sets the number of workers."""
    words = [sys.executable, "-m", "gunicorn", "smallplaces.site.wsgi:application"]
    words += ["--bind", f"{HOST}:{port}", "--worker-class", WORKER, "--threads", "4"]
    if "WEB_CONCURRENCY" not in os.environ:
        words += ["--workers", "2"]
    words += ["--limit-request-line", LONGEST_ADDRESS]
    words += ["--graceful-timeout", "10", "--timeout", "30", "--no-control-socket"]
    if MEMORY_FOLDER.is_dir():
        words += ["--worker-tmp-dir", str(MEMORY_FOLDER)]  # heartbeats must not wait for a disk
    words += ["--logger-class", "smallplaces.site.cli.worker.WebServerLog"]
    return [*words, "--log-level", "warning"]


def is_answering(port: int) -> bool:
    """Say whether the site answers at all, whatever it says."""
    try:
        with urlopen(f"http://{HOST}:{port}/", timeout=5):
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def is_port_free(port: int) -> bool:
    """Say whether we could listen on `port` of this machine."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except OSError:
            return False
        return True
