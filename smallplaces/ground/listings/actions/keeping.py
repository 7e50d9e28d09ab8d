"""Keeping a listing true: drafts, confirming, pausing, closing, and who keeps it.

Every save of a draft is a version of its own, so nothing anyone wrote is ever overwritten.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Party, Person

from .. import rules
from ..models import Facts, Listing, ListingTime, ListingVersion
from ..queries.sameness import name_key
from .copying import copy_in
from .found import LONDON
from .laying_out import atlas_for, lay_out, show, times_of_all

State = Listing.State
VersionState = ListingVersion.State
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset(),
    State.OPEN: frozenset({State.PAUSED, State.CLOSED}),
    State.PAUSED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
}


class DraftMoved(Exception):
    """Someone else wrote the draft meanwhile. Both texts are kept; a person chooses.

    `theirs` is the version that stands; `mine` is what was not put in its place.
    """

    def __init__(self, *, theirs: ListingVersion, mine: ListingVersion) -> None:
        super().__init__("Someone else changed this while you were writing. Both are kept.")
        self.theirs = theirs
        self.mine = mine


class NotInThisState(Exception):
    """The listing cannot go there from the state it is in. The message is a sentence."""


@transaction.atomic
def start_listing(*, keeper: Party, facts: Facts, by: Person, at: datetime) -> Listing:
    """Start a listing that `keeper` keeps, as a draft that only they see.

    Starting one of the same name again while the first is a draft returns the first.
    Raises NotAllowed, FactsNotUsable. Records `listings.started`.
    """
    Party.objects.select_for_update(no_key=True).get(pk=keeper.pk)
    rules.check_speaks_for(by, keeper, at=at)
    rules.check_facts(facts)
    first = Listing.objects.filter(
        keeper=keeper, state=State.DRAFT, name_key=name_key(facts.name)
    ).first()
    if first is not None:
        return first
    listing = Listing(keeper=keeper, made_at=at, changed_at=at)
    lay_out(listing, facts, atlas_for([facts]))
    listing.save()
    _add_version(listing, facts, VersionState.DRAFT, by=by, at=at)
    _record("listings.started", listing, by=by, at=at)
    return listing


@transaction.atomic
def _write_or_keep_aside(
    listing: Listing, facts: Facts, started_from: int, *, by: Person, at: datetime
) -> tuple[ListingVersion, ListingVersion | None]:
    """Return the draft that stands, and what was kept aside because somebody was first."""
    listing = _lock(listing)
    rules.check_can_edit(by, listing, at=at)
    rules.check_facts(facts)
    standing = _standing(listing)
    if standing is not None and standing.said == facts.as_json():
        return standing, None
    if standing is not None and standing.number != started_from:
        aside = _add_version(listing, facts, VersionState.SET_ASIDE, by=by, at=at)
        _record("listings.draft_kept_aside", listing, aside, by=by, at=at)
        return standing, aside
    listing.versions.filter(state=VersionState.DRAFT).update(state=VersionState.SET_ASIDE)
    draft = _add_version(listing, facts, VersionState.DRAFT, by=by, at=at)
    if listing.state == State.DRAFT:
        _show_draft_to_its_keeper(listing, facts)
    _record("listings.draft_written", listing, draft, by=by, at=at)
    return draft, None


def write_draft(
    *, listing: Listing, facts: Facts, started_from: int, by: Person, at: datetime
) -> ListingVersion:
    """Write a draft, kept at once. `started_from` is the number of the version it grew from.

    The draft before it is set aside, not lost. Writing the same again returns what stands.
    Raises NotAllowed, FactsNotUsable, and DraftMoved when another version stands by now: then
    what was written is kept as a version set aside.
    Records `listings.draft_written` or `listings.draft_kept_aside`.
    """
    standing, aside = _write_or_keep_aside(listing, facts, started_from, by=by, at=at)
    if aside is not None:
        raise DraftMoved(theirs=standing, mine=aside)
    return standing


@transaction.atomic
def confirm_version(*, version: ListingVersion, by: Person, at: datetime) -> Listing:
    """Make `version` what the public sees, whether draft, offered by a source, or an old one.

    A listing that was a draft opens; a paused one stays paused. Confirming what is confirmed
    changes nothing. Raises NotAllowed, FactsNotUsable, NotInThisState (closed).
    Records `listings.confirmed`.
    """
    listing = _lock(version.listing)
    version = ListingVersion.objects.get(pk=version.pk)
    rules.check_can_confirm(by, listing, at=at)
    if listing.confirmed_version_id == version.pk:
        return listing
    if listing.state == State.CLOSED:
        raise NotInThisState("Open this page again before you change what it says.")
    rules.check_facts(version.facts)
    _put_on_show(listing, version, by=by, at=at)
    _record("listings.confirmed", listing, version, by=by, at=at)
    return listing


def _put_on_show(listing: Listing, version: ListingVersion, *, by: Person, at: datetime) -> None:
    facts, today = version.facts, at.astimezone(LONDON).date()
    version.state, version.confirmed_at, version.confirmed_by = VersionState.CONFIRMED, at, by
    version.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    listing.confirmed_version, listing.confirmed_on, listing.changed_at = version, today, at
    listing.state = State.OPEN if listing.state == State.DRAFT else State(listing.state)
    lay_out(listing, facts, atlas_for([facts]))
    listing.save()
    ListingTime.objects.filter(listing=listing).delete()
    copy_in(times_of_all([listing], {listing.pk: facts}, on=today))
    show([listing])


@transaction.atomic
def confirm_still_true(*, listing: Listing, by: Person, at: datetime) -> Listing:
    """Say that what the public sees is still true today. Twice on a day is said once.

    Raises NotAllowed, NotInThisState (nothing confirmed, or closed). Records
    `listings.confirmed_still_true`.
    """
    listing = _lock(listing)
    rules.check_can_confirm(by, listing, at=at)
    if listing.confirmed_version_id is None or listing.state == State.CLOSED:
        raise NotInThisState("There is nothing public here to confirm.")
    today = at.astimezone(LONDON).date()
    if listing.confirmed_on is None or listing.confirmed_on < today:
        listing.confirmed_on = today
        listing.save(update_fields=["confirmed_on"])
        _record("listings.confirmed_still_true", listing, by=by, at=at)
    return listing


@transaction.atomic
def set_aside_version(*, version: ListingVersion, by: Person, at: datetime) -> ListingVersion:
    """Put a draft, or what a source offers, aside: kept, and no longer asked about.

    A repeat changes nothing. Raises NotAllowed, NotInThisState (it is confirmed).
    Records `listings.version_set_aside`.
    """
    listing = _lock(version.listing)
    version = ListingVersion.objects.get(pk=version.pk)
    rules.check_can_edit(by, listing, at=at)
    if version.state == VersionState.CONFIRMED:
        raise NotInThisState("This has been confirmed. Write a new version instead.")
    if version.state != VersionState.SET_ASIDE:
        version.state = VersionState.SET_ASIDE
        version.save(update_fields=["state"])
        _record("listings.version_set_aside", listing, version, by=by, at=at)
    return version


def pause_listing(*, listing: Listing, by: Person, at: datetime) -> Listing:
    """Pause: still public, and says that it is paused. A repeat changes nothing.

    Raises NotAllowed, NotInThisState. Records `listings.paused`.
    """
    return _move(listing, State.PAUSED, "listings.paused", by=by, at=at)


def open_listing_again(*, listing: Listing, by: Person, at: datetime) -> Listing:
    """Open a paused or closed listing again. A repeat changes nothing.

    Raises NotAllowed, NotInThisState (never confirmed). Records `listings.opened_again`.
    """
    return _move(listing, State.OPEN, "listings.opened_again", by=by, at=at)


def close_listing(*, listing: Listing, by: Person, at: datetime) -> Listing:
    """Close: no longer public, all of it kept. A repeat changes nothing.

    Raises NotAllowed, NotInThisState (never confirmed). Records `listings.closed`.
    """
    return _move(listing, State.CLOSED, "listings.closed", by=by, at=at)


@transaction.atomic
def _move(listing: Listing, state: State, event: str, *, by: Person, at: datetime) -> Listing:
    listing = _lock(listing)
    rules.check_can_confirm(by, listing, at=at)
    if listing.state == state:
        return listing
    if state not in MOVES[State(listing.state)]:
        raise NotInThisState("Confirm what it says first: then it is public.")
    listing.state, listing.changed_at = state, at
    listing.save(update_fields=["state", "changed_at"])
    show([listing])
    _record(event, listing, by=by, at=at)
    return listing


@transaction.atomic
def give_keeper(*, listing: Listing, keeper: Party | None, by: Person, at: datetime) -> Listing:
    """Say who keeps a listing; None when nobody does any more. A repeat changes nothing.

    Raises NotAllowed. Records `listings.keeper_given` or `listings.keeper_gone`.
    """
    listing = _lock(listing)
    rules.check_can_give_keeper(by, listing, keeper, at=at)
    if listing.keeper_id == (keeper.pk if keeper else None):
        return listing
    before, listing.keeper = listing.keeper, keeper
    listing.save(update_fields=["keeper"])
    event = "listings.keeper_given" if keeper else "listings.keeper_gone"
    record(event, by=by, at=at, about=keeper or before, thing=f"listings.listing:{listing.code}")
    return listing


def _lock(listing: Listing) -> Listing:
    return (
        Listing.objects.select_for_update(of=("self",), no_key=True)
        .select_related("keeper", "confirmed_version")
        .get(pk=listing.pk)
    )


def _standing(listing: Listing) -> ListingVersion | None:
    """Return the version that a writer has before them: the draft, else the confirmed one."""
    draft = listing.versions.filter(state=VersionState.DRAFT).first()
    return draft or listing.confirmed_version


def _add_version(
    listing: Listing, facts: Facts, state: ListingVersion.State, *, by: Person, at: datetime
) -> ListingVersion:
    highest = listing.versions.aggregate(highest=Max("number"))["highest"] or 0
    return listing.versions.create(
        number=highest + 1, state=state, said=facts.as_json(), made_at=at, made_by=by
    )


def _show_draft_to_its_keeper(listing: Listing, facts: Facts) -> None:
    """Let a listing that was never public carry the name and place of its latest draft."""
    lay_out(listing, facts, atlas_for([facts]))
    listing.save()


def _record(
    event: str,
    listing: Listing,
    version: ListingVersion | None = None,
    *,
    by: Person,
    at: datetime,
) -> None:
    details = {"version": version.number} if version else {}
    record(
        event,
        by=by,
        at=at,
        about=listing.keeper,
        details=details,
        thing=f"listings.listing:{listing.code}",
    )
