"""An app on a phone that makes a new code every half minute (TOTP, RFC 6238)."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.utils.crypto import constant_time_compare

from smallplaces.foundation.fields import ring
from smallplaces.foundation.recording import record
from smallplaces.ground.keys import queries, rules
from smallplaces.ground.people.models import Account, Person

EARLIER_OR_LATER = 1  # so many half minutes a phone's clock may be wrong


class CodeWrong(Exception):
    """The app does not show this code now, or it was used already."""


@transaction.atomic
def add_code_app(
    *,
    account: Account,
    secret: str,
    code: str,
    ways: Collection[str],
    by: Person,
    at: datetime,
) -> None:
    """Add the app that knows `secret`, once it showed a right code. It takes the old one's place.

    Raises NotAllowed, CodeWrong. Records `keys.code_app_added`.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    has_second = bool(queries.other_ways(account, ways))
    rules.check_can_add_key(by, account, ways, has_second=has_second, at=at)
    counter = _counter_of(secret, code, at)
    if counter is None:
        raise CodeWrong
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.TOTP,
        data={
            "secret": ring().seal(secret, **queries.where_secret_is(account)),
            "counter": counter,
        },
    )
    record("keys.code_app_added", by=by, at=at, about=account.person)


@transaction.atomic
def use_code_app(*, account: Account, code: str, at: datetime) -> None:
    """Accept what the app shows now, once. Raises CodeWrong."""
    rows = Authenticator.objects.select_for_update(no_key=True)
    row = rows.filter(user=account, type=Authenticator.Type.TOTP).first()
    if row is None:
        raise CodeWrong
    counter = _counter_of(
        ring().unseal(row.data["secret"], **queries.where_secret_is(account)), code, at
    )
    if counter is None or counter <= row.data.get("counter", -1):
        raise CodeWrong
    row.data = {**row.data, "counter": counter}
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])


@transaction.atomic
def remove_code_app(*, account: Account, by: Person, at: datetime) -> None:
    """Take the app away.

    A repeat changes nothing. Raises NotAllowed. Records `keys.code_app_removed`.
    """
    rules.check_can_change_keys(by, account)
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP)
    removed, _ = rows.delete()
    if removed:
        record("keys.code_app_removed", by=by, at=at, about=by)


@transaction.atomic
def reseal_code_app(*, app: Authenticator) -> bool:
    """Seal the secret of `app` with the key that writes now. Says whether it was not so before.

    Raises Broken when it can not be opened.
    """
    rows = Authenticator.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("user").filter(pk=app.pk).first()
    if row is None or ring().is_sealed_to_write(row.data["secret"]):
        return False
    where = queries.where_secret_is(row.user)
    secret = ring().unseal(row.data["secret"], **where)
    row.data = {**row.data, "secret": ring().seal(secret, **where)}
    row.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the half minute in which the app shows `code`, or None."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    typed = "".join(letter for letter in code if letter.isdigit())
    for counter in range(now - EARLIER_OR_LATER, now + EARLIER_OR_LATER + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), typed):
            return counter
    return None
