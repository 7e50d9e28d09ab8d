"""Directories of local services and of postcodes, read into neutral records.

Two doors: `read_directory` and `read_postcodes`. Everything they give is in `records`.
"""

from smallplaces.engines.feeds.directory import read_directory
from smallplaces.engines.feeds.limits import CannotRead, Limits
from smallplaces.engines.feeds.postcodes import read_postcodes

__all__ = ["CannotRead", "Limits", "read_directory", "read_postcodes"]
