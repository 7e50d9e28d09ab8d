"""Questions about who may see what, and who looked.

`sees` is the rule in one place: a viewer sees a shelf of a person when a Sight for them, or for
a circle they belong to, has started, has not ended and has not run out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import HowToTalkWithMe, Party, Person, Tie

from .. import hooks
from ..models import Look, Sight
from .refusals import refusals_against

A_LOOK_LASTS = timedelta(minutes=30)
TOLD = ~Q(sight__kind=Sight.Kind.BREAK_GLASS) | Q(sight__break_glass__told_person_at__isnull=False)
"""The filter for looks that the person may read about: all but those it is not safe to tell yet."""


def sights_now(viewer: Person, shelf: Shelf, *, at: datetime) -> QuerySet[Sight]:
    """Return every Sight that lets `viewer` see `shelf` of someone at `at`."""
    mine = circles.belongings_at(viewer, at=at).values("circle")
    return Sight.objects.filter(
        ~Exists(refusals_against(viewer, at=at)),
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
    """Return everyone else's sight of `person` that stands at `at`, soonest to end first.

    Without what was opened in need, which nobody gave: see `break_glass_about`.
    """
    return (
        Sight.objects.filter(subject=person, ended_at=None, until__gt=at)
        .exclude(kind__in=(Sight.Kind.SELF, Sight.Kind.BREAK_GLASS))
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


@dataclass(frozen=True)
class SharedWithMe:
    """Something of somebody that the viewer may read: through which sight, and on which page."""

    sight: Sight
    what: str
    page: str


def shared_with(viewer: Person, *, at: datetime) -> list[SharedWithMe]:
    """Return what others let `viewer` or their circles see, by name; each shelf once, the longest.

    Without their own, and without those they act for, whose pages open by acting.
    """
    mine = circles.belongings_at(viewer, at=at).values("circle")
    seen = Sight.objects.filter(
        ~Exists(refusals_against(viewer, at=at)),
        Q(viewer=viewer.pk) | Q(viewer__in=mine),
        kind__in=(Sight.Kind.SHARED, Sight.Kind.BREAK_GLASS),
        starts_at__lte=at,
        until__gt=at,
        ended_at=None,
        shelf__in=hooks.shelf_pages,
    ).exclude(subject=viewer)
    longest = seen.select_related("subject", "viewer").order_by("subject__name", "subject", "until")
    by_shelf = {(sight.subject_id, sight.shelf): sight for sight in longest}
    return [_shared(sight) for sight in by_shelf.values()]


def _shared(sight: Sight) -> SharedWithMe:
    shelf = Shelf(sight.shelf)
    page = reverse(hooks.shelf_pages[shelf], args=[sight.subject.code])
    return SharedWithMe(sight, shelf.about(sight.subject.name), page)


def looks_at(person: Person) -> QuerySet[Look]:
    """Return who looked at `person`, newest first."""
    told = person.looked_at_by.filter(TOLD)
    return told.select_related("viewer", "sight").order_by("-looked_at", "-pk")


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
