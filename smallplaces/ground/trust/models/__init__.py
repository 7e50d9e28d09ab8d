"""Who may see what, who looked, who may do what, and what was done."""

from .breaks import StandingSight
from .complaints import Complaint
from .glass import LONGEST, BreakGlass
from .mandates import Mandate
from .questions import Question
from .records import Record, RecordHead
from .refusals import Refusal
from .sights import Look, Sight

__all__ = [
    "LONGEST",
    "BreakGlass",
    "Complaint",
    "Look",
    "Mandate",
    "Question",
    "Record",
    "RecordHead",
    "Refusal",
    "Sight",
    "StandingSight",
]
