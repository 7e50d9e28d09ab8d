"""What a benchmark prints: the machine it ran on, tables, and checks that can fail."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

SEEDS = (7, 11, 13)
TURNS = 5


@dataclass(frozen=True)
class Table:
    """Rows of words under heads."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        widths = [
            max(len(cell) for cell in column) for column in zip(self.heads, *self.rows, strict=True)
        ]
        lines = [self.heads, ["-" * width for width in widths], *self.rows]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


@dataclass
class Report:
    """What one benchmark found. It fails when any check failed; times alone never fail it."""

    title: str
    wrong: list[str] = field(default_factory=list)

    def show(self, caption: str, table: Table) -> None:
        """Print a table under its caption."""
        print(f"\n{caption}\n{table}", flush=True)

    def check(self, holds: bool, what: str) -> None:
        """Print whether `what` holds, and remember if it does not."""
        print(f"{'right' if holds else 'WRONG'}: {what}", flush=True)
        if not holds:
            self.wrong.append(what)


def environment() -> str:
    """Return one line that says where figures come from."""
    return (
        f"Python {platform.python_version()}, NumPy {version('numpy')}, {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. Read ratios, not times."
    )


def medians(runs: Mapping[str, Callable[[], object]], *, turns: int = TURNS) -> dict[str, float]:
    """Return the median seconds of each run, taken in turns (A B A B …) after one warm-up each."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(turns):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}
