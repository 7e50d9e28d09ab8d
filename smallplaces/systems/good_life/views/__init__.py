"""The pages of the good life."""

from .checking import check_words, pick_offers, pick_wishes, read_words
from .conversation import answer_question, choose_words, save_draft, start_good_life
from .one_page import choose_parts, download_one_page, read_one_page, show_one_page
from .people import (
    add_someone,
    change_someone,
    download_list,
    download_map,
    end_someone,
    read_people,
    show_people,
)
from .plan import (
    add_step,
    add_wish,
    change_wish,
    drop_step,
    finish_step,
    look_for_more,
    read_plan,
    say_what_came_of_wish,
    show_plan,
)

__all__ = [
    "add_someone",
    "add_step",
    "add_wish",
    "answer_question",
    "change_someone",
    "change_wish",
    "check_words",
    "choose_parts",
    "choose_words",
    "download_list",
    "download_map",
    "download_one_page",
    "drop_step",
    "end_someone",
    "finish_step",
    "look_for_more",
    "pick_offers",
    "pick_wishes",
    "read_one_page",
    "read_people",
    "read_plan",
    "read_words",
    "save_draft",
    "say_what_came_of_wish",
    "show_one_page",
    "show_people",
    "show_plan",
    "start_good_life",
]
