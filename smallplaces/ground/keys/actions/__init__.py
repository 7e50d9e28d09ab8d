"""Everything that can happen to keys. Only this package writes to the tables of this room."""

from .cards import give_card
from .code_apps import CodeWrong, add_code_app, remove_code_app, reseal_code_app, use_code_app
from .outside import KeyTaken, end_outside_key, join_outside_key, join_with_outside_key
from .passkeys import (
    PasskeyNotUsable,
    add_passkey,
    begin_passkey,
    begin_using_passkey,
    name_passkey,
    remove_passkey,
    use_passkey,
)
from .signed_in import (
    add_way,
    begin_session,
    end_other_sessions,
    end_session,
    forget_keys,
    leave_session,
)

__all__ = [
    "CodeWrong",
    "KeyTaken",
    "PasskeyNotUsable",
    "add_code_app",
    "add_passkey",
    "add_way",
    "begin_passkey",
    "begin_session",
    "begin_using_passkey",
    "end_other_sessions",
    "end_outside_key",
    "end_session",
    "forget_keys",
    "give_card",
    "join_outside_key",
    "join_with_outside_key",
    "leave_session",
    "name_passkey",
    "remove_code_app",
    "remove_passkey",
    "reseal_code_app",
    "use_code_app",
    "use_passkey",
]
