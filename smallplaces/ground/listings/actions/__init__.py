"""Everything that changes listings. Nothing else writes to this room's tables."""

from .forgetting import forget_listings
from .indexing import index_listings
from .indexing_meanings import index_meanings
from .intake import add_source, take_in
from .keeping import (
    DraftMoved,
    NotInThisState,
    close_listing,
    confirm_still_true,
    confirm_version,
    give_keeper,
    open_listing_again,
    pause_listing,
    set_aside_version,
    start_listing,
    write_draft,
)
from .problems import SaysNothing, say_problem, settle_problem

__all__ = [
    "DraftMoved",
    "NotInThisState",
    "SaysNothing",
    "add_source",
    "close_listing",
    "confirm_still_true",
    "confirm_version",
    "forget_listings",
    "give_keeper",
    "index_listings",
    "index_meanings",
    "open_listing_again",
    "pause_listing",
    "say_problem",
    "set_aside_version",
    "settle_problem",
    "start_listing",
    "take_in",
    "write_draft",
]
