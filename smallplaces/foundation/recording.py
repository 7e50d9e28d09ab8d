"""Where an action says what it did.

Rooms that stand lower than `trust` must be able to record too, so the act of recording is a
port: `trust` puts its log behind it when the house starts. Until then there is nobody to write
it down, and an act that cannot be written down must not happen.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Recorder(Protocol):
    """Writes down one act, in the same transaction as the act."""

    def __call__(
        self,
        event: str,
        *,
        by: Any,
        at: datetime,
        about: Any = None,
        thing: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None: ...


class NobodyRecords(RuntimeError):
    """An act was tried before the log was in place."""


@dataclass(frozen=True, slots=True)
class Helping:
    """That someone acts for a person (`for_whom`), or writes together with someone (`with_whom`).

    Codes of people: both names then stand in the record.
    """

    for_whom: str = ""
    with_whom: str = ""


_helping: ContextVar[Helping | None] = ContextVar("helping", default=None)
_recorder: Recorder | None = None


@contextmanager
def helping(how: Helping | None) -> Iterator[None]:
    """Let everything recorded in the block say for whom, and with whom, it was done."""
    token = _helping.set(how)
    try:
        yield
    finally:
        _helping.reset(token)


def helping_now() -> Helping:
    """Return for whom and with whom things are done now."""
    return _helping.get() or Helping()


def keep_records_with(recorder: Recorder) -> None:
    """Put `recorder` behind `record`. The trust room does this once, when the house starts."""
    global _recorder  # noqa: PLW0603 - one log, set once at start
    _recorder = recorder


def record(
    event: str,
    *,
    by: Any,
    at: datetime,
    about: Any = None,
    thing: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down that `event` happened ("room.past_participle").

    `by` is the Person who did it; for whom and with whom they did it is added to `details`.
    `about` is the Party it concerns, `thing` names what was touched ("listings.listing:<code>"),
    `details` holds plain JSON without anyone's free text.
    Raises NobodyRecords when no log is in place.
    """
    if _recorder is None:
        raise NobodyRecords("No log is in place, so nothing may be done.")
    how = helping_now()
    helped = {"for": how.for_whom, "with": how.with_whom}
    details = {**(details or {}), **{name: code for name, code in helped.items() if code}}
    _recorder(event, by=by, at=at, about=about, thing=thing, details=details)
