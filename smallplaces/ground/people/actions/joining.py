"""Joining: someone asks, opens the link that was sent to them, and is a person here."""

import secrets
from datetime import datetime

from django.db import transaction

from smallplaces.foundation.sealing import email_alike
from smallplaces.ground.people import queries
from smallplaces.ground.people.models import Account, JoinLink

from .parties import add_person
from .signing_in import LINK_LASTS, MOST_LINKS, EmailTaken, LinkNotUsable, hash_of, open_account


@transaction.atomic
def ask_to_join(*, name: str, email: str, at: datetime) -> str | None:
    """Return a new token with which whoever reads `email` may join as `name`. Adds nobody yet.

    None when `MOST_LINKS` were made within half an hour, so that nobody's inbox is flooded.
    """
    asked = JoinLink.objects.filter(email_index__of=email, expires_at__gt=at)
    if asked.count() >= MOST_LINKS:
        return None
    token = secrets.token_urlsafe(32)
    JoinLink.objects.create(
        name=name.strip(),
        email=email_alike(email),
        token_hash=hash_of(token),
        made_at=at,
        expires_at=at + LINK_LASTS,
    )
    return token


@transaction.atomic
def use_join_link(*, token: str, at: datetime) -> Account:
    """Make whoever asked a person here and return their account, once.

    When the address opens a door by now (two links were asked for), that account is returned.
    Raises LinkNotUsable, also the second time, and for the address of someone who left.
    Records `people.added`, `people.account_opened`.
    """
    link = (
        JoinLink.objects.select_for_update(no_key=True)
        .filter(token_hash=hash_of(token), used_at=None, expires_at__gt=at)
        .first()
    )
    if link is None:
        raise LinkNotUsable
    link.used_at = at
    link.save(update_fields=["used_at"])
    known = queries.account_with_email(link.email)
    if known is not None:
        return known
    person = add_person(name=link.name, at=at)
    try:
        return open_account(person=person, email=link.email, by=person, at=at)
    except EmailTaken as taken:
        raise LinkNotUsable from taken
