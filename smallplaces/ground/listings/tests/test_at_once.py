"""Two people, or two imports, at the same moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings import queries
from smallplaces.ground.listings.models import Listing, ListingVersion, SourceRecord
from tests.cast import build_cast

from .conftest import FISHING, another_source, found, whole

AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run `acts` in a thread each, all from one moment; return what they gave or raised."""
    start = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = acts[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_editors_at_once_lose_nothing() -> None:
    cast = build_cast(at=AT)
    listing = listings.start_listing(keeper=cast.anglers, facts=FISHING, by=cast.efa, at=AT)
    texts = ("One", "Two", "Three")
    results = at_once(
        *(
            lambda text=text: listings.write_draft(
                listing=listing,
                facts=replace(FISHING, description=text),
                started_from=1,
                by=cast.efa,
                at=AT,
            )
            for text in texts
        )
    )
    standing = [each for each in results if isinstance(each, ListingVersion)]
    moved = [each for each in results if isinstance(each, listings.DraftMoved)]
    assert (len(standing), len(moved)) == (1, 2)
    assert {each.theirs for each in moved} == set(standing)
    said = {version.facts.description for version in queries.versions_of(listing)}
    assert said >= set(texts)
    assert listing.versions.get(state=ListingVersion.State.DRAFT) == standing[0]


def test_two_imports_of_one_feed_at_once_double_nothing() -> None:
    cast = build_cast(at=AT)
    source = another_source(cast, "Council")
    services = [found(str(number)) for number in range(1200)]
    results = at_once(
        *(
            lambda: listings.take_in(
                source=source, records=whole(*services), by=cast.the_house, at=AT
            )
            for _ in range(2)
        )
    )
    assert not [each for each in results if isinstance(each, Exception)]
    assert Listing.objects.count() == SourceRecord.objects.count() == 1200
    assert ListingVersion.objects.count() == 1200


def test_two_directories_at_once_meet_on_one_listing() -> None:
    cast = build_cast(at=AT)
    sources = [another_source(cast, name) for name in ("Council", "Charity")]
    services = [found(str(number), name=f"Club {number}") for number in range(600)]
    results = at_once(
        *(
            lambda source=source: listings.take_in(
                source=source, records=whole(*services), by=cast.the_house, at=AT
            )
            for source in sources
        )
    )
    assert not [each for each in results if isinstance(each, Exception)]
    assert (Listing.objects.count(), SourceRecord.objects.count()) == (600, 1200)
