"""Tell the database who acts, signed, once in each transaction.

A setting alone could be forged by whoever smuggles SQL into a statement. What is said here is
signed with a key that the app's role cannot read, for one connection and a few minutes, and
forgotten by PostgreSQL when the transaction ends.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from smallplaces.foundation.acting import Actor, actor_now

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LASTS = 600  # seconds; said anew in each transaction, and none of ours is as long
BLOCK = 64  # bytes, of SHA-256
TELL = "SELECT set_config('smallplaces.actor', %s, true)"
TELL_AS = "SELECT set_config('smallplaces.actor', %s, true), set_config('role', %s, true)"

UNKNOWN = object()
_told: WeakKeyDictionary[BaseDatabaseWrapper, Actor | None] = WeakKeyDictionary()


@cache
def pads() -> tuple[bytes, bytes]:
    """Return the two blocks from which the database makes the same HMAC (RFC 2104) as we do."""
    key = _key().ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


@cache
def _key() -> bytes:
    return hashlib.sha256(b"row security:" + settings.SECRET_KEY.encode()).digest()


def signed(actor: Actor, *, pid: int) -> str:
    """Return what the database believes: who acts on the connection of the process `pid`."""
    moment = (actor.at - EPOCH) // timedelta(microseconds=1)
    said = f"{actor.office} {actor.person} {moment} {int(time.time()) + LASTS} {pid}"
    return f"{said} {hmac.new(_key(), said.encode(), 'sha256').hexdigest()}"


def say_who_acts(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run one statement, after the database was told who acts in its transaction.

    Stands around every statement of Django's (`connection.execute_wrappers`). A statement outside
    a transaction gets one of its own.
    """
    wrapper = context["connection"]
    raw, actor = wrapper.connection, actor_now()
    status = raw.info.transaction_status
    if status == TransactionStatus.IDLE:
        _told[wrapper] = None
        if actor is not None and raw.autocommit:
            with raw.transaction():
                _tell(wrapper, actor)
                return execute(sql, params, many, context)
    if status != TransactionStatus.INERROR and _told.get(wrapper, UNKNOWN) != actor:
        _tell(wrapper, actor)
    try:
        return execute(sql, params, many, context)
    finally:
        if isinstance(sql, str) and sql.startswith("ROLLBACK TO"):
            _told.pop(wrapper, None)  # PostgreSQL took back what it was told since


def _tell(wrapper: BaseDatabaseWrapper, actor: Actor | None) -> None:
    raw = wrapper.connection
    said = signed(actor, pid=raw.info.backend_pid) if actor else ""
    if settings.ROLE_OF_REQUESTS:
        role = settings.ROLE_OF_REQUESTS if actor else "none"
        raw.execute(TELL_AS, [said, role])
    else:
        raw.execute(TELL, [said])
    _told[wrapper] = actor


def listen(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Stand around the statements of a new connection."""
    _told.pop(connection, None)
    if say_who_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(say_who_acts)
