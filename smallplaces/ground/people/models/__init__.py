"""Who there is: parties, who matters to a person, who acts for them, breaks, how they sign in."""

from .forgetting import Forgetting
from .parties import Party, Person
from .pauses import Notice, Pause, StandingWish, WhenNotWell
from .relations import HowToTalkWithMe, Supporter, Tie
from .signing_in import (
    Account,
    CardDevice,
    CodeCard,
    JoinLink,
    OneTimeCode,
    SignInLink,
    TryCount,
)

__all__ = [
    "Account",
    "CardDevice",
    "CodeCard",
    "Forgetting",
    "HowToTalkWithMe",
    "JoinLink",
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
]
