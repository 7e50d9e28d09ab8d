"""Everything that can happen to trust. Only this package writes to the tables of this room."""

from .mandates import end_mandate, give_mandate
from .records import put_down_the_head, write_record
from .sights import (
    look,
    see_as_supporter,
    see_oneself,
    share,
    stop_seeing_and_being_seen,
    stop_seeing_as_supporter,
    take_back,
)

__all__ = [
    "end_mandate",
    "give_mandate",
    "look",
    "put_down_the_head",
    "see_as_supporter",
    "see_oneself",
    "share",
    "stop_seeing_and_being_seen",
    "stop_seeing_as_supporter",
    "take_back",
    "write_record",
]
