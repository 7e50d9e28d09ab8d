"""Our own reader of feeds reads our own feed, over the wire, and finds the same things."""

import json
import urllib.request
from collections.abc import Iterable
from datetime import timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from smallplaces.engines.feeds import read_directory
from smallplaces.engines.feeds.records import BadRow, Doubt, Event, Finished, FoundService
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.actions.found import facts_of
from smallplaces.ground.listings.models import Listing, ListingVersion, Source
from tests.cast import Cast

from .asking import ROOT, Market

pytestmark = pytest.mark.django_db(transaction=True)


def heard(events: Iterable[Event]) -> tuple[dict[str, FoundService], Finished]:
    """Return the services by name, and how the reading ended."""
    *before, last = events
    assert isinstance(last, Finished)
    assert not [each for each in before if isinstance(each, BadRow | Doubt)]
    found = {each.name: each for each in before if isinstance(each, FoundService)}
    return found, last


@pytest.mark.parametrize("path", ["", "/", "/services", "/services?full=true"])
def test_our_reader_finds_the_same_services(
    market: Market, live_server: LiveServer, path: str
) -> None:
    found, end = heard(read_directory(f"{live_server.url}{ROOT}{path}"))
    shown = {
        listing.name: listing
        for listing in Listing.objects.filter(state__in=["OPEN", "PAUSED"]).select_related(
            "confirmed_version"
        )
    }

    assert end.complete
    assert end.good == end.said_total == len(shown)
    assert found.keys() == shown.keys()
    for name, service in found.items():
        facts = shown[name].facts
        assert service.source_id == str(shown[name].code)
        assert service.whole
        assert service.eligibility == facts.who_for
        assert (service.minimum_age, service.maximum_age) == (facts.min_age, facts.max_age)
        assert service.languages == facts.languages
        assert [(each.opens_at, each.closes_at) for each in service.schedules] == [
            (each.opens_at, each.closes_at) for each in facts.times
        ]
        if not facts.is_free:
            assert [(each.text, each.pence) for each in service.costs] == [
                (each.words, each.pence) for each in facts.costs
            ]
        else:
            assert all(cost.pence == 0 for cost in service.costs)
    anglers = found["Canal Anglers"]
    assert anglers.schedules[0].rrule == "FREQ=WEEKLY;BYDAY=SA"
    assert anglers.schedules[0].dtstart == shown["Canal Anglers"].facts.times[0].starts_on
    assert found["Advice"].schedules[0].rrule == "FREQ=WEEKLY;BYDAY=MO,TH"
    assert anglers.locations[0].postcode == "OL14 5AA"


def test_taking_in_our_own_feed_twice_changes_nothing_the_second_time(
    market: Market, live_server: LiveServer, cast: Cast
) -> None:
    address = f"{live_server.url}{ROOT}"
    source = listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL,
        name="Ourselves",
        address=address,
        by=cast.the_house,
        at=cast.at,
    )

    def take_in(days: int) -> tuple[int, int, int, int]:
        done = listings.take_in(
            source=source,
            records=read_directory(address),
            by=cast.the_house,
            at=cast.at + timedelta(days=days),
        )
        return done.added, done.changed, done.unchanged, done.bad

    first = take_in(2)
    kept = _everything()
    second = take_in(3)

    assert first[0] + first[1] + first[2] == 11
    assert second == (0, 0, 11, 0)
    assert _everything() == kept


def test_another_place_understands_our_kinds_access_and_topics(
    market: Market, live_server: LiveServer
) -> None:
    found, _ = heard(read_directory(f"{live_server.url}{ROOT}"))
    for listing in (market.anglers, market.cakes, market.reading):
        theirs, ours = facts_of(found[listing.name]), listing.facts
        assert theirs.kind == ours.kind
        assert set(theirs.access) == set(ours.access)
        assert theirs.topics == ours.topics
        assert theirs.postcode == ours.postcode


def test_lines_come_over_the_wire(market: Market, live_server: LiveServer) -> None:
    with urllib.request.urlopen(f"{live_server.url}{ROOT}/services?format=ndjson") as answer:
        rows = [json.loads(line) for line in answer]
    assert len(rows) == 11


def _everything() -> tuple[list[object], list[object]]:
    return (
        list(Listing.objects.order_by("pk").values("pk", "state", "name", "kind", "changed_at")),
        list(ListingVersion.objects.order_by("pk").values("pk", "number", "state", "said")),
    )
