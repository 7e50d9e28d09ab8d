"""Everything that can happen to trust. Only this package writes to the tables of this room."""

from .breaks import (
    close_after_a_break,
    open_for_a_break,
    share_in_breaks,
    take_back_in_breaks,
)
from .glass import break_glass, review_break_glass, tell_person
from .mandates import end_mandate, give_mandate
from .questions import answer_why, ask_why, close_questions, pass_on_questions, settle_question
from .records import put_down_the_head, write_record
from .refusals import end_refusal, refuse_sight
from .sights import (
    look,
    see_as_supporter,
    see_oneself,
    share,
    stop_seeing_and_being_seen,
    stop_seeing_as_supporter,
    take_back,
)
from .undoing import undo_done

__all__ = [
    "answer_why",
    "ask_why",
    "break_glass",
    "close_after_a_break",
    "close_questions",
    "end_mandate",
    "end_refusal",
    "give_mandate",
    "look",
    "open_for_a_break",
    "pass_on_questions",
    "put_down_the_head",
    "refuse_sight",
    "review_break_glass",
    "see_as_supporter",
    "see_oneself",
    "settle_question",
    "share",
    "share_in_breaks",
    "stop_seeing_and_being_seen",
    "stop_seeing_as_supporter",
    "take_back",
    "take_back_in_breaks",
    "tell_person",
    "undo_done",
    "write_record",
]
