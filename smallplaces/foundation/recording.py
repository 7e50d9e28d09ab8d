"""Where an action says what it did.

Rooms that stand lower than `trust` must be able to record too, so the act of recording is a
port: `trust` puts its log behind it when the house starts. Until then there is nobody to write
it down, and an act that cannot be written down must not happen.
"""

from collections.abc import Mapping
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


_recorder: Recorder | None = None


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

    `by` is the Person who did it, `about` the Party it concerns, `thing` names what was touched
    ("listings.listing:<code>"), `details` holds plain JSON without anyone's free text.
    Raises NobodyRecords when no log is in place.
    """
    if _recorder is None:
        raise NobodyRecords("No log is in place, so nothing may be done.")
    _recorder(event, by=by, at=at, about=about, thing=thing, details=details)
