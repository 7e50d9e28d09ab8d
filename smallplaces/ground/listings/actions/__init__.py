"""Everything that changes listings. Nothing else writes to this room's tables."""

from .indexing import index_listings

__all__ = ["index_listings"]
