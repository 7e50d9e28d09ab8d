"""What every test may use."""

from tests.cast import cast
from tests.town import town, town_database

__all__ = ["cast", "town", "town_database"]
