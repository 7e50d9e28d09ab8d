"""What people choose when they share, open someone else’s shelf, or ask for help."""

from .complaining import AnswerComplaintForm, ComplainForm
from .glass import BreakGlassForm, NameForm, ReviewForm
from .looking import AnswerForm, AskWhyForm, DoorForm, LooksForm
from .sharing import RefuseForm, ShareForm, UntilForm, end_of, shelf_choices
from .supporting import BeginByLawForm, DecisionForm, OwnWordsForm, SupporterForm

__all__ = [
    "AnswerComplaintForm",
    "AnswerForm",
    "AskWhyForm",
    "BeginByLawForm",
    "BreakGlassForm",
    "ComplainForm",
    "DecisionForm",
    "DoorForm",
    "LooksForm",
    "NameForm",
    "OwnWordsForm",
    "RefuseForm",
    "ReviewForm",
    "ShareForm",
    "SupporterForm",
    "UntilForm",
    "end_of",
    "shelf_choices",
]
