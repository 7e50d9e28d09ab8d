"""Giving and asking: wishes, offers, suggestions, and introductions."""

from .giving import Offer
from .introductions import Introduction, Side
from .wishes import Step, Suggestion, Wish

__all__ = ["Introduction", "Offer", "Side", "Step", "Suggestion", "Wish"]
