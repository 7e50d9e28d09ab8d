"""Run benchmarks: `python -m benchmarks.run meaning`. Exits with 1 if a check failed."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from benchmarks.chart import Report, environment

BENCHMARKS = {
    "meaning": "search by meaning: the judged set, the index at 10k and 100k, embedding",
}
"""Name of a module of this package, which has `run(report, *, big)`, and what it measures."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, all if none is named; return 1 if any of their checks failed."""
    asked = _parser().parse_args(arguments)
    reports = [_run(name, big=asked.big) for name in asked.names or BENCHMARKS]
    wrong = [what for report in reports for what in report.wrong]
    print(f"\n{len(wrong)} checks failed" if wrong else "\nEvery check held.")
    return 1 if wrong else 0


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
