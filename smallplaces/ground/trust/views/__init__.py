"""Who can see this and who looked; the door; and people who act for people."""

from .questions import answer_why, ask_why, list_questions, settle_question
from .sharing import door, share, sharing, take_back
from .supporting import accept_to_support, act_for, ask_supporter, end_support, stop_acting

__all__ = [
    "accept_to_support",
    "act_for",
    "answer_why",
    "ask_supporter",
    "ask_why",
    "door",
    "end_support",
    "list_questions",
    "settle_question",
    "share",
    "sharing",
    "stop_acting",
    "take_back",
]
