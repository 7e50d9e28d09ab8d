"""Joining a sign-in that someone else keeps to an account here, on purpose."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.keys import queries, rules
from smallplaces.ground.keys.models import OutsideKey
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Account, Person


class KeyTaken(Exception):
    """This sign-in opens someone else's door already."""


@transaction.atomic
def join_outside_key(
    *,
    account: Account,
    issuer: str,
    subject: str,
    ways: Collection[str],
    by: Person,
    at: datetime,
) -> OutsideKey:
    """Join a sign-in out there to `account`. A repeat returns the first.

    Raises NotAllowed, KeyTaken. Records `keys.outside_key_joined`.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    has_second = bool(queries.other_ways(account, ways))
    rules.check_can_add_key(by, account, ways, has_second=has_second, at=at)
    try:
        with transaction.atomic():
            key, is_new = OutsideKey.objects.get_or_create(
                account=account,
                issuer=issuer,
                subject=subject,
                ended_at=None,
                defaults={"joined_at": at, "joined_by": by},
            )
    except IntegrityError as taken:
        raise KeyTaken from taken
    if is_new:
        record("keys.outside_key_joined", by=by, at=at, about=account.person)
    return key


@transaction.atomic
def join_with_outside_key(*, name: str, issuer: str, subject: str, at: datetime) -> Account:
    """Make whoever came from there a person here, with this sign-in as their key.

    Raises KeyTaken. Records `people.added`, `people.account_opened`, `keys.outside_key_joined`.
    """
    person = people.add_person(name=name, at=at)
    account = people.open_account(person=person, by=person, at=at)
    join_outside_key(account=account, issuer=issuer, subject=subject, ways=[], by=person, at=at)
    return account


@transaction.atomic
def end_outside_key(*, key: OutsideKey, by: Person, at: datetime) -> None:
    """Part a sign-in from an account: it opens nothing here from now on.

    A repeat changes nothing. Raises NotAllowed. Records `keys.outside_key_ended`.
    """
    Account.objects.select_for_update(no_key=True).get(pk=key.account_id)
    key = OutsideKey.objects.select_for_update(of=("self",), no_key=True).get(pk=key.pk)
    rules.check_can_change_keys(by, key.account)
    if key.ended_at is None:
        rules.check_can_remove_key(by, key.account)
        key.ended_at, key.ended_by = at, by
        key.save(update_fields=["ended_at", "ended_by"])
        record("keys.outside_key_ended", by=by, at=at, about=by)
