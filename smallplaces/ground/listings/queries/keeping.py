"""Who sees and keeps which listings, and what they have said."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from smallplaces.foundation.acting import by_post
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Account, Party, Person

from ..models import Listing, ListingVersion, Problem

PUBLIC = (Listing.State.OPEN, Listing.State.PAUSED)


def listings_visible_to(viewer: Person | None, *, at: datetime | None = None) -> QuerySet[Listing]:
    """Return every public listing and, whatever their state, those that `viewer` keeps.

    Keeping means being its keeper, acting for them, or keeping the listings of their circle at
    `at` (now, when not given).
    """
    public = Q(state__in=PUBLIC)
    if viewer is None:
        return Listing.objects.filter(public)
    return Listing.objects.filter(public | Q(keeper__in=kept_by(viewer, at=at)))


def kept_by(viewer: Person, *, at: datetime | None = None) -> QuerySet[Party]:
    """Return the parties whose listings `viewer` keeps at `at`."""
    now = at or timezone.now()
    hats = circles.roles_worn(now).filter(person=viewer, kind=Role.Kind.KEEPER)
    supported = people.supporters_now(now).filter(
        supporter=viewer, writes__contains=[Shelf.PROFILE.value]
    )
    return Party.objects.filter(
        Q(pk=viewer.pk) | Q(pk__in=hats.values("circle")) | Q(pk__in=supported.values("person"))
    )


def versions_of(listing: Listing) -> QuerySet[ListingVersion]:
    """Return every version of `listing`, newest first."""
    return listing.versions.select_related("source", "made_by", "confirmed_by").order_by("-number")


def problems_for(keeper: Party) -> QuerySet[Problem]:
    """Return what people say is wrong with what `keeper` keeps and is not settled, oldest first.

    For The House: with listings that nobody keeps.
    """
    nobody = Q(listing__keeper=None) & Exists(
        Person.objects.filter(pk=keeper.pk, is_the_house=True)
    )
    return (
        Problem.objects.filter(Q(listing__keeper=keeper) | nobody, settled_at=None)
        .select_related("listing", "said_by")
        .order_by("said_at", "pk")
    )


def offered_to(keeper: Party) -> QuerySet[ListingVersion]:
    """Return what sources offer for the listings of `keeper`, and nobody decided, oldest first."""
    return (
        ListingVersion.objects.filter(listing__keeper=keeper, state=ListingVersion.State.OFFERED)
        .select_related("listing", "source")
        .order_by("made_at", "pk")
    )


def who_hears_about(listing: Listing, *, at: datetime) -> list[str]:
    """Return the addresses of who keeps `listing` and takes no break, else of The House."""
    accounts = Account.objects.filter(is_active=True, email__isnull=False)
    accounts = accounts.exclude(person__in=people.paused_people(at))
    keepers = accounts.filter(person__in=_who_keeps(listing, at=at), person__left_at=None)
    house = accounts.filter(person__is_the_house=True)
    with by_post():
        hear = list(keepers) or list(house)
    return sorted(account.email for account in hear if account.email)


def _who_keeps(listing: Listing, *, at: datetime) -> QuerySet[Person]:
    worn = circles.roles_worn(at).filter(kind=Role.Kind.KEEPER, circle=listing.keeper_id)
    supporters = people.supporters_now(at).filter(
        person=listing.keeper_id, writes__contains=[Shelf.PROFILE.value]
    )
    return Person.objects.filter(
        Q(pk=listing.keeper_id)
        | Exists(worn.filter(person=OuterRef("pk")))
        | Exists(supporters.filter(supporter=OuterRef("pk")))
    )
