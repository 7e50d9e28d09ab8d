"""What people choose when they share, open someone else’s shelf, or ask for help."""

from .glass import BreakGlassForm, NameForm, ReviewForm
from .looking import AnswerForm, AskWhyForm, DoorForm, LooksForm
from .sharing import RefuseForm, ShareForm, UntilForm, end_of, shelf_choices
from .supporting import BeginByLawForm, DecisionForm, OwnWordsForm, SupporterForm

__all__ = [
    "AnswerForm",
    "AskWhyForm",
    "BeginByLawForm",
    "BreakGlassForm",
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
