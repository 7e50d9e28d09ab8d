"""Taking in a directory: a stream of rows becomes listings, and nothing is ever lost by it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from smallplaces.engines.feeds.records import (
    BadRow as FoundBadRow,
)
from smallplaces.engines.feeds.records import (
    Doubt,
    Event,
    Finished,
    FoundService,
    Progress,
)
from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Person
from smallplaces.ground.places import queries as places
from smallplaces.ground.places.queries import Neighbourhoods

from .. import rules
from ..models import BadRow, Intake, Source, SourceRecord
from .batches import Batch, Counted
from .digesting import UNKEEPABLE, Said
from .found import cut

BATCH = 500
MOST_BAD_ROWS_KEPT = 10_000
NOT_KEPT = "This row could not be kept."

Watcher = Callable[[Intake], None]


@transaction.atomic
def add_source(
    *, kind: Source.Kind, name: str, address: str, licence: str = "", by: Person, at: datetime
) -> Source:
    """Add a directory that this place reads. The same address twice returns the first.

    Raises NotAllowed. Records `listings.source_added`.
    """
    rules.check_can_take_in(by, at=at)
    source, is_new = Source.objects.get_or_create(
        address=address[:500],
        defaults={
            "kind": kind,
            "name": cut(name, 200),
            "licence": cut(licence, 200),
            "made_at": at,
        },
    )
    if is_new:
        record("listings.source_added", by=by, at=at, thing=f"listings.source:{source.code}")
    return source


def take_in(
    *,
    source: Source,
    records: Iterable[Event],
    progress: Watcher | None = None,
    by: Person,
    at: datetime,
) -> Intake:
    """Take in what a directory says, as it streams past, 500 rows in a transaction.

    What went in stays when the reading breaks off, and the intake says that it is not complete.
    Reading again changes only what differs. New things are opened; what changed becomes a version,
    confirmed at once unless a person keeps the listing, to whom it is offered. What a whole
    reading no longer holds is only marked as not seen. Rows that cannot go in are kept with their
    place and reason.
    Whatever `records` raises is raised again after the intake is closed. Raises NotAllowed.
    Records `listings.intake_started` and `listings.intake_finished`, whatever the number of rows.
    """
    intake = _start(source, by=by, at=at)
    reading = _Reading(intake, by, at, places.neighbourhoods(), progress)
    try:
        for event in records:
            reading.hear(event)
        reading.flush()
    except Exception as error:
        intake.is_complete = False
        intake.why_incomplete = intake.why_incomplete or cut(f"It broke off: {error}", 500)
        raise
    finally:
        _finish(intake, by=by, at=at)
        reading.report()
    return intake


@transaction.atomic
def _start(source: Source, *, by: Person, at: datetime) -> Intake:
    rules.check_can_take_in(by, at=at)
    intake = Intake.objects.create(source=source, started_at=at, started_by=by)
    record(
        "listings.intake_started",
        by=by,
        at=at,
        thing=f"listings.source:{source.code}",
        details={"intake": intake.pk},
    )
    return intake


@transaction.atomic
def _finish(intake: Intake, *, by: Person, at: datetime) -> None:
    """Close the intake; after a whole reading mark what was not seen in it."""
    if intake.is_complete:
        SourceRecord.objects.filter(
            source=intake.source, last_read_at__lt=at, not_seen_since=None
        ).update(not_seen_since=at)
    Source.objects.filter(pk=intake.source_id).update(last_read_at=at)
    intake.finished_at = at
    intake.save()
    details = {
        name: getattr(intake, name)
        for name in ("seen", "added", "changed", "unchanged", "bad", "doubts", "is_complete")
    }
    record(
        "listings.intake_finished",
        by=by,
        at=at,
        thing=f"listings.source:{intake.source.code}",
        details={"intake": intake.pk, **details},
    )


@dataclass
class _Reading:
    """What has been heard from a source and not been written yet."""

    intake: Intake
    by: Person
    at: datetime
    neighbourhoods: Neighbourhoods
    progress: Watcher | None
    rows: list[Said] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    bad_kept: int = 0
    licence: str = ""

    def hear(self, event: Event) -> None:
        """Take one event of a reading."""
        match event:
            case FoundService():
                self._hear_service(event)
            case FoundBadRow():
                self._leave_out(str(event.where), event.reason, event.excerpt)
            case Doubt():
                self.intake.doubts += 1
                self._keep_bad(BadRow.Weight.DOUBT, str(event.where), event.reason, "")
            case Progress():
                self.intake.said_total = _count(event.said_total)
            case Finished():
                self._hear_the_end(event)
        if len(self.rows) >= BATCH or len(self.bad) >= BATCH:
            self.flush()
            self.report()

    def _hear_service(self, found: FoundService) -> None:
        self.licence = self.licence or found.licence
        self.intake.seen += 1
        try:
            self.rows.append(Said.of(found))
        except ValueError as error:
            self.intake.seen -= 1
            self._leave_out(str(found.where), str(error), found.name)

    def _hear_the_end(self, end: Finished) -> None:
        self.intake.is_complete = end.complete
        self.intake.why_incomplete = cut(end.why_incomplete, 500)
        self.intake.said_total = _count(end.said_total)

    def _leave_out(self, where: str, reason: str, excerpt: str) -> None:
        self.intake.seen += 1
        self.intake.bad += 1
        self._keep_bad(BadRow.Weight.LEFT_OUT, where, reason, excerpt)

    def _keep_bad(self, weight: BadRow.Weight, where: str, reason: str, excerpt: str) -> None:
        """Keep a bad row, up to a number: the counts go on when a source is nothing but bad."""
        if self.bad_kept < MOST_BAD_ROWS_KEPT:
            self.bad_kept += 1
            self.bad.append(
                BadRow(
                    intake=self.intake,
                    weight=weight,
                    where=_kept(where, 300),
                    reason=_kept(reason, 500),
                    excerpt=_kept(excerpt, 500),
                )
            )

    def flush(self) -> None:
        """Write what has been heard."""
        rows, self.rows = self.rows, []
        self._write(rows)
        bad, self.bad = self.bad, []
        BadRow.objects.bulk_create(bad)
        if self.licence and not self.intake.source.licence:
            self.intake.source.licence = cut(self.licence, 200)
            self.intake.source.save(update_fields=["licence"])
        self.intake.save()

    def _write(self, rows: list[Said]) -> None:
        """Write `rows` in one transaction; what the database refuses is found by halving."""
        if not rows:
            return
        try:
            counted = self._take_in(rows)
        except (DataError, IntegrityError, ValueError) as error:
            if len(rows) == 1:
                self.intake.bad += 1
                reason = f"{NOT_KEPT} {str(error).splitlines()[0] if str(error) else ''}"
                self._keep_bad(BadRow.Weight.LEFT_OUT, rows[0].where, reason, rows[0].facts.name)
                return
            middle = len(rows) // 2
            self._write(rows[:middle])
            self._write(rows[middle:])
        else:
            self.intake.added += counted.added
            self.intake.changed += counted.changed
            self.intake.unchanged += counted.unchanged

    @transaction.atomic
    def _take_in(self, rows: list[Said]) -> Counted:
        """Take in a batch while no other intake writes: two may name the same thing."""
        list(Source.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        return Batch(self.intake.source, self.by, self.at, self.neighbourhoods).take_in(rows)

    def report(self) -> None:
        """Tell whoever watches how far we are."""
        if self.progress:
            self.progress(self.intake)


def _count(said_total: int | None) -> int | None:
    """Return a total that can be kept: a source may claim anything."""
    return said_total if said_total is not None and 0 <= said_total < 2**31 else None


def _kept(text: str, longest: int) -> str:
    return cut(UNKEEPABLE.sub("\ufffd", text), longest)
