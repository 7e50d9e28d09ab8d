"""Everything that can happen to wishes, offers and introductions. Only this package writes here."""

from .forgetting import forget_giving_and_asking
from .giving import make_offer, open_offer_again, pause_offer, renew_offer, take_back_offer
from .introductions import (
    answer_introduction,
    ask_for_introduction,
    end_introduction,
    expire_introductions,
    take_back_introduction,
)
from .leaving import stop_for
from .meetings import agree_meeting, give_contact, put_meeting, say_how_it_was
from .pausing import go_on_after, rest_for, say_yes_after_a_break
from .suggestions import set_aside, suggest_for
from .wishes import (
    add_step,
    change_wish,
    drop_step,
    finish_step,
    make_wish,
    pause_wish,
    say_what_came_of_wish,
)

__all__ = [
    "add_step",
    "agree_meeting",
    "answer_introduction",
    "ask_for_introduction",
    "change_wish",
    "drop_step",
    "end_introduction",
    "expire_introductions",
    "finish_step",
    "forget_giving_and_asking",
    "give_contact",
    "go_on_after",
    "make_offer",
    "make_wish",
    "open_offer_again",
    "pause_offer",
    "pause_wish",
    "put_meeting",
    "renew_offer",
    "rest_for",
    "say_how_it_was",
    "say_what_came_of_wish",
    "say_yes_after_a_break",
    "set_aside",
    "stop_for",
    "suggest_for",
    "take_back_introduction",
    "take_back_offer",
]
