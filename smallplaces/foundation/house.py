"""What The House does by itself, and what must always be true here.

Rooms fill both lists in `AppConfig.ready()`. The site goes through them: `smallplaces rounds` and
`smallplaces check`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Go(Protocol):
    """One round: `by` The House, `at` a moment. Harmless on repeat; returns how many it moved."""

    def __call__(self, *, by: Any, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Round:
    """Something The House does each hour. `words` reads after a number: "asks that ran out"."""

    words: str
    go: Go


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that is always true here, in a sentence anybody can read.

    `broken` returns a sentence for each thing that is not so at a moment; nothing when all is well.
    """

    sentence: str
    broken: Callable[[datetime], Iterable[str]]


rounds: list[Round] = []
invariants: list[Invariant] = []
