"""Counting how often a door is tried, so that nobody can go on guessing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from smallplaces.ground.people.models import TryCount

A_WHILE = timedelta(minutes=15)
KEPT = timedelta(days=1)


class TooManyTries(Exception):
    """This door was tried too often by this somebody. It opens again after a while."""


@dataclass(frozen=True)
class Limit:
    """How often one kind of door may be tried by one somebody within `A_WHILE`."""

    kind: str
    most: int


# A library or a day centre is one network address for many people.
LETTERS_FROM_AN_ADDRESS = Limit("letters", 40)
TRIES_FROM_AN_ADDRESS = Limit("tries", 40)
SECOND_STEPS_OF_AN_ACCOUNT = Limit("second-step", 5)


@transaction.atomic
def count_try(*, limit: Limit, whom: str, at: datetime) -> None:
    """Count one try of `whom` (a network address, or an account). Raises TooManyTries.

    Count first and `forgive_try` when it was right: tries at the same moment are all counted.
    """
    _throw_away_old(at)
    key = _key(limit, whom, at)
    TryCount.objects.get_or_create(**key)
    row = TryCount.objects.select_for_update(no_key=True).get(**key)
    if row.count >= limit.most:
        raise TooManyTries
    row.count += 1
    row.save(update_fields=["count"])


@transaction.atomic
def forgive_try(*, limit: Limit, whom: str, at: datetime) -> None:
    """Take back one try that turned out to be right. Never goes below nothing."""
    row = TryCount.objects.select_for_update(no_key=True).filter(**_key(limit, whom, at)).first()
    if row is not None and row.count:
        row.count -= 1
        row.save(update_fields=["count"])


def _key(limit: Limit, whom: str, at: datetime) -> dict[str, Any]:
    hashed = salted_hmac("people.try_count", whom, algorithm="sha256").hexdigest()
    began = at.timestamp() // A_WHILE.total_seconds() * A_WHILE.total_seconds()
    starts_at = datetime.fromtimestamp(began, tz=UTC)
    return {"kind": limit.kind, "whom_hash": hashed, "starts_at": starts_at}


def _throw_away_old(at: datetime) -> None:
    TryCount.objects.filter(starts_at__lt=at - KEPT).delete()
