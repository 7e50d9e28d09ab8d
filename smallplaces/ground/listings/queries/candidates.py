"""Which few hundred listings are worth comparing, however many there are.

Ranking everything that has a broad word ("group") means reading half of the table. So the words
lead to a bounded set first: everything that has a rare word; else what has several of the words,
what has them in its name, and what is near. Only that set is ranked, so the time hardly grows with
the number of listings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, FloatField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from smallplaces.foundation.distance import Point

from ..models import Listing, ListingTime
from .filters import Question, fitting
from .reading import Term

WINDOW = 400
FEW = 400  # listings that have any of the rare words, all of which are ranked
SOME = 100  # listings from each of the ways in to broad words
NEARBY = 400
NEARBY_IF_NARROWED = 2_000
BROAD_SHARE = 0.1  # so many of the nearest have a word that we need look no further
WEIGHTS = "{0.2, 0.4, 0.7, 1.0}"  # around it (D), description (C), topics (B), name (A)

# The expression of the index `listing_by_nearness` (migration 0002).
NEARNESS = "point(longitude * 0.58, latitude) <-> point(%s * 0.58, %s)"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may be an answer.

    `score` says how well its words fit (0 or more, no upper end), `held` how much of what was
    said it holds: the sum of the weights of the terms that are in it.
    """

    key: int
    score: float
    held: float
    point: Point | None


def by_words(question: Question, terms: Sequence[Term], meant: Sequence[int]) -> list[Candidate]:
    """Return at most WINDOW candidates, best words first, ties by key; `meant` are looked at too.

    One query. Everything returned fits the filters, but for the corners of the distance box.
    """
    fits = Listing.objects.filter(fitting(question))
    ways = [fits.filter(pk__in=meant)] if meant else []
    ways += _ways_in(question, terms)
    if not ways:
        return []
    rows = _union([_ranked(way, terms) for way in ways])
    found = {key: _ranked_candidate(terms, key, *rest) for key, *rest in rows}
    best = sorted(found.values(), key=lambda one: (-one.score, one.key))
    return best[: WINDOW + len(meant)]


def by_nearness(question: Question) -> list[Candidate]:
    """Return at most WINDOW candidates in about the order of their distance. One query."""
    rows = _nearest(question).values_list("pk", "latitude", "longitude")
    return [_candidate(key, 0.0, 0.0, *point) for key, *point in rows[:WINDOW]]


def by_soonest(question: Question, at: datetime) -> list[Candidate]:
    """Return at most WINDOW candidates, what begins soonest first, then what has no known times.

    At most four small queries, mostly one or two: today, tomorrow, the rest of the week.
    """
    now = timezone.localtime(at)
    found: dict[int, Candidate] = {}
    fits = Listing.objects.filter(fitting(question))
    for days in ((0,), (1,), range(2, 8)):
        if len(found) >= WINDOW:
            break
        arms = [_beginning(fits, now, ahead) for ahead in days]
        rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
        for _, _, key, *point in sorted(rows, key=lambda row: row[:3]):
            found.setdefault(key, _candidate(key, 0.0, 0.0, *point))
    if len(found) < WINDOW:
        rest = fits.order_by("-confirmed_on", "pk").values_list("pk", "latitude", "longitude")
        for key, *point in rest[:WINDOW]:
            found.setdefault(key, _candidate(key, 0.0, 0.0, *point))
    return list(found.values())[:WINDOW]


def _beginning(
    fits: QuerySet[Listing], now: datetime, ahead: int
) -> QuerySet[ListingTime, tuple[Any, ...]]:
    """Return days ahead, hour, listing and point of what begins so many days from `now`."""
    times = ListingTime.objects.filter(weekday=(now.isoweekday() + ahead - 1) % 7 + 1)
    if ahead in {0, 7}:  # today's later hours come first, its earlier hours in a week
        bound = Q(opens_at__gte=now.time()) if ahead == 0 else Q(opens_at__lt=now.time())
        times = times.filter(bound)
    return (
        times.filter(listing__in=fits)
        .annotate(ahead=Value(ahead))
        .order_by("opens_at", "listing_id")
        .values_list("ahead", "opens_at", "listing_id", "listing__latitude", "listing__longitude")[
            :WINDOW
        ]
    )


def _ways_in(question: Question, terms: Sequence[Term]) -> list[QuerySet[Listing]]:
    """Return the ways in to the listings that have these words. `terms` come rarest first.

    What has rare words is not cut short: their counts bound it, and a limit would only tempt
    PostgreSQL to look for a few rows all through the table.
    """
    rare = _rare(terms)
    common = terms[len(rare) :]
    ways = [_having(question, *rare)] if rare else []
    if not common:
        return ways
    lead, others = common[0], common[1:]
    if not rare and _is_all_around(question, lead):
        return [_nearest(question)]
    ways.append(_some(question, lead, lead.in_name))
    return ways if rare else [*ways, *_ways_in_to_broad(question, lead, others)]


