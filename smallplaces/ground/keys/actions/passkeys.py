"""Passkeys. The protocol is allauth's; these actions lock, check and record around it.

The two beginnings write nothing but the challenge, into the session.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.db import transaction
from fido2.utils import websafe_decode

from smallplaces.foundation.recording import record
from smallplaces.ground.keys import queries, rules
from smallplaces.ground.people.models import Account, Person

CHALLENGE_LASTS = timedelta(minutes=10)
BEGAN_AT = "passkey_began_at"
MOST_PASSKEYS = 10

log = logging.getLogger(__name__)


class PasskeyNotUsable(Exception):
    """It is not a passkey of this account, or the answer does not fit the question."""


def begin_passkey(account: Account, *, at: datetime) -> dict[str, Any]:
    """Return what the browser needs to make a passkey for `account`. It asks for face or finger."""
    context.request.session[BEGAN_AT] = at.isoformat()
    return dict(auth.begin_registration(account, passwordless=True))


def begin_using_passkey(*, at: datetime) -> dict[str, Any]:
    """Return what the browser needs to use a passkey, whoever it is of."""
    context.request.session[BEGAN_AT] = at.isoformat()
    return dict(auth.begin_authentication())


@transaction.atomic
def add_passkey(
    *,
    account: Account,
    name: str,
    answer: dict[str, Any],
    ways: Collection[str],
    by: Person,
    at: datetime,
) -> Authenticator:
    """Add the passkey that the browser made.

    Raises NotAllowed, PasskeyNotUsable, also for one that is known already and for the eleventh.
    Records `keys.passkey_added`.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    has_second = bool(queries.other_ways(account, ways))
    rules.check_can_add_key(by, account, ways, has_second=has_second, at=at)
    _check_is_fresh(at)
    try:
        auth.complete_registration(answer)
    except Exception as wrong:  # whatever a browser sends: it is not a passkey
        raise PasskeyNotUsable from wrong
    finally:
        auth.clear_state()
    known = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    if known.filter(data__credential__id=answer["id"]).exists():
        raise PasskeyNotUsable
    if queries.passkeys_of(account).count() >= MOST_PASSKEYS:
        raise PasskeyNotUsable
    added: Authenticator = auth.WebAuthn.add(account, name.strip(), answer).instance
    record("keys.passkey_added", by=by, at=at, about=account.person)
    return added


@transaction.atomic
def use_passkey(*, answer: dict[str, Any], at: datetime) -> Account:
    """Return the account that a passkey opens, once for each question.

    Raises PasskeyNotUsable. A passkey that counts its uses and counts backwards was copied.
    """
    _check_is_fresh(at)
    try:
        account = _account_named_in(answer)
        used = auth.complete_authentication(account, answer)
        count = auth.parse_authentication_response(answer).response.authenticator_data.counter
    except Exception as wrong:  # whatever a browser sends: it is not a passkey of ours
        raise PasskeyNotUsable from wrong
    finally:
        auth.clear_state()
    row = Authenticator.objects.select_for_update(no_key=True).get(pk=used.pk)
    if count and count <= row.data.get("count", 0):
        log.warning("A passkey counts backwards: it may have been copied.")
        raise PasskeyNotUsable
    row.data = {**row.data, "count": count}
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    return account


@transaction.atomic
def name_passkey(*, passkey: Authenticator, name: str, by: Person, at: datetime) -> None:
    """Call a passkey something else. Raises NotAllowed. Records `keys.passkey_named`."""
    row = Authenticator.objects.select_for_update(no_key=True).get(pk=passkey.pk)
    rules.check_can_change_keys(by, row.user)
    row.data = {**row.data, "name": name.strip()}
    row.save(update_fields=["data"])
    record("keys.passkey_named", by=by, at=at, about=by)


@transaction.atomic
def remove_passkey(*, passkey: Authenticator, by: Person, at: datetime) -> None:
    """Take a passkey away: it opens nothing from now on.

    A repeat changes nothing. Raises NotAllowed. Records `keys.passkey_removed`.
    """
    Account.objects.select_for_update(no_key=True).get(pk=passkey.user_id)
    row = Authenticator.objects.filter(pk=passkey.pk).first()
    if row is not None:
        rules.check_can_remove_key(by, row.user)
        row.delete()
        record("keys.passkey_removed", by=by, at=at, about=by)


def _check_is_fresh(at: datetime) -> None:
    """Stop unless a question was asked of this browser a short while ago. It is asked once."""
    began = context.request.session.pop(BEGAN_AT, None)
    if began is None or datetime.fromisoformat(began) + CHALLENGE_LASTS <= at:
        auth.clear_state()
        raise PasskeyNotUsable


def _account_named_in(answer: dict[str, Any]) -> Account:
    code = UUID(bytes=websafe_decode(answer["response"]["userHandle"]))
    accounts = Account.objects.select_related("person")
    return accounts.get(person__code=code, is_active=True)
