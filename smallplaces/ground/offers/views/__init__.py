"""Pages of offers and introductions."""

from .asking import ask_about_listing, ask_about_offer, ask_about_suggestion, set_aside
from .giving import (
    list_offers,
    make_offer,
    open_offer_again,
    pause_offer,
    renew_offer,
    take_back_offer,
)
from .introductions import (
    agree_meeting,
    answer_introduction,
    end_introduction,
    give_contact,
    list_introductions,
    put_meeting,
    say_how_it_was,
    show_introduction,
    take_back_introduction,
)

__all__ = [
    "agree_meeting",
    "answer_introduction",
    "ask_about_listing",
    "ask_about_offer",
    "ask_about_suggestion",
    "end_introduction",
    "give_contact",
    "list_introductions",
    "list_offers",
    "make_offer",
    "open_offer_again",
    "pause_offer",
    "put_meeting",
    "renew_offer",
    "say_how_it_was",
    "set_aside",
    "show_introduction",
    "take_back_introduction",
    "take_back_offer",
]
