"""The pages of breaks."""

from .notes import list_breaks, read_notes, write_notes
from .resting import begin_break, end_break, rest_thing, show_break, tell_someone, wake_thing
from .wishing import add_standing_wish, close_in_breaks, end_standing_wish, open_in_breaks

__all__ = [
    "add_standing_wish",
    "begin_break",
    "close_in_breaks",
    "end_break",
    "end_standing_wish",
    "list_breaks",
    "open_in_breaks",
    "read_notes",
    "rest_thing",
    "show_break",
    "tell_someone",
    "wake_thing",
    "write_notes",
]
