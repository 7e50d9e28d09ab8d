"""What the listings room can be asked. Nothing here changes anything."""

from .calendar import as_icalendar
from .comparing import (
    Difference,
    Disagreement,
    Saying,
    compare,
    compare_facts,
    cost_in_words,
    disagreements,
    time_in_words,
)
from .holding import ENDINGS, HOLDINGS, NOT_ENDED, NOT_TAKEN
from .keeping import (
    kept_by,
    listings_visible_to,
    offered_to,
    problems_for,
    versions_of,
    who_hears_about,
)
from .repeating import NotARule, Occurrence, next_times

__all__ = [
    "ENDINGS",
    "HOLDINGS",
    "NOT_ENDED",
    "NOT_TAKEN",
    "Difference",
    "Disagreement",
    "NotARule",
    "Occurrence",
    "Saying",
    "as_icalendar",
    "compare",
    "compare_facts",
    "cost_in_words",
    "disagreements",
    "kept_by",
    "listings_visible_to",
    "next_times",
    "offered_to",
    "problems_for",
    "time_in_words",
    "versions_of",
    "who_hears_about",
]
