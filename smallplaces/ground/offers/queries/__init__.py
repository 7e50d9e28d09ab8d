"""Questions about giving and asking. Nothing here writes, nothing here says no."""

from .fitting import Fit, choose, fits_for
from .giving import OfferSeen, offers_of, offers_seen_by, open_offers
from .introductions import (
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
    who_answers_for,
)
from .seeing import IntroductionSeen, Role, introduction_seen
from .wishes import known_already, suggestions_for, wishes_visible_to

__all__ = [
    "Fit",
    "IntroductionSeen",
    "OfferSeen",
    "Role",
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
    "offers_of",
    "offers_seen_by",
    "open_asks_of",
    "open_offers",
    "side_of",
    "stage_at",
    "stage_when_time_is_up",
    "suggestions_for",
    "who_answers_for",
    "wishes_visible_to",
]
