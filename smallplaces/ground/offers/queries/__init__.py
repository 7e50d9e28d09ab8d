"""Questions about giving and asking. Nothing here writes, nothing here says no."""

from .fitting import Fit, choose, fits_for
from .giving import OfferSeen, offer_seen, offers_of, offers_seen_by, open_offers
from .introductions import (
    OPEN,
    asks_of,
    due_to_expire,
    go_betweens,
    has_reached,
    how_it_was_said,
    introductions_of,
    introductions_visible_to,
    last_ask,
    open_asks_of,
    side_of,
    stage_at,
    stage_when_time_is_up,
    standing_no,
    who_answers_for,
)
from .seeing import IntroductionSeen, Part, introduction_seen, side_for
from .wishes import known_already, listings_asked_about, suggestions_for, wishes_visible_to

__all__ = [
    "OPEN",
    "Fit",
    "IntroductionSeen",
    "OfferSeen",
    "Part",
    "asks_of",
    "choose",
    "due_to_expire",
    "fits_for",
    "go_betweens",
    "has_reached",
    "how_it_was_said",
    "introduction_seen",
    "introductions_of",
    "introductions_visible_to",
    "known_already",
    "last_ask",
    "listings_asked_about",
    "offer_seen",
    "offers_of",
    "offers_seen_by",
    "open_asks_of",
    "open_offers",
    "side_for",
    "side_of",
    "stage_at",
    "stage_when_time_is_up",
    "standing_no",
    "suggestions_for",
    "who_answers_for",
    "wishes_visible_to",
]
