"""Everything that changes listings. Nothing else writes to this room's tables."""

from .indexing import index_listings
from .intake import add_source, take_in

__all__ = ["add_source", "index_listings", "take_in"]
