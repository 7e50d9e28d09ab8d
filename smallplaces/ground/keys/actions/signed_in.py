"""Coming in, being somewhere, and leaving: one browser at a time, or all at once."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.keys import queries, rules
from smallplaces.ground.keys.models import OutsideKey, SignedIn, Way
from smallplaces.ground.people.models import Account, Person


@transaction.atomic
def begin_session(
    *, account: Account, session_key: str, device: str, is_own: bool, way: Way, at: datetime
) -> SignedIn:
    """Note that `account` came in by `way` in this browser. It is a line of a log by itself."""
    return SignedIn.objects.create(
        account=account,
        session_key=session_key,
        device=device[:60],
        is_own=is_own,
        ways=[way],
        began_at=at,
    )


@transaction.atomic
def add_way(*, session_key: str, new_key: str, way: Way) -> None:
    """Note a second way by which someone showed who they are. The key of their session is new."""
    row = SignedIn.objects.select_for_update(no_key=True).filter(session_key=session_key).first()
    if row is not None:
        row.session_key = new_key
        row.ways = [*row.ways, way]
        row.save(update_fields=["session_key", "ways"])


@transaction.atomic
def end_session(*, signed_in: SignedIn, by: Person, at: datetime) -> None:
    """Sign out one browser, at once. A repeat changes nothing.

    Raises NotAllowed. Records `keys.signed_out`.
    """
    rules.check_can_end_session(by, signed_in)
    _end([signed_in], by, at)


@transaction.atomic
def end_other_sessions(*, account: Account, keep: str, by: Person, at: datetime) -> int:
    """Sign out everywhere but in the session `keep`. Returns how many there were.

    Raises NotAllowed. Records `keys.signed_out`.
    """
    rules.check_can_change_keys(by, account)
    return _end(queries.signed_in_of(account, at=at).exclude(session_key=keep), by, at)


@transaction.atomic
def leave_session(*, session_key: str, at: datetime) -> None:
    """Note that someone signed out of the browser they used. A repeat changes nothing.

    No line in the log: they did it themselves, where they were.
    """
    rows = SignedIn.objects.select_for_update(of=("self",), no_key=True).select_related(
        "account__person"
    )
    row = rows.filter(session_key=session_key, ended_at=None).first()
    if row is not None:
        row.ended_at, row.ended_by = at, row.account.person
        row.save(update_fields=["ended_at", "ended_by"])


def end_sessions_by_card(account: Account, by: Person, at: datetime, *, keep: str = "") -> None:
    """Sign out every browser that the card opened, but for `keep`. Part of giving a new card."""
    opened = queries.signed_in_of(account, at=at).filter(ways__contains=[Way.CARD])
    _end(opened.exclude(session_key=keep), by, at)


def forget_keys(person: Person, by: Person, at: datetime) -> None:
    """Sign out everywhere, and forget every key. Called when a person left."""
    account = Account.objects.filter(person=person).first()
    if account is None:
        return
    _end(queries.signed_in_of(account, at=at), by, at)
    Authenticator.objects.filter(user=account).delete()
    OutsideKey.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by)


def _end(signed_in: Iterable[SignedIn], by: Person, at: datetime) -> int:
    keys = {row.session_key: row for row in signed_in}
    standing = SignedIn.objects.filter(session_key__in=keys, ended_at=None)
    ended = standing.update(ended_at=at, ended_by=by)
    Session.objects.filter(session_key__in=keys).delete()
    if ended:
        person = next(iter(keys.values())).account.person
        record("keys.signed_out", by=by, at=at, about=person, details={"browsers": ended})
    return ended
