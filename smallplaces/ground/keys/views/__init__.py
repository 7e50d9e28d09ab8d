"""The door, and the pages about one's own keys."""

from .cards import (
    choose_picture,
    end_code_card,
    find_whose_card,
    issue_code_card,
    show_card,
    sign_in_with_card,
    sign_in_with_picture,
)
from .coming_in import come_in, leave_here
from .letters import join, sign_in, sign_out, use_join_link, use_one_time_code, use_sign_in_link
from .outside import (
    come_back,
    come_in_from_outside,
    end_outside_key,
    go_outside,
    join_from_outside,
    join_outside_key,
)
from .passkeys import add_passkey, name_passkey, remove_passkey, sign_in_with_passkey
from .signed_in import end_other_sessions, end_session, list_signed_in
from .twice import add_code_app, remove_code_app, send_second_code, show_twice, use_code_app
from .ways import show_ways

__all__ = [
    "add_code_app",
    "add_passkey",
    "choose_picture",
    "come_back",
    "come_in",
    "come_in_from_outside",
    "end_code_card",
    "end_other_sessions",
    "end_outside_key",
    "end_session",
    "find_whose_card",
    "go_outside",
    "issue_code_card",
    "join",
    "join_from_outside",
    "join_outside_key",
    "leave_here",
    "list_signed_in",
    "name_passkey",
    "remove_code_app",
    "remove_passkey",
    "send_second_code",
    "show_card",
    "show_twice",
    "show_ways",
    "sign_in",
    "sign_in_with_card",
    "sign_in_with_passkey",
    "sign_in_with_picture",
    "sign_out",
    "use_code_app",
    "use_join_link",
    "use_one_time_code",
    "use_sign_in_link",
]
