"""Who can see this and who looked; the door; and people who act for people."""

from .sharing import door, share, sharing, take_back
from .supporting import accept_to_support, act_for, ask_supporter, end_support, stop_acting

__all__ = [
    "accept_to_support",
    "act_for",
    "ask_supporter",
    "door",
    "end_support",
    "share",
    "sharing",
    "stop_acting",
    "take_back",
]
