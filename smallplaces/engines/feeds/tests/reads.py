"""What the tests of this engine share: read everything, then look at it by kind."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smallplaces.engines.feeds import Limits, read_directory
from smallplaces.engines.feeds.records import BadRow, Doubt, Event, Finished, FoundService, Progress

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Read:
    """The events of one whole reading, by kind."""

    services: list[FoundService]
    bad: list[BadRow]
    doubts: list[Doubt]
    progress: list[Progress]
    finished: Finished

    @property
    def names(self) -> list[str]:
        return [service.name for service in self.services]

    @property
    def reasons(self) -> list[str]:
        return [doubt.reason for doubt in self.doubts]


def sorted_out(events: Iterable[Event]) -> Read:
    *before, last = events
    assert isinstance(last, Finished)
    assert last.seen == last.good + last.bad + last.repeated
    read = Read(
        [event for event in before if isinstance(event, FoundService)],
        [event for event in before if isinstance(event, BadRow)],
        [event for event in before if isinstance(event, Doubt)],
        [event for event in before if isinstance(event, Progress)],
        last,
    )
    assert last.good == len({service.source_id for service in read.services})
    assert last.bad == len(read.bad)
    assert last.doubts == len(read.doubts)
    return read


def read_all(source: str | Path, limits: Limits | None = None, **options: Any) -> Read:
    return sorted_out(read_directory(source, limits=limits, **options))


def read_bytes(folder: Path, data: bytes, limits: Limits | None = None, name: str = "feed") -> Read:
    path = folder / name
    path.write_bytes(data)
    return read_all(path, limits)


def read_rows(folder: Path, *rows: object, limits: Limits | None = None) -> Read:
    return read_bytes(folder, json.dumps(list(rows)).encode(), limits)
