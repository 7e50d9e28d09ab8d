"""Whole directories as they were published, when they are at hand."""

from pathlib import Path

import pytest

from smallplaces.engines.feeds import CannotRead, read_directory
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Intake, Listing, ListingVersion, Source
from tests.cast import Cast
from tests.outside_data import outside_data

REGISTER = "cqc_oldham_locations.jsonl"


def take_in(cast: Cast, path: Path) -> Intake:
    """Take in one published file."""
    kind = Source.Kind.CQC if path.name == REGISTER else Source.Kind.OPEN_REFERRAL
    source = listings.add_source(
        kind=kind, name=path.stem, address=str(path), by=cast.the_house, at=cast.at
    )
    return listings.take_in(
        source=source, records=read_directory(path), by=cast.the_house, at=cast.at
    )


def test_the_register_of_oldham_goes_in_whole_and_once(cast: Cast) -> None:
    register = outside_data("care_sector", REGISTER)
    first = take_in(cast, register)
    assert (first.seen, first.added, first.bad, first.is_complete) == (451, 451, 0, True)
    again = take_in(cast, register)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 451)
    assert Listing.objects.count() == ListingVersion.objects.count() == 451
    kinds = set(Listing.objects.values_list("kind", "is_formal"))
    assert kinds == {(Listing.Kind.ORGANISATION, True)}
    states = set(Listing.objects.values_list("state", flat=True))
    assert states == {Listing.State.OPEN, Listing.State.CLOSED}
    assert not Listing.objects.filter(name_key="").exists()


@pytest.mark.slow
def test_every_published_example_goes_in_or_says_why_not(cast: Cast) -> None:
    paths = sorted(outside_data("open_referral").rglob("*.json"))
    assert paths
    went_in = 0
    for path in paths:
        try:
            first, again = take_in(cast, path), take_in(cast, path)
        except CannotRead:
            continue
        went_in += first.added > 0
        assert again.added == again.changed == 0
        assert first.seen == first.added + first.changed + first.unchanged + first.bad
    assert went_in > 5
