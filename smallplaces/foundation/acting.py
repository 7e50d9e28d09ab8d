"""Who acts in the database: what PostgreSQL is told before it shows a row.

Row-level security lets a transaction see nothing until it says who acts, and for which moment.
The site's middleware says it once for each request, and commands say it for themselves; the site
signs it and tells the database (smallplaces/site/row_security).
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Office(StrEnum):
    """As what someone acts."""

    PERSON = "person"
    """A person who signed in: sees what a sight or their part in a thing lets them see."""
    DOOR = "door"
    """Nobody known yet: sees what is public, and what coming in needs."""
    POST = "post"
    """Whoever carries letters: sees where to send them, and nothing else."""
    KEEPER = "keeper"
    """Commands of whoever keeps the machine, and the rounds of The House: sees everything."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, at which moment. `person` is the key of a Person; 0 for the other offices."""

    office: Office
    at: datetime
    person: int = 0


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def actor_now() -> Actor | None:
    """Return who acts, or None: then the database shows nothing that is anyone's."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Let `actor` act as long as the block runs, and whoever acted before again after it."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def acting_as_person(person: Any, *, at: datetime) -> AbstractContextManager[None]:
    """Return the block in which `person` (a `people.Person`) acts at `at`."""
    return acting_as(Actor(Office.PERSON, at, person.pk))


def at_the_door(at: datetime) -> AbstractContextManager[None]:
    """Return the block in which nobody is known yet, whoever was signed in before."""
    return acting_as(Actor(Office.DOOR, at))


def by_post() -> AbstractContextManager[None]:
    """Return the block in which addresses of others may be looked up, to write to them.

    Where nobody acts (a command as the owner of the tables), nothing changes.
    """
    actor = actor_now()
    return acting_as(Actor(Office.POST, actor.at) if actor else None)


def in_the_name_of(person: Any, *, at: datetime) -> AbstractContextManager[None]:
    """Return the block in which `person` acts: The House, for what nobody known did.

    Where nobody acts, nothing changes.
    """
    return acting_as(Actor(Office.PERSON, at, person.pk) if actor_now() else None)


def become(person: Any, *, at: datetime) -> None:
    """Let whoever was at the door act as `person` until the block around this ends.

    Call it once they have shown that it is them. Where nobody acts, or the keeper of the machine
    does, nothing changes.
    """
    actor = actor_now()
    if actor is not None and actor.office != Office.KEEPER:
        _actor.set(Actor(Office.PERSON, at, person.pk))


def keep_acting(items: Iterable[T]) -> Iterator[T]:
    """Yield `items`, each fetched as whoever acts now: for answers sent after the page is done."""
    return _fetched_as(actor_now(), iter(items))


def _fetched_as(actor: Actor | None, items: Iterator[T]) -> Iterator[T]:
    while True:
        with acting_as(actor):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item
