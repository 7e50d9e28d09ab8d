"""Who there is: parties, the people who matter to a person, who acts for them, how they sign in."""

from .parties import Party, Person
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
    "HowToTalkWithMe",
    "JoinLink",
    "OneTimeCode",
    "Party",
    "Person",
    "SignInLink",
    "Supporter",
    "Tie",
    "TryCount",
]
