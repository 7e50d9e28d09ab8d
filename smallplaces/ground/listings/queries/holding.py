"""What this room holds of a person: what they take along, and what becomes of it when they go."""

from smallplaces.foundation.holdings import Ending, Fate, Holding, Table

from ..models import Listing, ListingVersion, Problem

_FOR_SEARCH = "It is reckoned from the rest, for search."
HOLDINGS: tuple[Holding, ...] = (
    Table(
        Listing,
        "The pages that I keep alone",
        lambda me, at: Listing.objects.filter(keeper=me.pk),
        leave_out={
            "name_key": _FOR_SEARCH,
            "words": _FOR_SEARCH,
            "confirmed_version": "It is the last confirmed one of listings.listingversion.",
        },
    ),
    Table(
        ListingVersion,
        "All that those pages ever said",
        lambda me, at: ListingVersion.objects.filter(listing__keeper=me.pk),
    ),
    Table(
        Problem,
        "What I said is wrong with a page",
        lambda me, at: Problem.objects.filter(said_by=me),
    ),
)
NOT_TAKEN = {"listings.intake": "It is about a directory that this place read."}
NOT_ENDED = {"listings.intake": "Only who began it, who then has no name."}
ENDINGS = (
    Ending(
        Fate.ERASED,
        "the pages that you keep alone, and what you said is wrong with others",
        ("listings.listing", "listings.listingversion", "listings.problem"),
    ),
)
