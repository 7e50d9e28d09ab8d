"""Who may see what, who looked, who may do what, and what was done."""

from .mandates import Mandate
from .records import Record, RecordHead
from .sights import Look, Sight

__all__ = ["Look", "Mandate", "Record", "RecordHead", "Sight"]
