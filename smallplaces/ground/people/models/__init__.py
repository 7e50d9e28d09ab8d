"""Who there is: parties, who matters to a person, who acts for them, breaks, how they sign in."""

from .parties import Party, Person
from .pauses import Notice, Pause, StandingWish, WhenNotWell
from .relations import HowToTalkWithMe, Tie
from .signing_in import (
    Account,
    CardDevice,
    CodeCard,
    JoinLink,
    OneTimeCode,
    SignInLink,
    TryCount,
)
from .supporting import DecisionNote, LegalPaper, Supporter, WritingTogether

__all__ = [
    "Account",
    "CardDevice",
    "CodeCard",
    "DecisionNote",
    "HowToTalkWithMe",
    "JoinLink",
    "LegalPaper",
    "Notice",
    "OneTimeCode",
    "Party",
    "Pause",
    "Person",
    "SignInLink",
    "StandingWish",
    "Supporter",
    "Tie",
    "TryCount",
    "WhenNotWell",
    "WritingTogether",
]
