"""How fast a directory's file is read and mapped, beside reading its JSON and nothing else."""

import json
import tempfile
import time
from pathlib import Path

from benchmarks.chart import Report, Table
from benchmarks.import_directory import write_feed
from smallplaces.engines.feeds import read_directory
from smallplaces.engines.feeds.records import Finished

TURNS = 3


def run(report: Report, *, big: bool) -> None:
    """Print services a second of processor time, the best of three turns each."""
    number = 20_000 if big else 2_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.jsonl"
        write_feed(path, number)
        good = _read(path)
        report.check(good == number, f"{good:,} of {number:,} services are read")
        ours = number / min(_seconds(_read, path) for _ in range(TURNS))
        json_alone = number / min(_seconds(_read_json, path) for _ in range(TURNS))
        size = path.stat().st_size / number / 1_000
    rows = [
        ["read and mapped", f"{ours:,.0f}", f"{json_alone / ours:.1f}"],
        ["JSON alone", f"{json_alone:,.0f}", "1.0"],
    ]
    heads = ["way", "services/s", "times as long as JSON alone"]
    report.show(f"{number:,} services of {size:.1f} kB", Table(heads, rows))


def _read(path: Path) -> int:
    *_, finished = read_directory(path)
    assert isinstance(finished, Finished)
    return finished.good


def _read_json(path: Path) -> int:
    with path.open(encoding="utf-8") as lines:
        return sum(isinstance(json.loads(line), dict) for line in lines)


def _seconds(read: object, path: Path) -> float:
    assert callable(read)
    start = time.process_time()
    read(path)
    return time.process_time() - start
