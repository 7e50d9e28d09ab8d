"""A card for oneself, or for someone who lost theirs."""

from datetime import datetime

from django.db import transaction

from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Account, Person

from .signed_in import end_sessions_by_card


@transaction.atomic
def give_card(
    *, account: Account, picture: str, keep: str = "", by: Person, at: datetime
) -> people.IssuedCard:
    """Make a new card. The old one is dead at once, and so is every browser that it opened.

    `keep` is the session that goes on: that of someone who makes a card for themselves.
    Raises NotAllowed. Records `people.card_issued`, and `keys.signed_out` if any was open.
    """
    card = people.issue_code_card(account=account, picture=picture, by=by, at=at)
    end_sessions_by_card(account, by, at, keep=keep)
    return card
