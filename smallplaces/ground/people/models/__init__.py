"""Who there is: parties, the people who matter to a person, who acts for them, how they sign in."""

from .parties import Party, Person
from .relations import HowToTalkWithMe, Supporter, Tie
from .signing_in import Account, CodeCard, JoinLink, SignInLink

__all__ = [
    "Account",
    "CodeCard",
    "HowToTalkWithMe",
    "JoinLink",
    "Party",
    "Person",
    "SignInLink",
    "Supporter",
    "Tie",
]
