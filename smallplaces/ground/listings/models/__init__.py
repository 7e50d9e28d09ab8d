"""What there is near here: listings, every version of them, and where each was read."""

from .facts import Cost, Facts, Time
from .listings import (
    ACCESS_VOCABULARY,
    KIND_VOCABULARY,
    Access,
    Listing,
    ListingMeaning,
    ListingTime,
    ListingVersion,
    Organisation,
)
from .problems import Problem
from .sources import BadRow, Intake, Source, SourceRecord
from .words import NAME_MARK, ListingWord

__all__ = [
    "ACCESS_VOCABULARY",
    "KIND_VOCABULARY",
    "NAME_MARK",
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
