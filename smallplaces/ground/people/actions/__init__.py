"""Everything that can happen to people. Only this package writes to the tables of this room."""

from .joining import ask_to_join, use_join_link
from .parties import add_person, leave_place, move_home
from .relations import (
    accept_to_support,
    add_tie,
    ask_supporter,
    change_tie,
    end_support,
    end_tie,
    say_how_to_talk,
)
from .signing_in import (
    CardLocked,
    CodeWrong,
    EmailTaken,
    IssuedCard,
    IssuedLink,
    LinkNotUsable,
    end_code_card,
    issue_code_card,
    make_sign_in_link,
    open_account,
    use_code_card,
    use_sign_in_link,
)

__all__ = [
    "CardLocked",
    "CodeWrong",
    "EmailTaken",
    "IssuedCard",
    "IssuedLink",
    "LinkNotUsable",
    "accept_to_support",
    "add_person",
    "add_tie",
    "ask_supporter",
    "ask_to_join",
    "change_tie",
    "end_code_card",
    "end_support",
    "end_tie",
    "issue_code_card",
    "leave_place",
    "make_sign_in_link",
    "move_home",
    "open_account",
    "say_how_to_talk",
    "use_code_card",
    "use_join_link",
    "use_sign_in_link",
]
