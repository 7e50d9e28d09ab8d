"""Questions about who may see what, who looked, and what was done.

`sees` is the rule in one place: a viewer sees a shelf of a person when a Sight for them, or for
a circle they belong to, has started, has not ended and has not run out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import HowToTalkWithMe, Party, Person, Supporter, Tie

from . import hooks
from .models import Look, Mandate, Record, RecordHead, Sight

GENESIS = hashlib.sha256(b"Small Places").digest()
A_LOOK_LASTS = timedelta(minutes=30)


def sights_now(viewer: Person, shelf: Shelf, *, at: datetime) -> QuerySet[Sight]:
    """Return every Sight that lets `viewer` see `shelf` of someone at `at`."""
    mine = circles.belongings_at(viewer, at=at).values("circle")
    return Sight.objects.filter(
        Q(viewer=viewer.pk) | Q(viewer__in=mine),
        Q(until=None) | Q(until__gt=at),
        shelf=shelf,
        starts_at__lte=at,
        ended_at=None,
    )


def sees(viewer: Person, shelf: Shelf, *, at: datetime, person: str = "person") -> Q:
    """Return the filter for rows whose `person` path leads to someone whose `shelf` is seen."""
    return Q(Exists(sights_now(viewer, shelf, at=at).filter(subject=OuterRef(person))))


def may_see(viewer: Person, person: Person, shelf: Shelf, *, at: datetime) -> bool:
    """Return whether `viewer` may see `shelf` of `person` at `at`."""
    return sights_now(viewer, shelf, at=at).filter(subject=person).exists()


def sight_for(viewer: Person, person: Person, shelf: Shelf, *, at: datetime) -> Sight | None:
    """Return the Sight through which `viewer` sees `shelf` of `person`, the longest."""
    sights = sights_now(viewer, shelf, at=at).filter(subject=person)
    return sights.order_by("-until", "pk").first()


def people_visible_to(
    viewer: Person, *, at: datetime, shelf: Shelf = Shelf.PROFILE
) -> QuerySet[Person]:
    """Return the people whose `shelf` `viewer` may see."""
    return Person.objects.filter(sees(viewer, shelf, at=at, person="pk"))


def ties_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Tie]:
    """Return who matters to the people whose people `viewer` may see, and who still matters."""
    return Tie.objects.filter(sees(viewer, Shelf.PEOPLE, at=at), ended_at=None)


def how_to_talk_visible_to(viewer: Person, *, at: datetime) -> QuerySet[HowToTalkWithMe]:
    """Return how to talk with the people whose profile `viewer` may see."""
    return HowToTalkWithMe.objects.filter(sees(viewer, Shelf.PROFILE, at=at))


def has_looked(viewer: Person, person: Person, shelf: Shelf, *, at: datetime) -> bool:
    """Return whether `viewer` gave a reason at the door of `shelf` within the last half hour."""
    return Look.objects.filter(
        viewer=viewer,
        subject=person,
        shelf=shelf,
        looked_at__gt=at - A_LOOK_LASTS,
        looked_at__lte=at,
    ).exists()


def who_can_see(person: Person, *, at: datetime) -> QuerySet[Sight]:
    """Return everyone else's sight of `person` that stands at `at`, soonest to end first."""
    return (
        Sight.objects.filter(subject=person, ended_at=None, until__gt=at)
        .exclude(kind=Sight.Kind.SELF)
        .select_related("viewer", "given_by")
        .order_by("until", "pk")
    )


@dataclass(frozen=True)
class Viewer:
    """Someone who can see something of a person: what, why, and until when, soonest first."""

    name: str
    is_supporter: bool
    sights: tuple[Sight, ...]


def viewers_of(person: Person, *, at: datetime) -> list[Viewer]:
    """Return who can see what of `person` at `at`, everyone once, by name; supporters last."""
    by_viewer: dict[tuple[bool, str, int], list[Sight]] = {}
    for sight in who_can_see(person, at=at):
        key = (sight.kind == Sight.Kind.SUPPORTER, sight.viewer.name, sight.viewer_id)
        by_viewer.setdefault(key, []).append(sight)
    return [Viewer(key[1], key[0], tuple(by_viewer[key])) for key in sorted(by_viewer)]


def looks_at(person: Person) -> QuerySet[Look]:
    """Return who looked at `person`, newest first."""
    return person.looked_at_by.select_related("viewer", "sight").order_by("-looked_at", "-pk")


def records_about(person: Person) -> QuerySet[Record]:
    """Return what was done that concerns `person`, newest first."""
    return Record.objects.filter(about=person).select_related("by").order_by("-number")


