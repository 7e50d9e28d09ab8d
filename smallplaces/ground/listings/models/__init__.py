"""What there is near here: listings, every version of them, and where each was read."""

from .facts import Cost, Facts, Time
from .listings import Access, Listing, ListingMeaning, ListingTime, ListingVersion, Organisation
from .problems import Problem
from .sources import BadRow, Intake, Source, SourceRecord
from .words import ListingWord

__all__ = [
    "Access",
    "BadRow",
    "Cost",
    "Facts",
    "Intake",
    "Listing",
    "ListingMeaning",
    "ListingTime",
    "ListingVersion",
    "ListingWord",
    "Organisation",
    "Problem",
    "Source",
    "SourceRecord",
    "Time",
]
