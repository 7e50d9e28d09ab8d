"""Which listings and offers may fit a wish, and why, in sentences.

The nearest human answer comes first and a formal service last, but each kind that fits keeps a
place, so that a poor human answer does not push a good formal one out. The person chooses.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar, cast

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import QuerySet

from smallplaces.foundation.distance import Point, metres_between
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers.models import Offer, Wish
from smallplaces.ground.people.models import Person

from .giving import offers_seen_by
from .wishes import known_already, listings_asked_about

FLOOR = 0.2
MOST = 8
LOOKED_AT = 60
A_WALK = 1600
WITHIN_REACH = 16_000
METRES_A_MILE = 1609.344
MOST_WORDS = 60
WORD = re.compile(r"[^\W_]+")
FILLER = frozenset({"would", "like", "want", "love", "someone", "something", "somewhere", "go", "get"})
SOMEONE_WOULD = "Someone near here would like to do this."

Row = TypeVar("Row", Listing, Offer)

PERSON_OR_GROUP, SMALL_BUSINESS_OR_PLACE, ORGANISATION, FORMAL = 1, 2, 3, 4
NEARNESS = {
    Listing.Kind.PERSON: PERSON_OR_GROUP,
    Listing.Kind.GROUP: PERSON_OR_GROUP,
    Listing.Kind.MICRO_ENTERPRISE: SMALL_BUSINESS_OR_PLACE,
    Listing.Kind.PUBLIC_PLACE: SMALL_BUSINESS_OR_PLACE,
    Listing.Kind.ORGANISATION: ORGANISATION,
}
WHAT_IT_IS = {
    Listing.Kind.PERSON: "It is a person near here.",
    Listing.Kind.GROUP: "It is a group of people who do this together.",
    Listing.Kind.MICRO_ENTERPRISE: "It is a small local business.",
    Listing.Kind.PUBLIC_PLACE: "It is a place anyone can go.",
    Listing.Kind.ORGANISATION: "It is an organisation that does this.",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Something that may fit a wish: how near (1 a person .. 4 a service), how well (0..1), and why."""

    nearness: int
    score: float
    reasons: tuple[str, ...]
    listing: Listing | None = None
    offer: Offer | None = None


def fits_for(wish: Wish, *, at: datetime) -> list[Fit]:
    """Return what may fit `wish` at `at`, at most `MOST`, nearest human answer first."""
    return choose(chain(_listings_that_fit(wish), _offers_that_fit(wish, at=at)))


def choose(fits: Iterable[Fit], *, most: int = MOST, floor: float = FLOOR) -> list[Fit]:
    """Return at most `most` fits of at least `floor`, by nearness and within it by score.

    The best of each nearness keeps a place (as long as there are places), whatever else is near.
    """
    good = sorted((fit for fit in fits if fit.score >= floor), key=_nearest_first)
    best: dict[int, Fit] = {}
    for fit in good:
        best.setdefault(fit.nearness, fit)
    rest = [fit for fit in good if fit is not best[fit.nearness]]
    kept = [*best.values(), *rest][:most]
    return sorted(kept, key=_nearest_first)


def _nearest_first(fit: Fit) -> tuple[int, float]:
    return fit.nearness, -fit.score


def _listings_that_fit(wish: Wish) -> list[Fit]:
    set_aside = wish.suggestions.exclude(set_aside_at=None).exclude(listing=None)
    listings = (
        Listing.objects.filter(state=Listing.State.OPEN)
        .exclude(keeper__in=known_already(wish.person).values("pk"))
        .exclude(pk__in=listings_asked_about(wish.person).values("pk"))
        .exclude(pk__in=set_aside.values("listing"))
    )
    fits = []
    for listing, score, shared in _ranked(listings, ("name", "description"), wish.words):
        away = _metres_from(wish.person, listing)
        if away is None or away <= WITHIN_REACH:
            fits.append(_fit_of_listing(listing, score, shared, away))
    return fits


def _fit_of_listing(
    listing: Listing, score: float, shared: Sequence[str], away: float | None
) -> Fit:
    kind = Listing.Kind(listing.kind)
    reasons = [
        _because(shared),
        "It is a formal service." if listing.is_formal else WHAT_IT_IS[kind],
        _how_far(away),
        "It is free." if listing.is_free else "",
    ]
    return Fit(
        nearness=FORMAL if listing.is_formal else NEARNESS[kind],
        score=score,
        reasons=tuple(filter(None, reasons)),
        listing=listing,
    )


def _offers_that_fit(wish: Wish, *, at: datetime) -> list[Fit]:
    set_aside = wish.suggestions.exclude(set_aside_at=None).exclude(offer=None)
    offers = (
        offers_seen_by(wish.person, at=at)
        .exclude(giver__in=known_already(wish.person).values("pk"))
        .exclude(pk__in=set_aside.values("offer"))
    )
    return [
        Fit(PERSON_OR_GROUP, score, (_because(shared), SOMEONE_WOULD), offer=offer)
        for offer, score, shared in _ranked(offers, ("words",), wish.words)
    ]


def _ranked(
    rows: QuerySet[Row], columns: Sequence[str], words: str
) -> list[tuple[Row, float, list[str]]]:
    """Return the rows that share words with `words`: each with the share of them (0..1), and which."""
    asked = _stems(words)
    if not asked:
        return []
    either = SearchQuery(" | ".join(asked), config="simple", search_type="raw")
    vector = SearchVector(*columns, config="english")
    found = rows.annotate(vector=vector).filter(vector=either)
    nearest = found.order_by(SearchRank(vector, either).desc(), "pk")[:LOOKED_AT]
    ranked = []
    for row in nearest:
        there = _stems(" ".join(getattr(row, column) for column in columns))
        shared = [said for stem, said in asked.items() if stem in there]
        ranked.append((row, len(shared) / len(asked), shared))
    return ranked


def _stems(words: str) -> dict[str, str]:
    """Return the stem of each word that says something, with the word as it was said, in order."""
    said = [word.lower() for word in WORD.findall(words)[:MOST_WORDS]]
    with connection.cursor() as cursor:
        cursor.execute(
            "select said, unnest(tsvector_to_array(to_tsvector('english', said)))"
            " from unnest(%s::text[]) with ordinality as words(said, place) order by place",
            [said],
        )
        rows = cursor.fetchall()
    return {stem: word for word, stem in reversed(rows) if word not in FILLER}


def _because(shared: Sequence[str]) -> str:
    return f"You both say {_and([f'“{word}”' for word in shared[:3]])}."


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _metres_from(person: Person, listing: Listing) -> float | None:
    if None in (person.latitude, person.longitude, listing.latitude, listing.longitude):
        return None
    here = Point(cast(float, person.latitude), cast(float, person.longitude))
    there = Point(cast(float, listing.latitude), cast(float, listing.longitude))
    return metres_between(here, there)


def _how_far(metres: float | None) -> str:
    if metres is None:
        return ""
    if metres <= A_WALK:
        return "It is a short walk from you."
    return f"It is about {max(1, round(metres / METRES_A_MILE))} miles from you."