def has_mandate(actor: Person, verb: str, *, over: Person | None = None, at: datetime) -> bool:
    """Return whether `actor` may do `verb` over `over` (or over the whole place) at `at`."""
    reach = Q(over=None) if over is None else Q(over=None) | Q(over=over)
    return Mandate.objects.filter(
        reach, holder=actor, verb=verb, given_at__lte=at, until__gt=at, ended_at=None
    ).exists()


def mandates_of(holder: Person, *, at: datetime) -> QuerySet[Mandate]:
    """Return what `holder` may do at `at`."""
    return Mandate.objects.filter(holder=holder, until__gt=at, ended_at=None).order_by("verb", "pk")


def hash_of_record(
    hash_before: bytes,
    *,
    number: int,
    event: str,
    by: int,
    about: int | None,
    thing: str,
    details: Mapping[str, Any],
    happened_at: datetime,
) -> bytes:
    """Return the SHA-256 that chains one record to the one before it.

    Everything is hashed as one JSON list, so that no two different records read the same.
    """
    said = json.dumps(
        [number, event, by, about, thing, _as_kept(details), happened_at.timestamp()],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(hash_before + said.encode()).digest()


def _as_kept(value: Any) -> Any:
    """Return JSON `value` as the database gives it back: it writes 1e22 and -0.0 out as digits."""
    if isinstance(value, Mapping):
        return {str(key): _as_kept(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_kept(one) for one in value]
    is_whole = isinstance(value, float) and value.is_integer()
    return int(Decimal(repr(value))) if is_whole else value


@dataclass(frozen=True)
class BrokenChain:
    """The first record that does not fit the one before it, and what is wrong with it."""

    number: int
    what: str


def find_broken_chain() -> BrokenChain | None:
    """Return where the log was changed or cut, or None when it is whole. Reads every record."""
    before, expected = GENESIS, 1
    for record in Record.objects.order_by("number").iterator(chunk_size=5000):
        if record.number != expected:
            return BrokenChain(expected, "is missing")
        wanted = hash_of_record(
            before,
            number=record.number,
            event=record.event,
            by=record.by_id,
            about=record.about_id,
            thing=record.thing,
            details=record.details,
            happened_at=record.happened_at,
        )
        if bytes(record.hash) != wanted or bytes(record.hash_before) != before:
            return BrokenChain(record.number, "was changed")
        before, expected = wanted, expected + 1
    return _cut_tail(before, expected - 1)


def _cut_tail(last_hash: bytes, last_number: int) -> BrokenChain | None:
    head = RecordHead.objects.first()
    if head is None or head.number != last_number or bytes(head.hash) != last_hash:
        return BrokenChain(last_number + 1, "is missing at the end")
    return None


def parties_known_to(person: Person, *, at: datetime) -> list[Party]:
    """Return with whom `person` may want to share: people on their map who are on here, their
    supporters, the people they support, their circles and who else belongs to those. By name.
    """
    mine = circles.memberships_of(person).values("circle")
    known = Party.objects.filter(
        Q(pk__in=person.ties.filter(ended_at=None, party__isnull=False).values("party"))
        | Q(pk__in=people.supporters_now(at).filter(person=person).values("supporter"))
        | Q(pk__in=people.supporters_now(at).filter(supporter=person).values("person"))
        | Q(pk__in=mine)
        | Q(person__memberships__circle__in=mine, person__memberships__ended_at=None)
    )
    here = known.exclude(person__left_at__isnull=False).exclude(pk=person.pk)
    return list(here.order_by("name", "pk").distinct())


def supports_of(person: Person, *, at: datetime) -> QuerySet[Supporter]:
    """Return who acts for `person`, or was asked to and has not answered, while it stands."""
    standing = person.supporters.filter(ended_at=None, until__gt=at)
    return standing.select_related("supporter").order_by("until", "pk")


def supports_asked_of(supporter: Person, *, at: datetime) -> QuerySet[Supporter]:
    """Return for whom `supporter` acts or was asked to act, while it stands at `at`."""
    return (
        supporter.supports.filter(ended_at=None, until__gt=at)
        .select_related("person")
        .order_by("accepted_at", "pk")
    )


@dataclass(frozen=True)
class Line:
    """One line of "what was done", as the person reads it."""

    who: str
    what: str
    happened_at: datetime


def what_was_done(person: Person) -> list[Line]:
    """Return what was done that concerns `person`, newest first, and who did it.

    At most the last 200 records; events without a sentence are left out.
    """
    return [
        Line(
            who="You" if record.by_id == person.pk else record.by.name,
            what=hooks.event_sentences[record.event],
            happened_at=record.happened_at,
        )
        for record in records_about(person)[:200]
        if record.event in hooks.event_sentences
    ]
