"""What every test may use."""

from tests.cast import cast, own_ring
from tests.town import town, town_database

__all__ = ["cast", "own_ring", "town", "town_database"]
