"""Questions the local market asks the rooms below, and what it makes of the answers for a page."""

from .drawing import Map, draw_map, draw_one, point_of
from .helping import HelpFirst, help_first
from .keeping import (
    Changed,
    changes,
    draft_of,
    is_kept_by,
    keepers_for,
    kept_by_or_looked_after,
    kept_listings,
    offered,
    problems_to_settle,
    summary_of,
    to_confirm_again,
)
from .showing import Shown, gone, show, versions_seen_by

__all__ = [
    "Changed",
    "HelpFirst",
    "Map",
    "Shown",
    "changes",
    "draft_of",
    "draw_map",
    "draw_one",
    "gone",
    "help_first",
    "is_kept_by",
    "keepers_for",
    "kept_by_or_looked_after",
    "kept_listings",
    "offered",
    "point_of",
    "problems_to_settle",
    "show",
    "summary_of",
    "to_confirm_again",
    "versions_seen_by",
]
