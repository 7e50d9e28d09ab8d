"""What people fill in on the pages of the local market."""

from .choosing import ChooseForm
from .finding import PAGE, FindForm
from .parts import PARTS, PartForm, StartForm
from .problems import ProblemForm, SettleForm

__all__ = [
    "PAGE",
    "PARTS",
    "ChooseForm",
    "FindForm",
    "PartForm",
    "ProblemForm",
    "SettleForm",
    "StartForm",
]
