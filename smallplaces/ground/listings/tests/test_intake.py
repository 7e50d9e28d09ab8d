"""Taking in one directory, again and again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from smallplaces.engines.feeds.records import (
    BadRow as FoundBadRow,
)
from smallplaces.engines.feeds.records import (
    Doubt,
    Event,
    Finished,
    FoundCost,
    FoundLocation,
    FoundOrganisation,
    FoundSchedule,
    Progress,
    Where,
)
from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import (
    BadRow,
    Intake,
    Listing,
    ListingTime,
    ListingVersion,
    Organisation,
    Source,
    SourceRecord,
)
from smallplaces.ground.trust.models import Record
from tests.cast import Cast

from .conftest import found, moved, read, whole


def test_what_is_new_is_opened_and_recorded_once(cast: Cast, source: Source) -> None:
    before = Record.objects.count()
    intake = read(cast, source, found("1"), found("2"))
    assert (intake.seen, intake.added, intake.is_complete) == (2, 2, True)
    listing = Listing.objects.get(source_records__their_id="1")
    assert (listing.state, listing.name) == (Listing.State.OPEN, "Coffee morning 1")
    assert listing.organisation is not None
    assert listing.organisation.name == "Neighbours"
    assert listing.confirmed_on == date(2026, 1, 5)
    assert listing.versions.get().source == source
    events = Record.objects.order_by("number").values_list("event", flat=True)[before:]
    assert list(events) == ["listings.intake_started", "listings.intake_finished"]


def test_a_listing_taken_in_is_laid_out_for_search(cast: Cast, source: Source) -> None:
    weekly = FoundSchedule("WEEKLY", ("TH", "SU"))
    read(cast, source, found("1", schedules=(weekly,), costs=(FoundCost(350, "a session"),)))
    listing = Listing.objects.get()
    assert sorted(listing.times.values_list("weekday", flat=True)) == [4, 7]
    assert listing.least_pence == 350
    assert listing.name_key == "coffee morning 1"
    assert listing.words


def test_reading_it_again_doubles_nothing(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"), found("2"))
    again = read(cast, source, found("1"), found("2"), days=1)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    counts = [m.objects.count() for m in (Listing, ListingVersion, SourceRecord, Organisation)]
    assert counts == [2, 2, 2, 1]
    assert SourceRecord.objects.filter(last_read_at=cast.at + timedelta(days=1)).count() == 2


def test_what_changed_becomes_a_version_and_is_shown(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"))
    intake = read(cast, source, found("1", description="Now with tea."), days=1)
    assert (intake.added, intake.changed, intake.unchanged) == (0, 1, 0)
    listing = Listing.objects.get()
    assert listing.description == "Now with tea."
    assert [v.number for v in listing.versions.order_by("number")] == [1, 2]
    assert listing.facts.description == "Now with tea."
    assert listing.changed_at == cast.at + timedelta(days=1)


def test_a_later_date_without_other_news_is_no_new_version(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"))
    intake = read(cast, source, found("1", assured_date=date(2026, 2, 1)), days=1)
    assert (intake.changed, intake.unchanged) == (0, 1)
    assert SourceRecord.objects.get().said_on == date(2026, 2, 1)
    assert ListingVersion.objects.count() == 1


def test_a_change_is_offered_when_someone_keeps_the_listing(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"))
    listing = Listing.objects.get()
    Listing.objects.filter(pk=listing.pk).update(keeper=cast.anglers)
    read(cast, source, found("1", description="Other."), days=1)
    read(cast, source, found("1", description="Another."), days=2)
    listing.refresh_from_db()
    assert listing.description == "Come and sit with us."
    offered = listing.versions.get(state=ListingVersion.State.OFFERED)
    assert offered.facts.description == "Another."
    assert listing.versions.count() == 3


def test_what_a_person_confirmed_is_not_overwritten(
    cast: Cast, source: Source, gwen_may: "object"
) -> None:
    read(cast, source, found("1"))
    assert callable(gwen_may)
    gwen_may("listings.look_after")
    listing = Listing.objects.get()
    better = replace(listing.facts, description="Gwen went and looked.")
    draft = listings.write_draft(
        listing=listing, facts=better, started_from=1, by=cast.gwen, at=cast.at
    )
    listings.confirm_version(version=draft, by=cast.gwen, at=cast.at)
    read(cast, source, found("1", description="Other."), days=1)
    listing.refresh_from_db()
    assert listing.description == "Gwen went and looked."
    assert listing.versions.filter(state=ListingVersion.State.OFFERED).count() == 1


def test_a_short_row_never_replaces_a_fuller_one(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"))
    intake = read(cast, source, found("1", description="", whole=False), days=1)
    assert intake.unchanged == 1
    assert Listing.objects.get().description == "Come and sit with us."


def test_what_its_only_source_says_has_gone_is_closed_and_can_come_back(
    cast: Cast, source: Source
) -> None:
    read(cast, source, found("1"), found("2", status="defunct"))
    assert Listing.objects.get(source_records__their_id="2").state == Listing.State.CLOSED
    intake = read(cast, source, found("1", status="inactive"), found("2", status="defunct"), days=1)
    assert intake.changed == 1
    assert set(Listing.objects.values_list("state", flat=True)) == {Listing.State.CLOSED}
    read(cast, source, found("1"), found("2", status="defunct"), days=2)
    assert Listing.objects.get(source_records__their_id="1").state == Listing.State.OPEN


def test_what_a_whole_reading_no_longer_holds_is_only_marked(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"), found("2"))
    read(cast, source, found("1"), days=1)
    gone = SourceRecord.objects.get(their_id="2")
    assert gone.not_seen_since == cast.at + timedelta(days=1)
    assert gone.listing.state == Listing.State.OPEN
    read(cast, source, found("1"), found("2"), days=2)
    gone.refresh_from_db()
    assert gone.not_seen_since is None


def test_a_short_reading_marks_nothing(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"), found("2"))
    broken = Finished(False, 1, 1, 0, why_incomplete="The connection broke.")
    events: list[Event] = [found("1"), broken]
    intake = listings.take_in(
        source=source, records=events, by=cast.the_house, at=cast.at + timedelta(days=1)
    )
    assert (intake.is_complete, intake.why_incomplete) == (False, "The connection broke.")
    assert not SourceRecord.objects.exclude(not_seen_since=None).exists()


def test_what_went_in_before_a_break_stays(cast: Cast, source: Source) -> None:
    def breaking() -> Iterator[Event]:
        for number in range(700):
            yield found(str(number))
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        listings.take_in(source=source, records=breaking(), by=cast.the_house, at=cast.at)
    intake = Intake.objects.get()
    assert (intake.added, intake.is_complete) == (500, False)
    assert "the line went dead" in intake.why_incomplete
    assert Listing.objects.count() == 500


def test_bad_rows_are_kept_with_their_place_and_reason(cast: Cast, source: Source) -> None:
    events: list[Event] = [
        FoundBadRow(Where("feed", page=3, row=7), "It has no name.", '{"id": 4}\x00' + "x" * 900),
        Doubt(Where("feed", row=2), "The point was turned round."),
        found("5", name="  "),
        found("6"),
        Progress(3, 1, 2, said_total=10**30),
        Finished(True, 4, 1, 2),
    ]
    intake = listings.take_in(source=source, records=events, by=cast.the_house, at=cast.at)
    assert (intake.seen, intake.bad, intake.doubts, intake.added) == (3, 2, 1, 1)
    bad = intake.bad_rows.order_by("pk")
    assert [(row.weight, row.where) for row in bad] == [
        (BadRow.Weight.LEFT_OUT, "page 3, row 7"),
        (BadRow.Weight.DOUBT, "row 2"),
        (BadRow.Weight.LEFT_OUT, "row 1"),
    ]
    assert len(bad[0].excerpt) <= 500


def test_one_row_that_the_database_refuses_does_not_take_the_others_with_it(
    cast: Cast, source: Source
) -> None:
    impossible = moved(found("3"), latitude=1000.0)
    intake = read(cast, source, found("1"), found("2"), impossible, found("4"))
    assert (intake.added, intake.bad) == (3, 1)
    assert "could not be kept" in intake.bad_rows.get().reason


def test_strange_signs_in_a_record_are_kept_out_of_the_way(cast: Cast, source: Source) -> None:
    strange = replace(
        found("1"), source_record={"a": "x\x00y", "b": float("nan"), "\ud800": [{1: None}]}
    )
    read(cast, source, strange)
    assert SourceRecord.objects.get().raw == {"a": "x\ufffdy", "b": "nan", "\ufffd": [{"1": None}]}


def test_texts_longer_than_we_keep_are_cut_and_half_addresses_left_out(
    cast: Cast, source: Source
) -> None:
    long = found(
        "1",
        name="N" * 300,
        url="https://e.example/" + "u" * 600,
        phones=("0" * 90,),
        description="d" * 30_000,
        organisation=FoundOrganisation("o" * 300, "O" * 300),
    )
    read(cast, source, long)
    listing = Listing.objects.get()
    assert (len(listing.name), listing.url, listing.phone) == (200, "", "")


def test_a_postcode_places_what_has_no_point(cast: Cast, source: Source) -> None:
    from smallplaces.engines.feeds.records import OutwardPoint
    from smallplaces.ground.places import actions as places

    places.take_in_postcodes(
        points=[OutwardPoint("OL1", 53.55, -2.1)], source="points", by=cast.the_house, at=cast.at
    )
    read(cast, source, found("1", locations=(FoundLocation(postcode="OL1 1AA"),)))
    listing = Listing.objects.get()
    assert (listing.latitude, listing.longitude) == (53.55, -2.1)
    assert listing.facts.latitude is None


def test_a_changed_schedule_changes_the_weekdays(cast: Cast, source: Source) -> None:
    read(cast, source, found("1", schedules=(FoundSchedule("WEEKLY", ("MO",)),)))
    read(cast, source, found("1", schedules=(FoundSchedule("WEEKLY", ("FR",)),)), days=1)
    assert list(ListingTime.objects.values_list("weekday", flat=True)) == [5]


def test_an_organisation_is_brought_up_to_date(cast: Cast, source: Source) -> None:
    read(cast, source, found("1"))
    renamed = FoundOrganisation("o1", "Good Neighbours", url="https://n.example.org")
    read(cast, source, found("1", organisation=renamed), days=1)
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.url) == ("Good Neighbours", "https://n.example.org")


def test_of_one_identifier_twice_in_a_batch_the_last_counts(cast: Cast, source: Source) -> None:
    intake = read(cast, source, found("1"), found("1", description="The last."))
    assert (intake.seen, intake.added, intake.unchanged) == (2, 1, 1)
    assert Listing.objects.get().description == "The last."


def test_a_stranger_cannot_take_in_or_add_a_source(cast: Cast, source: Source) -> None:
    with pytest.raises(NotAllowed):
        listings.take_in(source=source, records=whole(found("1")), by=cast.dev, at=cast.at)
    with pytest.raises(NotAllowed):
        listings.add_source(
            kind=Source.Kind.OURS, name="Mine", address="mine", by=cast.dev, at=cast.at
        )
    assert not Listing.objects.exists()
    assert not Intake.objects.exists()
    assert Source.objects.count() == 1


def test_progress_is_told_after_every_batch(cast: Cast, source: Source) -> None:
    seen: list[int] = []
    listings.take_in(
        source=source,
        records=whole(*(found(str(n)) for n in range(1001))),
        by=cast.the_house,
        at=datetime(2026, 3, 3, tzinfo=UTC),
        progress=lambda intake: seen.append(intake.added),
    )
    assert seen == [500, 1000, 1001]
