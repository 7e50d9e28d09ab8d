"""What is forgotten of pages that one person keeps alone."""

from datetime import datetime

from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Person

from ..models import Facts, Listing, ListingMeaning, ListingTime, Organisation, Problem
from .laying_out import atlas_for, lay_out, show

TAKEN_AWAY = "A page that was taken away"


def forget_listings(person: Person, by: Person, at: datetime) -> None:
    """Take every page that `person` keeps alone away, with all that it ever said here.

    What a directory outside says about it is not theirs to change, nor ours: it is read there. The
    pages of a circle stay with the circle. Called when `person` is forgotten. Records
    `listings.forgotten`.
    """
    Problem.objects.filter(said_by=person).delete()
    Organisation.objects.filter(party=person.pk).update(party=None)
    kept = Listing.objects.select_for_update(of=("self",), no_key=True)
    for listing in kept.filter(keeper=person.pk).order_by("pk"):
        _forget(listing, at)
        thing = f"listings.listing:{listing.code}"
        record("listings.forgotten", by=by, at=at, about=person, thing=thing)


def _forget(listing: Listing, at: datetime) -> None:
    facts = Facts(name=TAKEN_AWAY, kind=listing.kind)
    listing.versions.filter(source=None).update(said=facts.as_json())
    ListingTime.objects.filter(listing=listing).delete()
    ListingMeaning.objects.filter(listing=listing).delete()
    lay_out(listing, facts, atlas_for([facts]))
    has_been_public = listing.confirmed_version_id is not None
    listing.state = Listing.State.CLOSED if has_been_public else Listing.State.DRAFT
    listing.keeper, listing.changed_at = None, at
    listing.save()
    show([listing])
