"""The port to the log."""

from datetime import UTC, datetime
from typing import Any

import pytest

from smallplaces.foundation import recording

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def before_the_house_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing behind the port, and put back what was there."""
    monkeypatch.setattr(recording, "_recorder", None)


@pytest.mark.usefixtures("before_the_house_starts")
def test_nothing_may_be_done_before_the_log_is_in_place() -> None:
    with pytest.raises(recording.NobodyRecords):
        recording.record("people.added", by=None, at=AT)


@pytest.mark.usefixtures("before_the_house_starts")
def test_what_is_said_reaches_the_log_word_for_word() -> None:
    written: list[tuple[Any, ...]] = []

    def write(
        event: str,
        *,
        by: Any,
        at: datetime,
        about: Any = None,
        thing: str = "",
        details: Any = None,
    ) -> None:
        written.append((event, by, at, about, thing, details))

    recording.keep_records_with(write)
    recording.record("people.added", by=1, at=AT, about=2, thing="a:b", details={"c": 3})
    recording.record("people.left", by=1, at=AT)
    assert written == [
        ("people.added", 1, AT, 2, "a:b", {"c": 3}),
        ("people.left", 1, AT, None, "", {}),
    ]


def test_for_whom_and_with_whom_it_is_done_is_said_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []
    monkeypatch.setattr(recording, "_recorder", lambda *_, **said: written.append(said["details"]))
    with recording.helping(recording.Helping(for_whom="a", with_whom="b")):
        recording.record("people.left", by=1, at=AT, details={"c": 3})
        with recording.helping(recording.Helping(for_whom="a")):
            recording.record("people.left", by=1, at=AT)
    recording.record("people.left", by=1, at=AT)
    assert written == [{"c": 3, "for": "a", "with": "b"}, {"for": "a"}, {}]


def test_once_the_house_has_started_trust_keeps_the_log() -> None:
    assert recording._recorder is not None
    assert ".trust.actions" in recording._recorder.__module__
