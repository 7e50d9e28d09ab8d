"""Who may see what, who looked, who may do what, and what was done."""

from .mandates import Mandate
from .questions import Question
from .records import Record, RecordHead
from .sights import Look, Sight

__all__ = [
    "Look",
    "Mandate",
    "Question",
    "Record",
    "RecordHead",
    "Sight",
]
