"""Where the log ended each day, kept in a file outside the database.

A log whose last lines were cut off, with its head set back, looks whole from inside. This file
knows better: each day The House puts down the number and the hash of the last line in
`heads.jsonl` in the data folder, and every backup takes it along. Show it to others, too.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "heads.jsonl"


@dataclass(frozen=True)
class Head:
    """The last line of the log at a moment: its number, and its hash in hexadecimal."""

    at: str
    number: int
    hash: str

    @property
    def moment(self) -> datetime:
        """When it was put down."""
        return datetime.fromisoformat(self.at)


def heads_in(file: Path) -> list[Head]:
    """Return what was put down, oldest first. A last line that a power cut left half is no line."""
    if not file.exists():
        return []
    *whole, _ = file.read_text().split("\n")
    return [Head(**json.loads(line)) for line in whole if line]


def put_down(*, by: Any, at: datetime) -> int:
    """Put down today's head, if there is none of today and the log has a line; return how many."""
    from smallplaces.ground.trust.models import RecordHead

    heads = heads_in(_file())
    today = at.astimezone(UTC).date()
    if heads and heads[-1].moment.date() >= today:
        return 0
    head = RecordHead.objects.first()
    if head is None or head.number == 0:
        return 0
    write_heads(_file(), [*heads, Head(_as_text(at), head.number, bytes(head.hash).hex())])
    return 1


def write_heads(file: Path, heads: Iterable[Head]) -> None:
    """Write the file whole or not at all, readable by us alone."""
    new = file.with_name(f".{file.name}.new")
    descriptor = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as writing:
        writing.writelines(json.dumps(asdict(head)) + "\n" for head in heads)
        writing.flush()
        os.fsync(writing.fileno())
    new.replace(file)


def add_heads(file: Path, heads: Iterable[Head]) -> None:
    """Add to the file those of `heads` that it does not have yet."""
    both = {*heads_in(file), *heads}
    write_heads(file, sorted(both, key=lambda head: (head.moment, head.number)))


def log_without_a_head(at: datetime) -> Iterator[str]:
    """Yield a sentence for each head put down before `at` that the log does not have any more."""
    from smallplaces.ground.trust.models import Record

    heads = [head for head in heads_in(_file()) if head.moment <= at]
    numbers = [head.number for head in heads]
    kept = dict(Record.objects.filter(number__in=numbers).values_list("number", "hash"))
    for head in heads:
        on = f"{head.moment:%-d %B %Y}"
        if head.number not in kept:
            yield f"Line {head.number} of the log, its last on {on}, is not there any more."
        elif bytes(kept[head.number]).hex() != head.hash:
            yield f"Line {head.number} of the log is not what it was on {on}."


def _as_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _file() -> Path:
    from django.conf import settings

    return Path(settings.DATA_DIR) / NAME
