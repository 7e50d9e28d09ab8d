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

from django.db.models import BooleanField, FloatField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from smallplaces.foundation.distance import Point

from ..models import NAME_MARK, Listing, ListingTime
from .filters import Question, fitting
from .reading import Term, quoted

WINDOW = 400
FEW = 400  # listings that have any of the rare words, all of which are ranked
SOME = 200  # listings from each of the ways in to broad words
NEARBY = 400
NEARBY_IF_NARROWED = 2_000
BROAD_SHARE = 0.1
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
    arms = [_ids(Listing.objects.filter(fitting(question), pk__in=meant))] if meant else []
    arms += _word_arms(question, terms)
    if not arms:
        return []
    chosen = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    rows = (
        Listing.objects.filter(fitting(question), pk__in=chosen)
        .annotate(score=_score(terms), held=_held(terms))
        .order_by("-score", "pk")
        .values_list("pk", "score", "held", "latitude", "longitude")[: WINDOW + len(meant)]
    )
    return [_candidate(*row) for row in rows]


def by_nearness(question: Question) -> list[Candidate]:
    """Return at most WINDOW candidates in about the order of their distance. One query."""
    rows = (
        Listing.objects.filter(fitting(question), pk__in=_nearest(question))
        .annotate(away=_away(question))
        .order_by("away", "pk")
        .values_list("pk", "latitude", "longitude")[:WINDOW]
    )
    return [_candidate(key, 0.0, 0.0, *point) for key, *point in rows]


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
        .values_list(
            "ahead", "opens_at", "listing_id", "listing__latitude", "listing__longitude"
        )[:WINDOW]
    )


def _word_arms(question: Question, terms: Sequence[Term]) -> list[QuerySet[Listing, int]]:
    """Return the ways in, each of them bounded. `terms` come rarest first."""
    if not terms:
        return []
    rare = _rare(terms)
    arms = [_holding(question, "|".join(term.tsquery for term in rare), FEW)] if rare else []
    if len(rare) == len(terms):
        return arms
    lead, others = terms[len(rare)], terms[len(rare) + 1 :]
    arms.append(_holding(question, quoted(NAME_MARK + lead.stem), SOME))
    if rare:
        return arms
    if others:
        any_other = "|".join(term.tsquery for term in others)
        arms.append(_holding(question, f"({lead.tsquery})&({any_other})", SOME))
    if len(others) > 1:
        arms.append(_holding(question, "&".join(f"({term.tsquery})" for term in terms), SOME))
    if question.near is not None:
        arms.append(_nearest(question))
    elif lead.share >= BROAD_SHARE:
        # In the order of the key: to walk along it finds a broad word sooner than the word's index.
        arms.append(_ids(_fits(question, lead.tsquery).order_by("pk"))[:SOME])
    else:
        arms.append(_holding(question, lead.tsquery, SOME))
    return arms


def _rare(terms: Sequence[Term]) -> list[Term]:
    """Return the rarest terms that together are in few listings; none if the rarest is broad."""
    rare, together = [], 0
    for term in terms:
        together += term.count
        if together > FEW:
            break
        rare.append(term)
    return rare


def _fits(question: Question, tsquery: str) -> QuerySet[Listing]:
    return Listing.objects.filter(fitting(question)).filter(
        RawSQL("words @@ %s::tsquery", [tsquery], output_field=BooleanField())
    )


def _holding(question: Question, tsquery: str, limit: int) -> QuerySet[Listing, int]:
    return _ids(_fits(question, tsquery))[:limit]


def _ids(listings: QuerySet[Listing]) -> QuerySet[Listing, int]:
    return listings.values_list("pk", flat=True)


def _nearest(question: Question) -> QuerySet[Listing, int]:
    """Return the open listings nearest to where they ask from, by the index."""
    limit = NEARBY_IF_NARROWED if question.is_narrowed else NEARBY
    open_here = Listing.objects.filter(state=Listing.State.OPEN, latitude__isnull=False)
    return _ids(open_here.order_by(_away(question)))[:limit]


def _away(question: Question) -> RawSQL:
    assert question.near is not None  # noqa: S101 - callers look first
    return RawSQL(  # noqa: S611 - a constant with parameters
        NEARNESS, [question.near.longitude, question.near.latitude], output_field=FloatField()
    )


def _score(terms: Sequence[Term]) -> RawSQL:
    """Return the sum over the terms of rarity times where in the listing they are found."""
    part = "%s * ts_rank(%s, words, %s::tsquery)"
    params = [value for term in terms for value in (term.weight, WEIGHTS, term.tsquery)]
    return _sum(part, len(terms), params)


def _held(terms: Sequence[Term]) -> RawSQL:
    part = "%s * (words @@ %s::tsquery)::int"
    return _sum(
        part, len(terms), [value for term in terms for value in (term.weight, term.tsquery)]
    )


def _sum(part: str, times: int, params: list[float | str]) -> RawSQL:
    sql = " + ".join([part] * times) or "0.0"
    return RawSQL(f"coalesce({sql}, 0)", params, output_field=FloatField())  # noqa: S611 - constants


def _candidate(
    key: int, score: float, held: float, latitude: float | None, longitude: float | None
) -> Candidate:
    point = None
    if latitude is not None and longitude is not None:
        point = Point(latitude, longitude)
    return Candidate(key, float(score), float(held), point)
