"""One batch of an intake: a few hundred rows of one source, written in a handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from smallplaces.ground.people.models import Person
from smallplaces.ground.places.queries import Neighbourhoods

from ..models import (
    Facts,
    Listing,
    ListingTime,
    ListingVersion,
    Organisation,
    Source,
    SourceRecord,
)
from ..queries.sameness import Traits
from .copying import copy_in, next_ids
from .digesting import Said
from .found import LONDON
from .laying_out import COLUMNS, atlas_for, lay_out, show, times_of_all
from .organisations import take_in_organisations

RECORD_COLUMNS = (
    "listing",
    "said",
    "raw",
    "digest",
    "said_on",
    "last_read_at",
    "changed_at",
    "is_closed",
    "not_seen_since",
)
LISTING_COLUMNS = (
    "state",
    "organisation",
    "confirmed_version",
    "confirmed_on",
    "changed_at",
    *(column.removesuffix("_id") for column in COLUMNS),
)
OLDEST = date.min


@dataclass(slots=True)
class Counted:
    """What became of the rows of a batch."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Batch:
    """The rows of one batch, what is known about them already, and what is to be written.

    Runs inside a transaction that holds the lock on every source, so that two intakes at once
    never take one thing in twice.
    """

    source: Source
    by: Person
    at: datetime
    neighbourhoods: Neighbourhoods
    counted: Counted = field(default_factory=Counted)

    @property
    def today(self) -> date:
        """Return the day of the reading, where we are."""
        return self.at.astimezone(LONDON).date()

    def take_in(self, rows: Iterable[Said]) -> Counted:
        """Take in every row; of two with one identifier the last counts, the other as before."""
        rows = list(rows)
        by_id = {row.their_id: row for row in rows}
        self.counted.unchanged += len(rows) - len(by_id)
        known = self._known(by_id)
        fresh = [row for row in by_id.values() if row.their_id not in known]
        moved = [row for row in by_id.values() if _differs(row, known.get(row.their_id))]
        self._note_seen(known, {row.their_id for row in moved})
        if fresh or moved:
            self._write(fresh, moved, known)
        return self.counted

    def _known(self, their_ids: Collection[str]) -> dict[str, SourceRecord]:
        records = self.source.records.filter(their_id__in=their_ids).defer("raw")
        return {record.their_id: record for record in records}

    def _note_seen(self, known: dict[str, SourceRecord], moved: Collection[str]) -> None:
        as_before = [record.pk for their_id, record in known.items() if their_id not in moved]
        SourceRecord.objects.filter(pk__in=as_before).update(
            last_read_at=self.at, not_seen_since=None
        )
        self.counted.unchanged += len(as_before)

    def _write(
        self, fresh: Sequence[Said], moved: Sequence[Said], known: dict[str, SourceRecord]
    ) -> None:
        organisations = take_in_organisations(self.source, [*fresh, *moved], at=self.at)
        matches = self._matches(fresh)
        new = [row for row in fresh if row.their_id not in matches]
        self._open(new, organisations)
        told = {row.their_id: matches[row.their_id] for row in fresh if row.their_id in matches}
        told |= {row.their_id: known[row.their_id].listing_id for row in moved}
        news = [row for row in (*fresh, *moved) if row.their_id in told]
        if news:
            self._tell(news, told, known, organisations)

    def _matches(self, fresh: Sequence[Said]) -> dict[str, int]:
        """Return, by identifier, the listings of other sources that mean the same as a row.

        One source never names one thing twice: its two rows are two things. A row that carries
        the code of a listing of ours was read from us, however it was changed on its way.
        """
        taken = self._with_our_code(fresh)
        traits = {row.their_id: Traits.of(row.facts) for row in fresh if row.their_id not in taken}
        candidates = (
            Listing.objects.filter(
                name_key__in={each.name for each in traits.values()},
                confirmed_version__isnull=False,
            )
            .exclude(source_records__source=self.source)
            .select_related("confirmed_version")
            .order_by("pk")
        )
        by_name = defaultdict(list)
        for listing in candidates:
            by_name[listing.name_key].append((listing.pk, Traits.of(listing.facts)))
        for their_id, mine in traits.items():
            for pk, theirs in by_name[mine.name]:
                if pk not in taken.values() and mine.is_same_as(theirs):
                    taken[their_id] = pk
                    break
        return taken

    def _with_our_code(self, fresh: Iterable[Said]) -> dict[str, int]:
        codes = {}
        for row in fresh:
            with suppress(ValueError):
                codes[UUID(row.their_id)] = row.their_id
        ours = (
            Listing.objects.filter(code__in=codes, confirmed_version__isnull=False)
            .exclude(source_records__source=self.source)
            .values_list("code", "pk")
        )
        return {codes[code]: pk for code, pk in ours}

    def _open(self, new: Sequence[Said], organisations: dict[str, Organisation]) -> None:
        """Open a listing for each row that nobody had told of."""
        atlas = atlas_for((row.facts for row in new), self.neighbourhoods)
        listings, versions, records = [], [], []
        pairs = zip(next_ids(Listing, len(new)), next_ids(ListingVersion, len(new)), strict=True)
        for row, (listing_id, version_id) in zip(new, pairs, strict=True):
            listing = Listing(pk=listing_id, made_at=self.at)
            version = self._version(
                listing, row, pk=version_id, number=1, state=ListingVersion.State.CONFIRMED
            )
            self._confirm(listing, version, row, organisations)
            listing.state = Listing.State.CLOSED if row.is_closed else Listing.State.OPEN
            lay_out(listing, row.facts, atlas)
            listings.append(listing)
            versions.append(version)
            records.append(self._record(row, listing))
        copy_in(listings)
        copy_in(versions)
        copy_in(records)
        facts = {listing.pk: row.facts for listing, row in zip(listings, new, strict=True)}
        copy_in(times_of_all(listings, facts, on=self.today))
        show(listings)
        self.counted.added += len(new)

    def _tell(
        self,
        news: Sequence[Said],
        told: dict[str, int],
        known: dict[str, SourceRecord],
        organisations: dict[str, Organisation],
    ) -> None:
        """Bring listings that are here already what this source now says of them."""
        listings = _locked(told.values())
        others = _records_by_listing(listings)
        numbers = _highest_numbers(listings)
        version_ids = iter(next_ids(ListingVersion, len(news)))
        atlas = atlas_for((row.facts for row in news), self.neighbourhoods)
        told_anew = _ToldAnew()
        for row in news:
            listing, before = listings[told[row.their_id]], known.get(row.their_id)
            rivals = [each for each in others[listing.pk] if each.source_id != self.source.pk]
            record = self._record(row, listing)
            told_anew.records.append((record, row, before))
            state = self._state_for(row, before, listing, rivals)
            if state is not None:
                numbers[listing.pk] += 1
                version = self._version(
                    listing, row, pk=next(version_ids), number=numbers[listing.pk], state=state
                )
                told_anew.versions.append(version)
                if state == ListingVersion.State.CONFIRMED:
                    self._confirm(listing, version, row, organisations)
                    lay_out(listing, row.facts, atlas)
                    told_anew.shown[listing.pk] = row.facts
                    told_anew.touched[listing.pk] = listing
            closing = before.is_closed if before else False
            if closing != row.is_closed and _follow_closing(listing, [record, *rivals]):
                listing.changed_at = self.at
                told_anew.touched[listing.pk] = listing
            self._count(row, before)
        self._save(told_anew)

    def _state_for(
        self,
        row: Said,
        before: SourceRecord | None,
        listing: Listing,
        rivals: Sequence[SourceRecord],
    ) -> ListingVersion.State | None:
        """Return the state of the version that `row` makes, or None when it makes none."""
        if before is not None and before.said == row.said:
            return None
        if listing.confirmed_version and listing.confirmed_version.said == row.said:
            return None
        if _is_kept(listing):
            return ListingVersion.State.OFFERED
        mine = (not row.is_closed, row.said_on or OLDEST)
        theirs = [(not each.is_closed, each.said_on or OLDEST) for each in rivals]
        newest = all(mine >= each for each in theirs)
        return ListingVersion.State.CONFIRMED if newest else ListingVersion.State.SET_ASIDE

    def _count(self, row: Said, before: SourceRecord | None) -> None:
        if before is None:
            self.counted.added += 1
        elif before.said != row.said or before.is_closed != row.is_closed:
            self.counted.changed += 1
        else:
            self.counted.unchanged += 1

    def _save(self, told: "_ToldAnew") -> None:
        offered = [
            each.listing_id for each in told.versions if each.state == ListingVersion.State.OFFERED
        ]
        ListingVersion.objects.filter(
            listing__in=offered, source=self.source, state=ListingVersion.State.OFFERED
        ).update(state=ListingVersion.State.SET_ASIDE)
        copy_in(told.versions)
        copy_in([record for record, _, before in told.records if before is None])
        self._save_known(told)
        Listing.objects.bulk_create(
            list(told.touched.values()),
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=LISTING_COLUMNS,
        )
        shown = [told.touched[pk] for pk in told.shown]
        ListingTime.objects.filter(listing__in=shown).delete()
        copy_in(times_of_all(shown, told.shown, on=self.today))
        show(list(told.touched.values()))

    def _save_known(self, told: "_ToldAnew") -> None:
        changed = []
        for record, row, before in told.records:
            if before is not None:
                record.first_read_at = before.first_read_at
                record.said, record.raw = row.said, row.raw
                changed.append(record)
        SourceRecord.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["source", "their_id"],
            update_fields=RECORD_COLUMNS,
        )

    def _confirm(
        self,
        listing: Listing,
        version: ListingVersion,
        row: Said,
        organisations: dict[str, Organisation],
    ) -> None:
        listing.confirmed_version = version
        listing.confirmed_on = row.said_on
        listing.changed_at = self.at
        listing.organisation = organisations.get(row.their_id) or listing.organisation

    def _version(
        self, listing: Listing, row: Said, *, pk: int, number: int, state: ListingVersion.State
    ) -> ListingVersion:
        is_confirmed = state == ListingVersion.State.CONFIRMED
        return ListingVersion(
            pk=pk,
            listing=listing,
            number=number,
            state=state,
            said=row.said_text,
            source=self.source,
            made_at=self.at,
            made_by=self.by,
            confirmed_at=self.at if is_confirmed else None,
            confirmed_by=self.by if is_confirmed else None,
        )

    def _record(self, row: Said, listing: Listing) -> SourceRecord:
        return SourceRecord(
            source=self.source,
            their_id=row.their_id,
            listing=listing,
            said=row.said_text,
            raw=row.raw_text,
            digest=row.digest,
            said_on=row.said_on,
            is_closed=row.is_closed,
            first_read_at=self.at,
            last_read_at=self.at,
            changed_at=self.at,
        )


