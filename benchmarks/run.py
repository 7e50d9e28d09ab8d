"""Run benchmarks: `python -m benchmarks.run meaning`. Exits with 1 if a check failed."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chart import Report, environment

BENCHMARKS = {
    "search": "known things found by words, clean and mistyped, beside PostgreSQL and tantivy",
    "judged": "answers people would be glad of: words alone, meaning alone, both",
    "meaning": "search by meaning: the judged set, the index at 10k and 100k, embedding",
    "pages": "the five main pages, as ratios to an empty page with one query",
    "sight": "row-level security beside none, one check as relations grow, lines of the log",
    "feeds": "reading a directory's file, beside reading its JSON alone",
    "import_directory": "taking a directory in, beside copying its rows unread",
}
"""Name of a module of this package, which has `run(report, *, big)`, and what it measures."""

KEPT = Path("build/benchmarks").resolve()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, all if none is named; return 1 if any of their checks failed."""
    asked = _parser().parse_args(arguments)
    with _database():
        reports = [_run(name, big=asked.big) for name in asked.names or BENCHMARKS]
    wrong = [what for report in reports for what in report.wrong]
    print(f"\n{len(wrong)} checks failed" if wrong else "\nEvery check held.")
    return 1 if wrong else 0


@contextmanager
def _database() -> Iterator[None]:
    """Start a PostgreSQL for benchmarks, kept in KEPT, unless DATABASE_URL names another."""
    from smallplaces.site.postgres import running

    if os.environ.get("DATABASE_URL"):
        yield
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    with running(KEPT, durable=False) as cluster:
        os.environ["DATABASE_URL"] = cluster.url("owner")
        yield


def _run(name: str, *, big: bool) -> Report:
    report = Report(BENCHMARKS[name])
    print(f"# {name}: {report.title}\n{environment()}")
    importlib.import_module(f"benchmarks.{name}").run(report, big=big)
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*BENCHMARKS, []], help="which; all if left out"
    )
    parser.add_argument(
        "--big", action="store_true", help="also the largest size (minutes, gigabytes)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
