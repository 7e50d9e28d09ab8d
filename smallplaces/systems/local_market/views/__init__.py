"""The pages of the local market, by what people do on them."""

from .finding import find
from .keeping import (
    close_listing,
    confirm_still_true,
    confirm_version,
    decide_offered,
    drop_draft,
    keep_listing,
    list_kept,
    open_listing_again,
    pause_listing,
    start_listing,
)
from .problems import say_problem, settle_problem
from .reading import compare_versions, list_versions, show_calendar, show_listing
from .writing import choose_draft, edit_listing

__all__ = [
    "choose_draft",
    "close_listing",
    "compare_versions",
    "confirm_still_true",
    "confirm_version",
    "decide_offered",
    "drop_draft",
    "edit_listing",
    "find",
    "keep_listing",
    "list_kept",
    "list_versions",
    "open_listing_again",
    "pause_listing",
    "say_problem",
    "settle_problem",
    "show_calendar",
    "show_listing",
    "start_listing",
]