@dataclass
class _ToldAnew:
    """What is to be written about listings that were here already."""

    versions: list[ListingVersion] = field(default_factory=list)
    records: list[tuple[SourceRecord, Said, SourceRecord | None]] = field(default_factory=list)
    shown: dict[int, Facts] = field(default_factory=dict)
    touched: dict[int, Listing] = field(default_factory=dict)


def _follow_closing(listing: Listing, records: Sequence[SourceRecord]) -> bool:
    """Close what every source says has gone, open what one says is there; keepers decide.

    Return whether that changed anything.
    """
    before = listing.state
    if not _is_kept(listing):
        if all(record.is_closed for record in records):
            listing.state = Listing.State.CLOSED
        elif listing.state == Listing.State.CLOSED:
            listing.state = Listing.State.OPEN
    return listing.state != before


def _differs(row: Said, before: SourceRecord | None) -> bool:
    """Return whether `row` says something new. A short row says nothing new of a known thing."""
    return before is not None and row.is_whole and row.digest != before.digest


def _is_kept(listing: Listing) -> bool:
    """Return whether a person stands behind what the listing says."""
    written_here = listing.confirmed_version and listing.confirmed_version.source_id is None
    return listing.keeper_id is not None or bool(written_here)


def _locked(ids: Iterable[int]) -> dict[int, Listing]:
    listings = (
        Listing.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .select_related("confirmed_version", "organisation")
        .order_by("pk")
    )
    return {listing.pk: listing for listing in listings}


def _records_by_listing(listings: Collection[int]) -> dict[int, list[SourceRecord]]:
    found: dict[int, list[SourceRecord]] = defaultdict(list)
    for record in SourceRecord.objects.filter(listing__in=listings).defer("raw", "said"):
        found[record.listing_id].append(record)
    return found


def _highest_numbers(listings: Collection[int]) -> dict[int, int]:
    numbers = (
        ListingVersion.objects.filter(listing__in=listings)
        .values_list("listing")
        .annotate(highest=Max("number"))
    )
    return dict(numbers)
