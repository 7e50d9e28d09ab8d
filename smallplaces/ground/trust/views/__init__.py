"""Who can see this and who looked; the door; and people who act for people."""

from .deciding import answer_decision_note, begin_by_law, list_decisions, note_decision
from .glass import break_glass, list_urgent, review_break_glass, tell_person
from .looks import download_looks, list_looks
from .questions import answer_why, ask_why, list_questions, settle_question
from .sharing import door, end_refusal, refuse_sight, share, sharing, take_back
from .supporting import (
    accept_to_support,
    act_for,
    ask_supporter,
    begin_writing_together,
    end_support,
    end_writing_together,
    list_done,
    stop_acting,
    undo_done,
)

__all__ = [
    "accept_to_support",
    "act_for",
    "answer_decision_note",
    "answer_why",
    "ask_supporter",
    "ask_why",
    "begin_by_law",
    "begin_writing_together",
    "break_glass",
    "door",
    "download_looks",
    "end_refusal",
    "end_support",
    "end_writing_together",
    "list_decisions",
    "list_done",
    "list_looks",
    "list_questions",
    "list_urgent",
    "note_decision",
    "refuse_sight",
    "review_break_glass",
    "settle_question",
    "share",
    "sharing",
    "stop_acting",
    "take_back",
    "tell_person",
    "undo_done",
]
