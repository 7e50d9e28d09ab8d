"""Questions about a person's good life. Nothing here writes."""

from .answers import answers_of, offers_to_pick, sentences_in, wishes_to_pick
from .holding import ENDINGS, FILES, HOLDINGS, about_me_of, people_as_csv, words_of
from .next_things import NextThing, answered, what_next
from .one_page import OnePageSeen, PartSeen, one_page_of, page_of, pages_visible_to
from .people import CLOSENESS, drawing_of, people_of, said_in_words
from .plan import WishSeen, plan_of, steps_visible_to

__all__ = [
    "CLOSENESS",
    "ENDINGS",
    "FILES",
    "HOLDINGS",
    "NextThing",
    "OnePageSeen",
    "PartSeen",
    "WishSeen",
    "about_me_of",
    "answered",
    "answers_of",
    "drawing_of",
    "offers_to_pick",
    "one_page_of",
    "page_of",
    "pages_visible_to",
    "people_as_csv",
    "people_of",
    "plan_of",
    "said_in_words",
    "sentences_in",
    "steps_visible_to",
    "what_next",
    "wishes_to_pick",
    "words_of",
]
