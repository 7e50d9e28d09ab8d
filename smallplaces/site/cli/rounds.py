"""The rounds of The House while a place runs: a child process each hour, so that one that fails
stops nothing else.
"""

import os
import subprocess
import sys
import threading

import click

from smallplaces.site.postgres.account import child_command

SECONDS_BETWEEN_ROUNDS = 3600.0
LONGEST_ROUND = 600.0
PATIENCE = 5.0


class Rounds:
    """Makes the rounds at once and then each hour, until closed."""

    def __init__(self, database_url: str, every: float = SECONDS_BETWEEN_ROUNDS) -> None:
        self.environment = os.environ | {"DATABASE_URL": database_url}
        self.every = every
        self.is_over = threading.Event()
        self.one_at_a_time = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._go_round, name="rounds", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Begin no other round, and end the one that has begun: it can be repeated."""
        self.is_over.set()
        with self.one_at_a_time:
            if self.child is not None:
                self.child.terminate()
        self.thread.join(PATIENCE)
        if self.thread.is_alive() and self.child is not None:
            self.child.kill()
            self.thread.join(PATIENCE)

    def _go_round(self) -> None:
        while not self.is_over.is_set():
            self._make()
            self.is_over.wait(self.every)

    def _make(self) -> None:
        try:
            with self.one_at_a_time:
                if self.is_over.is_set():
                    return
                words = [sys.executable, "-m", "smallplaces", "rounds"]
                self.child = subprocess.Popen(
                    child_command(os.geteuid(), os.getegid(), *words),
                    env=self.environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            _, said = self.child.communicate(timeout=LONGEST_ROUND)
        except (OSError, subprocess.TimeoutExpired) as error:
            self._say(str(error))
            if self.child is not None:
                self.child.kill()
                self.child.wait()
        else:
            if self.child.returncode and not self.is_over.is_set():
                self._say(said.decode(errors="replace").strip())

    def _say(self, why: str) -> None:
        click.echo(f"The rounds of The House were not made: {why}", err=True)
