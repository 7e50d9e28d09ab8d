"""Everything that can happen to trust. Only this package writes to the tables of this room."""

from .breaks import (
    close_after_a_break,
    open_for_a_break,
    share_in_breaks,
    take_back_in_breaks,
)
from .complaints import (
    acknowledge_complaint,
    acknowledge_complaints,
    answer_complaint,
    close_complaints,
    complain,
    forget_complaints,
    look_into_complaint,
    remind_of_complaints,
    take_back_complaint,
)
from .forgetting import forget_seeing, hide_everything
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
    "acknowledge_complaint",
    "acknowledge_complaints",
    "answer_complaint",
    "answer_why",
    "ask_why",
    "break_glass",
    "close_after_a_break",
    "close_complaints",
    "close_questions",
    "complain",
    "end_mandate",
    "end_refusal",
    "forget_complaints",
    "forget_seeing",
    "give_mandate",
    "hide_everything",
    "look",
    "look_into_complaint",
    "open_for_a_break",
    "pass_on_questions",
    "put_down_the_head",
    "refuse_sight",
    "remind_of_complaints",
    "review_break_glass",
    "see_as_supporter",
    "see_oneself",
    "settle_question",
    "share",
    "share_in_breaks",
    "stop_seeing_and_being_seen",
    "stop_seeing_as_supporter",
    "take_back",
    "take_back_complaint",
    "take_back_in_breaks",
    "tell_person",
    "undo_done",
    "write_record",
]
