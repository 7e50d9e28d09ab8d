"""Keeping a listing true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings import queries, rules
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion
from smallplaces.ground.trust.models import Record
from tests.cast import Cast

Version = ListingVersion.State


def events() -> list[str]:
    """Return what was done to listings, oldest first."""
    found = Record.objects.filter(event__startswith="listings.").order_by("number")
    return list(found.values_list("event", flat=True))


def test_starting_a_listing_makes_a_draft_that_only_its_keeper_sees(
    cast: Cast, fishing: Facts
) -> None:
    listing = listings.start_listing(keeper=cast.anglers, facts=fishing, by=cast.efa, at=cast.at)
    assert (listing.state, listing.versions.get().state) == (Listing.State.DRAFT, Version.DRAFT)
    assert events() == ["listings.started"]
    seen_by = {
        name: queries.listings_visible_to(getattr(cast, name), at=cast.at).exists()
        for name in ("efa", "bryn", "dev", "gwen")
    }
    assert seen_by == {"efa": True, "bryn": False, "dev": False, "gwen": False}
    assert not queries.listings_visible_to(None).exists()


def test_starting_it_twice_returns_the_first(cast: Cast, fishing: Facts) -> None:
    first = listings.start_listing(keeper=cast.anglers, facts=fishing, by=cast.efa, at=cast.at)
    again = listings.start_listing(keeper=cast.anglers, facts=fishing, by=cast.efa, at=cast.at)
    assert again == first
    assert events() == ["listings.started"]


def test_a_stranger_starts_nothing_in_the_name_of_a_circle(cast: Cast, fishing: Facts) -> None:
    with pytest.raises(NotAllowed):
        listings.start_listing(keeper=cast.anglers, facts=fishing, by=cast.dev, at=cast.at)
    assert not Listing.objects.exists()


def test_a_supporter_keeps_a_listing_for_someone(cast: Cast, fishing: Facts) -> None:
    listing = listings.start_listing(keeper=cast.amina, facts=fishing, by=cast.cerys, at=cast.at)
    assert listing.versions.get().made_by == cast.cerys
    assert queries.listings_visible_to(cast.cerys, at=cast.at).get() == listing


def test_confirming_opens_it_to_everyone_and_lays_it_out(cast: Cast, anglers: Listing) -> None:
    assert queries.listings_visible_to(None).get() == anglers
    assert (anglers.state, anglers.confirmed_on) == (Listing.State.OPEN, date(2026, 3, 2))
    assert (anglers.least_pence, anglers.times.get().weekday) == (200, 6)
    anglers.refresh_from_db()
    assert anglers.words
    assert events()[-1] == "listings.confirmed"


def test_confirming_again_changes_nothing(cast: Cast, anglers: Listing) -> None:
    before = events()
    version = anglers.versions.get()
    listings.confirm_version(version=version, by=cast.efa, at=cast.at + timedelta(days=3))
    anglers.refresh_from_db()
    assert anglers.confirmed_on == date(2026, 3, 2)
    assert events() == before


def test_a_member_without_the_hat_confirms_nothing(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    draft = write(cast, anglers, fishing, description="New", started_from=1)
    with pytest.raises(NotAllowed):
        listings.confirm_version(version=draft, by=cast.bryn, at=cast.at)
    anglers.refresh_from_db()
    assert anglers.description == fishing.description


def write(
    cast: Cast, listing: Listing, facts: Facts, *, description: str, started_from: int
) -> ListingVersion:
    """Write a draft with another description, as Efa."""
    return listings.write_draft(
        listing=listing,
        facts=replace(facts, description=description),
        started_from=started_from,
        by=cast.efa,
        at=cast.at,
    )


def test_a_draft_is_not_public_until_confirmed(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    draft = write(cast, anglers, fishing, description="New", started_from=1)
    anglers.refresh_from_db()
    assert anglers.description == fishing.description
    listings.confirm_version(version=draft, by=cast.efa, at=cast.at)
    anglers.refresh_from_db()
    assert anglers.description == "New"


def test_every_save_is_a_version_and_the_one_before_is_set_aside(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    first = write(cast, anglers, fishing, description="One", started_from=1)
    write(cast, anglers, fishing, description="Two", started_from=first.number)
    found = queries.versions_of(anglers).values_list("number", "state")
    assert list(found) == [(3, Version.DRAFT), (2, Version.SET_ASIDE), (1, Version.CONFIRMED)]


def test_writing_the_same_twice_is_harmless(cast: Cast, anglers: Listing, fishing: Facts) -> None:
    first = write(cast, anglers, fishing, description="One", started_from=1)
    assert write(cast, anglers, fishing, description="One", started_from=1) == first
    assert anglers.versions.count() == 2


def test_of_two_who_write_at_once_neither_loses_a_word(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    theirs = write(cast, anglers, fishing, description="Theirs", started_from=1)
    with pytest.raises(listings.DraftMoved) as moved:
        write(cast, anglers, fishing, description="Mine", started_from=1)
    assert moved.value.theirs == theirs
    assert moved.value.mine.facts.description == "Mine"
    assert anglers.versions.get(state=Version.DRAFT) == theirs
    assert ListingVersion.objects.get(pk=moved.value.mine.pk).state == Version.SET_ASIDE
    [difference] = queries.compare(moved.value.theirs, moved.value.mine)
    assert (difference.before, difference.after) == ("Theirs", "Mine")
    chosen = write(cast, anglers, fishing, description="Mine", started_from=theirs.number)
    assert chosen.state == Version.DRAFT


def test_bad_facts_are_refused_and_nothing_is_kept(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    with pytest.raises(rules.FactsNotUsable):
        listings.write_draft(
            listing=anglers,
            facts=replace(fishing, name=""),
            started_from=1,
            by=cast.efa,
            at=cast.at,
        )
    assert anglers.versions.count() == 1


def test_an_old_version_can_be_confirmed_again(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    old = anglers.versions.get()
    draft = write(cast, anglers, fishing, description="New", started_from=1)
    listings.confirm_version(version=draft, by=cast.efa, at=cast.at)
    listings.confirm_version(version=old, by=cast.efa, at=cast.at)
    anglers.refresh_from_db()
    assert (anglers.description, anglers.confirmed_version) == (fishing.description, old)


def test_saying_that_it_is_still_true_renews_the_day_once(cast: Cast, anglers: Listing) -> None:
    later = cast.at + timedelta(days=100)
    for _ in range(2):
        listings.confirm_still_true(listing=anglers, by=cast.efa, at=later)
    anglers.refresh_from_db()
    assert anglers.confirmed_on == date(2026, 6, 10)
    assert events().count("listings.confirmed_still_true") == 1


def test_nothing_public_cannot_be_still_true(cast: Cast, fishing: Facts) -> None:
    listing = listings.start_listing(keeper=cast.hana, facts=fishing, by=cast.hana, at=cast.at)
    with pytest.raises(listings.NotInThisState):
        listings.confirm_still_true(listing=listing, by=cast.hana, at=cast.at)


def test_a_version_is_set_aside_once_and_a_confirmed_one_never(
    cast: Cast, anglers: Listing, fishing: Facts
) -> None:
    draft = write(cast, anglers, fishing, description="New", started_from=1)
    for _ in range(2):
        listings.set_aside_version(version=draft, by=cast.efa, at=cast.at)
    assert events().count("listings.version_set_aside") == 1
    with pytest.raises(listings.NotInThisState):
        listings.set_aside_version(version=anglers.versions.get(number=1), by=cast.efa, at=cast.at)


def test_pausing_closing_and_opening_again(cast: Cast, anglers: Listing) -> None:
    for act, state, is_public in (
        (listings.pause_listing, Listing.State.PAUSED, True),
        (listings.open_listing_again, Listing.State.OPEN, True),
        (listings.close_listing, Listing.State.CLOSED, False),
        (listings.open_listing_again, Listing.State.OPEN, True),
    ):
        for _ in range(2):
            act(listing=anglers, by=cast.efa, at=cast.at)
        anglers.refresh_from_db()
        assert anglers.state == state
        assert queries.listings_visible_to(cast.dev, at=cast.at).exists() is is_public
        assert queries.listings_visible_to(cast.efa, at=cast.at).exists()
    assert events()[-4:] == [
        "listings.paused",
        "listings.opened_again",
        "listings.closed",
        "listings.opened_again",
    ]


@pytest.mark.parametrize(
    "act", [listings.pause_listing, listings.close_listing, listings.open_listing_again]
)
def test_a_draft_moves_nowhere_but_to_confirmed(
    cast: Cast, fishing: Facts, act: Callable[..., Listing]
) -> None:
    draft = listings.start_listing(keeper=cast.hana, facts=fishing, by=cast.hana, at=cast.at)
    with pytest.raises(listings.NotInThisState):
        act(listing=draft, by=cast.hana, at=cast.at)


def test_a_stranger_pauses_nothing(cast: Cast, anglers: Listing) -> None:
    with pytest.raises(NotAllowed):
        listings.pause_listing(listing=anglers, by=cast.dev, at=cast.at)
    anglers.refresh_from_db()
    assert anglers.state == Listing.State.OPEN


def test_a_closed_listing_says_nothing_new(cast: Cast, anglers: Listing, fishing: Facts) -> None:
    listings.close_listing(listing=anglers, by=cast.efa, at=cast.at)
    draft = write(cast, anglers, fishing, description="New", started_from=1)
    with pytest.raises(listings.NotInThisState):
        listings.confirm_version(version=draft, by=cast.efa, at=cast.at)


def test_a_connector_gives_a_listing_its_keeper(
    cast: Cast, anglers: Listing, gwen_may: Callable[[str], None]
) -> None:
    gwen_may(rules.GIVE_KEEPER)
    for _ in range(2):
        listings.give_keeper(listing=anglers, keeper=cast.hana, by=cast.gwen, at=cast.at)
    anglers.refresh_from_db()
    assert anglers.keeper_id == cast.hana.pk
    assert events().count("listings.keeper_given") == 1
    listings.give_keeper(listing=anglers, keeper=None, by=cast.hana, at=cast.at)
    assert events()[-1] == "listings.keeper_gone"


def test_nobody_takes_a_listing_for_themselves(cast: Cast, anglers: Listing) -> None:
    with pytest.raises(NotAllowed):
        listings.give_keeper(listing=anglers, keeper=cast.dev, by=cast.dev, at=cast.at)
    anglers.refresh_from_db()
    assert anglers.keeper_id == cast.anglers.pk