def _ways_in_to_broad(
    question: Question, lead: Term, others: Sequence[Term]
) -> list[QuerySet[Listing]]:
    ways = []
    if others:
        any_other = "|".join(term.tsquery for term in others)
        ways.append(_some(question, lead, f"({lead.tsquery})&({any_other})"))
    if len(others) > 1:
        every = "&".join(f"({term.tsquery})" for term in (lead, *others))
        ways.append(_some(question, lead, every))
    if question.near is not None:
        return [*ways, _nearest(question)]
    return [*ways, _some(question, lead, lead.tsquery)]


def _rare(terms: Sequence[Term]) -> list[Term]:
    """Return the rarest terms that together are in few listings; none if the rarest is broad."""
    rare, together = [], 0
    for term in terms:
        together += term.count
        if together > FEW:
            break
        rare.append(term)
    return rare


def _is_all_around(question: Question, lead: Term) -> bool:
    """Return whether enough of the nearest listings have even the rarest of the words."""
    return question.near is not None and not question.is_narrowed and lead.share >= BROAD_SHARE


def _having(question: Question, *terms: Term) -> QuerySet[Listing]:
    return _fits(question, "|".join(term.tsquery for term in terms))


def _some(question: Question, lead: Term, tsquery: str) -> QuerySet[Listing]:
    """Return SOME listings by a `tsquery` that needs `lead`.

    A broad word is soonest found along the table, in the order of the key; any other by its own
    index, where to ask for an order would mean to read all that has it.
    """
    fits = _fits(question, tsquery)
    return (fits.order_by("pk") if lead.share >= BROAD_SHARE else fits)[:SOME]


def _fits(question: Question, tsquery: str) -> QuerySet[Listing]:
    return Listing.objects.filter(fitting(question)).filter(
        RawSQL("words @@ %s::tsquery", [tsquery], output_field=BooleanField())
    )


def _nearest(question: Question) -> QuerySet[Listing]:
    """Return what fits of the listings nearest to where they ask from, nearest first.

    By the index; when something narrows the answers, of the nearest NEARBY_IF_NARROWED.
    """
    open_here = Listing.objects.filter(state=Listing.State.OPEN, latitude__isnull=False)
    by_distance = open_here.order_by(_away(question))
    if not question.is_narrowed and question.within_metres is None:
        return by_distance[:NEARBY]
    around = by_distance.values("pk")[:NEARBY_IF_NARROWED]
    fits = Listing.objects.filter(fitting(question), pk__in=around)
    return fits.order_by(_away(question), "pk")[:NEARBY]


def _away(question: Question) -> RawSQL:
    assert question.near is not None  # noqa: S101 - callers look first
    return RawSQL(  # noqa: S611 - a constant with parameters
        NEARNESS, [question.near.longitude, question.near.latitude], output_field=FloatField()
    )


def _ranked(listings: QuerySet[Listing], terms: Sequence[Term]) -> QuerySet[Listing, Any]:
    """Return key, how well each of the terms fits (0: not there), and place."""
    each = ", ".join(["ts_rank(%s, words, %s::tsquery)"] * len(terms))
    params = [value for term in terms for value in (WEIGHTS, term.tsquery)]
    ranks = RawSQL(  # noqa: S611 - constants
        f"ARRAY[{each}]::real[]", params, output_field=ArrayField(FloatField())
    )
    return listings.annotate(ranks=ranks).values_list("pk", "ranks", "latitude", "longitude")


def _union(ways: Sequence[QuerySet[Listing, Any]]) -> QuerySet[Listing, Any]:
    return ways[0].union(*ways[1:], all=True) if len(ways) > 1 else ways[0]


def _ranked_candidate(
    terms: Sequence[Term],
    key: int,
    ranks: Sequence[float],
    latitude: float | None,
    longitude: float | None,
) -> Candidate:
    """Score by the sum over the terms of rarity times where in the listing they are found."""
    score = sum(term.weight * rank for term, rank in zip(terms, ranks, strict=True))
    held = sum(term.weight for term, rank in zip(terms, ranks, strict=True) if rank > 0)
    return _candidate(key, score, held, latitude, longitude)


def _candidate(
    key: int, score: float, held: float, latitude: float | None, longitude: float | None
) -> Candidate:
    point = None
    if latitude is not None and longitude is not None:
        point = Point(latitude, longitude)
    return Candidate(key, float(score), float(held), point)
