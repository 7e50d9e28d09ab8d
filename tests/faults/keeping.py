"""A keeper in a process of its own, so that it can be killed."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import psutil

from smallplaces.site.postgres.home import find_home
from smallplaces.site.postgres.leftovers import processes_on

ROOT = Path(__file__).resolve().parents[2]
KEEP = """
import sys
from pathlib import Path
from smallplaces.site.postgres import DatabaseTrouble, running
try:
    with running(Path(sys.argv[1])) as cluster:
        print(cluster.url("owner"), flush=True)
        sys.stdin.read()
except DatabaseTrouble as trouble:
    print(f"trouble: {trouble}", flush=True)
"""
SECONDS = 60


class Keeping:
    """A child process that keeps the database of `data` until told, or forced, to stop."""

    def __init__(
        self, data: Path, *, python: str = sys.executable, user: int | None = None
    ) -> None:
        packages = str(Path(psutil.__file__).parents[1])
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), packages])}
        self.data = data
        self.process = subprocess.Popen(
            [python, "-c", KEEP, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            user=user,
            extra_groups=[] if user is not None else None,
            cwd="/",
        )

    def first_line(self) -> str:
        """Return the database's URL, or the trouble that there is."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it the hard way."""
        self.process.kill()
        self.process.wait(SECONDS)

    def stop(self) -> None:
        """End it in good order."""
        self.process.communicate(timeout=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


def server_of(data: Path) -> psutil.Process:
    """Return the PostgreSQL server that works on `data`.

    A child that it has just forked looks like it for a moment, so the oldest counts.
    """
    servers = [each for each in processes_on(find_home(data)) if is_server(each)]
    return min(servers, key=lambda each: each.create_time())


def is_server(process: psutil.Process) -> bool:
    """Say whether `process` is a server, not one of its children."""
    return process.cmdline()[1:2] == ["-D"]
