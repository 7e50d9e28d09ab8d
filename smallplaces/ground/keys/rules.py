"""What is enough to come in, and who may change the keys of an account."""

from collections.abc import Collection
from datetime import datetime

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people.models import Account, Person

from . import hooks, queries
from .models import SignedIn, Way

# A passkey asks the phone for a face, a finger or a number first: that is two in one.
# In the demonstration place nobody is real, and nobody has to show it twice.
ENOUGH_ALONE = frozenset({Way.PASSKEY, Way.TRIAL})


def is_shown_twice(ways: Collection[str]) -> bool:
    """Return whether `ways` show by two different things that somebody is who they say."""
    return bool(ENOUGH_ALONE & set(ways)) or len(set(ways)) > 1


def must_show_twice(person: Person, ways: Collection[str], *, at: datetime) -> bool:
    """Return whether `person`, who came in by `ways`, has to show once more that it is them."""
    if is_shown_twice(ways):
        return False
    return any(works(person, at) for works in hooks.works_here)


def check_can_change_keys(actor: Person, account: Account) -> None:
    """Stop unless the keys are `actor`'s own."""
    if actor != account.person:
        raise NotAllowed("You can only change how you sign in yourself.")


def check_can_add_key(
    actor: Person, account: Account, ways: Collection[str], *, has_second: bool, at: datetime
) -> None:
    """Stop unless the keys are `actor`'s own, and they showed twice who they are if they must.

    Someone who works here and has no second way yet may add the first one. After that, whoever
    holds only one of the two can add nothing.
    """
    check_can_change_keys(actor, account)
    if has_second and must_show_twice(actor, ways, at=at):
        raise NotAllowed("First show once more that it is you.")


def check_can_remove_key(actor: Person, account: Account) -> None:
    """Stop unless the key is `actor`'s own, and another one opens the door."""
    check_can_change_keys(actor, account)
    if queries.ways_in(account) < 2:
        raise NotAllowed("This is your only way in. Add another way first.")


def check_can_end_session(actor: Person, signed_in: SignedIn) -> None:
    """Stop unless it is `actor` who is signed in there."""
    if actor != signed_in.account.person:
        raise NotAllowed("You can only sign yourself out.")
