"""Questions about what was done, and whether the log is whole."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from smallplaces.ground.people.models import Person

from .. import hooks
from ..models import Record, RecordHead

GENESIS = hashlib.sha256(b"Small Places").digest()


def records_about(person: Person) -> QuerySet[Record]:
    """Return what was done that concerns `person`, newest first."""
    return Record.objects.filter(about=person).select_related("by").order_by("-number")


def hash_of_record(
    hash_before: bytes,
    *,
    number: int,
    event: str,
    by: int,
    about: int | None,
    thing: str,
    details: Mapping[str, Any],
    happened_at: datetime,
) -> bytes:
    """Return the SHA-256 that chains one record to the one before it.

    Everything is hashed as one JSON list, so that no two different records read the same.
    """
    said = json.dumps(
        [number, event, by, about, thing, _as_kept(details), happened_at.timestamp()],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(hash_before + said.encode()).digest()


def _as_kept(value: Any) -> Any:
    """Return JSON `value` as the database gives it back: it writes 1e22 and -0.0 out as digits."""
    if isinstance(value, Mapping):
        return {str(key): _as_kept(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_kept(one) for one in value]
    is_whole = isinstance(value, float) and value.is_integer()
    return int(Decimal(repr(value))) if is_whole else value


@dataclass(frozen=True)
class BrokenChain:
    """The first record that does not fit the one before it, and what is wrong with it."""

    number: int
    what: str


def find_broken_chain() -> BrokenChain | None:
    """Return where the log was changed or cut, or None when it is whole. Reads every record."""
    before, expected = GENESIS, 1
    for record in Record.objects.order_by("number").iterator(chunk_size=5000):
        if record.number != expected:
            return BrokenChain(expected, "is missing")
        wanted = hash_of_record(
            before,
            number=record.number,
            event=record.event,
            by=record.by_id,
            about=record.about_id,
            thing=record.thing,
            details=record.details,
            happened_at=record.happened_at,
        )
        if bytes(record.hash) != wanted or bytes(record.hash_before) != before:
            return BrokenChain(record.number, "was changed")
        before, expected = wanted, expected + 1
    return _cut_tail(before, expected - 1)


def _cut_tail(last_hash: bytes, last_number: int) -> BrokenChain | None:
    head = RecordHead.objects.first()
    if head is None or head.number != last_number or bytes(head.hash) != last_hash:
        return BrokenChain(last_number + 1, "is missing at the end")
    return None


@dataclass(frozen=True)
class Line:
    """One line of "what was done", as the person reads it."""

    who: str
    what: str
    happened_at: datetime


def what_was_done(person: Person) -> list[Line]:
    """Return what was done that concerns `person`, newest first, and who did it.

    At most the last 200 records; events without a sentence are left out. The same done again and
    again to the same thing is one line: an answer is kept many times while it is written.
    """
    records = _without_repeats(records_about(person)[:200])
    helpers = {code for record in records if (code := record.details.get("with"))}
    names = dict(Person.objects.filter(code__in=helpers).values_list("code", "name"))
    by_code = {str(code): name for code, name in names.items()}
    return [
        Line(
            who=_both(record, person, by_code),
            what=hooks.event_sentences[record.event],
            happened_at=record.happened_at,
        )
        for record in records
        if record.event in hooks.event_sentences
    ]


def _both(record: Record, person: Person, names: Mapping[str, str]) -> str:
    """Return who did it, as `person` reads it: with whom, where two wrote together."""
    who = "You" if record.by_id == person.pk else record.by.name
    code = record.details.get("with")
    if code:
        other = "you" if code == str(person.code) else names.get(code, "someone")
        return f"{who}, together with {other},"
    return f"{who}, for you," if record.details.get("for") == str(person.code) else who


def _without_repeats(records: Iterable[Record]) -> list[Record]:
    """Return `records` without those that the one before, which is newer, repeats."""
    kept: list[Record] = []
    for record in records:
        last = kept[-1] if kept else None
        this = (record.event, record.thing, record.by_id)
        if not record.thing or last is None or this != (last.event, last.thing, last.by_id):
            kept.append(record)
    return kept
