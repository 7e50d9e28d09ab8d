"""One reading of one source: counts what passes and turns each row into what the caller gets."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from smallplaces.engines.feeds import cqc, open_referral
from smallplaces.engines.feeds.limits import Limits, SourceBroke
from smallplaces.engines.feeds.parsing import NotARecord, excerpt, parse_record
from smallplaces.engines.feeds.records import (
    BadRow,
    Doubt,
    Event,
    Finished,
    FoundService,
    Progress,
    Where,
)
from smallplaces.engines.feeds.splitting import Around, CutRow, HugeRow, Part, RawRow, Stray
from smallplaces.engines.feeds.values import Fields, fields

DirectoryKind = Literal["open_referral", "cqc"]
Detail = Callable[[str, list[str]], dict[str, Any] | None]

_TOTAL = re.compile(
    rb'"(?:total_?items|total_?elements|total_?count|total_?results|total)"\s*:\s*"?(\d{1,9})\b',
    re.IGNORECASE,
)
_FIRST = re.compile(rb'"first(?:_page)?"\s*:\s*(true|false)')
_LAST = re.compile(rb'"last(?:_page)?"\s*:\s*(true|false)')
_NOT_SERVICES = {
    "organisation": "This row is an organisation, not a service.",
    "taxonomy": "This row is a word from a list of subjects, not a service.",
    "location": "This row is a place, not a service.",
    "other": "This row is not a service: it has no name and none of a service’s parts.",
}
_CUT = "The source is cut off here. What came before went in."


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a page says about itself; every part of it may be missing or untrue."""

    total: int | None = None
    first: bool | None = None
    last: bool | None = None


