"""The rounds of The House while a place runs: a child process each hour, so that one that fails
stops nothing else.
"""

import os
import subprocess
import sys
import threading

import click

SECONDS_BETWEEN_ROUNDS = 3600.0
LONGEST_ROUND = 600.0


class Rounds:
    """Makes the rounds at once and then each hour, until closed."""

    def __init__(self, database_url: str, every: float = SECONDS_BETWEEN_ROUNDS) -> None:
        self.environment = os.environ | {"DATABASE_URL": database_url}
        self.every = every
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._go_round, name="rounds", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Begin no other round. One that has begun ends with the place, and can be repeated."""
        self.is_over.set()

    def _go_round(self) -> None:
        while not self.is_over.is_set():
            self._make()
            self.is_over.wait(self.every)

    def _make(self) -> None:
        words = [sys.executable, "-m", "smallplaces", "rounds"]
        try:
            subprocess.run(
                words, env=self.environment, timeout=LONGEST_ROUND, check=True, capture_output=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            click.echo(f"The rounds of The House were not made: {error}", err=True)
