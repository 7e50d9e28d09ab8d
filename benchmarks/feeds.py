"""How fast directories are read: `services_per_second(path)` over any file of services."""

import json
import time
from pathlib import Path

from smallplaces.engines.feeds import read_directory
from smallplaces.engines.feeds.records import Finished


def services_per_second(path: Path) -> float:
    """Different services read from `path` in a second of processor time, mapping included."""
    started = time.process_time()
    *_, finished = read_directory(path)
    taken = time.process_time() - started
    assert isinstance(finished, Finished)
    return finished.good / taken


def many_of(example: Path, number: int, to: Path) -> Path:
    """Write `number` copies of the first service of `example` to `to`, each with its own id."""
    document = json.loads(example.read_text("utf-8"))
    row = document.get("contents", [document])[0]
    rows = ({**row, "id": f"copy-{at}"} for at in range(number))
    with to.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return to