class Reading:
    """Counts, known ids and the state of one reading.

    Memory: two 64-bit numbers for each different service. `detail` fetches the whole record for
    the short row of a list, or gives None.
    """

    def __init__(self, source: str, kind: DirectoryKind | None, limits: Limits) -> None:
        self.source, self.kind, self.limits = source, kind, limits
        self.seen = self.good = self.bad = self.repeated = self.doubts = self.changed = 0
        self.envelope = Envelope()
        self.why_incomplete = ""
        self.detail: Detail | None = None
        self._known: dict[int, int] = {}
        self._before = b""
        self._owned_by: Fields = {}

    @property
    def news(self) -> int:
        """How many rows so far said something not said before."""
        return self.good + self.changed

    @property
    def full(self) -> bool:
        return self.seen >= self.limits.max_rows

    def not_complete(self, why: str) -> None:
        """Remember that the source was not seen to its end; the first reason stays."""
        self.why_incomplete = self.why_incomplete or why

    def parts(
        self, parts: Iterable[tuple[int | None, Part]], page: int | None = None
    ) -> Iterator[Event]:
        """Events for the parts of one document; parts come with their line, or None."""
        row, cut = 0, b""
        place = Where(self.source, page=page)
        try:
            for line, part in parts:
                if self.full:
                    self.not_complete(f"We stopped after {self.seen:,} rows.")
                    return
                row += 1
                if row == 1 and isinstance(part, Stray):
                    self.not_complete("The source is not JSON from its first byte on.")
                where = replace(place, row=None if line else row, line=line)
                if isinstance(part, CutRow):
                    cut = part.start
                elif isinstance(part, Around) and not part.closed:
                    yield from self._cut(part, cut, where)
                    cut = b""
                else:
                    yield from self._part(part, where)
        except SourceBroke as broken:
            self.not_complete(str(broken))
            yield self.bad_row(replace(place, row=row + 1), str(broken))

    def _part(self, part: Part, where: Where) -> Iterator[Event]:
        if isinstance(part, RawRow):
            yield from self._row(part.raw, where, part.before)
        elif isinstance(part, HugeRow):
            size = f"This row has {part.size:,} bytes, too many to read. We left it out."
            yield self.bad_row(where, size, part.start)
        elif isinstance(part, Stray):
            yield self.bad_row(where, "There is something here that is not a record.", part.raw)
        elif isinstance(part, Around):
            self._note_envelope(part)
            if not part.has_rows:
                yield from self._row(part.raw, replace(where, row=None))

    def _note_envelope(self, part: Around) -> None:
        if not part.has_rows:
            return
        total, first, last = (at.search(part.raw) for at in (_TOTAL, _FIRST, _LAST))
        self.envelope = Envelope(
            total=int(total[1]) if total else self.envelope.total,
            first=first[1] == b"true" if first else None,
            last=last[1] == b"true" if last else None,
        )

    def _cut(self, part: Around, start: bytes, where: Where) -> Iterator[Event]:
        self._note_envelope(part)
        self.not_complete("The source is cut off before its end.")
        yield self.bad_row(where, _CUT, start or part.raw)

    def _row(self, raw: bytes, where: Where, before: bytes = b"") -> Iterator[Event]:
        try:
            record, doubts = parse_record(raw)
        except NotARecord as problem:
            yield self.bad_row(where, str(problem), raw)
            return
        row = fields(record)
        is_cqc = self.kind == "cqc" or (self.kind is None and cqc.is_location(row))
        shape = "service" if is_cqc else open_referral.shape_of(row)
        if shape in _NOT_SERVICES:
            yield self.bad_row(where, _NOT_SERVICES[shape], raw)
            return
        if self.detail and not is_cqc and open_referral.WHOLE_KEYS.isdisjoint(row):
            record, row = self._with_detail(record, row, doubts)
            raw = json.dumps(record).encode()
        read = cqc.read_location if is_cqc else open_referral.read_service
        if before and not is_cqc and open_referral.OWNER_KEYS.isdisjoint(row):
            row = {**row, **self._owner(before)}
        yield from self._found(read(row, where, self.limits, doubts), record, raw, doubts)

    def _owner(self, before: bytes) -> Fields:
        """The organisation whose list of services this is, when it is one's."""
        if before is not self._before:
            self._before, self._owned_by = before, {}
            with suppress(NotARecord):
                record, _ = parse_record(before + b"]}")
                if "name" in record and "id" in record:
                    self._owned_by = {"organization": record}
        return self._owned_by

    def _with_detail(
        self, record: dict[str, Any], row: Fields, doubts: list[str]
    ) -> tuple[dict[str, Any], Fields]:
        identifier = row.get("id")
        whole = self.detail(str(identifier), doubts) if self.detail and identifier else None
        if whole is None or fields(whole).get("id") != identifier:
            return record, row
        return whole, fields(whole)

    def _found(
        self, found: FoundService, record: dict[str, Any], raw: bytes, doubts: list[str]
    ) -> Iterator[Event]:
        if not found.name:
            yield self.bad_row(found.where, "This service has no name.", raw)
            return
        if not found.source_id:
            found = replace(found, source_id=self._made_id(found))
            doubts.append("This service has no id. We made one from its name.")
        key, digest = hash(found.source_id), hash(raw)
        before = self._known.get(key)
        self._known[key] = digest
        self.seen += 1
        if before is None:
            self.good += 1
        else:
            self.repeated += 1
        if before == digest:
            return
        if before is not None:
            self.changed += 1
            doubts.append("This id came before with other content. We keep the last.")
        yield replace(found, source_record=self._kept(record, found, len(raw)))
        for reason in dict.fromkeys(doubts):
            self.doubts += 1
            yield Doubt(found.where, reason, found.source_id)
        yield from self._progress(found.where.page)

    def _made_id(self, found: FoundService) -> str:
        owner = found.organisation.name if found.organisation else ""
        return f"no-id:{owner}:{found.name}"[:200]

    def _kept(self, record: dict[str, Any], found: FoundService, size: int) -> dict[str, Any]:
        if size <= self.limits.max_kept_record_bytes:
            return record
        note = f"The source’s record has {size:,} bytes and was not kept."
        return {"id": found.source_id, "name": found.name, "not_kept": note}

    def _progress(self, page: int | None) -> Iterator[Event]:
        if self.seen % self.limits.progress_every == 0:
            yield self.progress(page)

    def progress(self, page: int | None = None) -> Progress:
        return Progress(self.seen, self.good, self.bad, page, self.envelope.total)

    def bad_row(self, where: Where, reason: str, raw: bytes = b"") -> BadRow:
        """Count a row that cannot go in, and give its report."""
        self.seen += 1
        self.bad += 1
        return BadRow(where, reason, excerpt(raw))

    def finish(self) -> Iterator[Event]:
        """The last events: whether the source kept its word about how much there is."""
        total = self.envelope.total
        if total is not None and total > self.seen:
            self.not_complete(f"The source says it has {total:,} rows, and gave {self.seen:,}.")
        elif total is not None and total < self.good:
            self.doubts += 1
            said = f"The source says it has {total:,} rows, and gave {self.seen:,}. All went in."
            yield Doubt(Where(self.source), said)
        yield Finished(
            complete=not self.why_incomplete,
            seen=self.seen,
            good=self.good,
            bad=self.bad,
            repeated=self.repeated,
            doubts=self.doubts,
            said_total=total,
            why_incomplete=self.why_incomplete,
        )
