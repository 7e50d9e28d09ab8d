"""Everything that changes listings. Nothing else writes to this room's tables."""

from .indexing import index_listings
from .indexing_meanings import index_meanings
from .intake import add_source, take_in

__all__ = ["add_source", "index_listings", "index_meanings", "take_in"]
