"""Which listings and offers may fit a wish, and why, in sentences.

The nearest human answer comes first and a formal service last, but each kind that fits keeps a
place, so that a poor human answer does not push a good formal one out. The person chooses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Case, IntegerField, Value, When

from smallplaces.foundation.distance import Point
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries.search import Question, Result, find
from smallplaces.ground.offers.models import Offer, Wish
from smallplaces.ground.people.models import Person

from .closeness import Asked, read_wish, stems_of, vectors_of_listings, vectors_of_texts
from .giving import offers_seen_by
from .wishes import known_already

FLOOR = 0.4
MOST = 8
LISTINGS_READ = 60
OFFERS_READ = 40
WITHIN_REACH = 25_000  # metres

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
A_FORMAL_SERVICE = "It is a formal service."
SOMEONE_WOULD = "Someone who lives here would like to do this."


@dataclass(frozen=True, slots=True)
class Fit:
    """What may fit a wish: how near (1 a person .. 4 a service), how well (0..1), and why."""

    nearness: int
    score: float
    reasons: tuple[str, ...]
    listing: Listing | None = None
    offer: Offer | None = None


def fits_for(wish: Wish, *, at: datetime) -> list[Fit]:
    """Return what may fit `wish` at `at`, at most `MOST`, nearest human answer first.

    About a dozen queries, and some milliseconds for each offer that was not read before.
    """
    asked = read_wish(wish.words)
    return choose(chain(_offers_that_fit(wish, asked, at), _listings_that_fit(wish, asked, at)))


def choose(fits: Iterable[Fit], *, most: int = MOST, floor: float = FLOOR) -> list[Fit]:
    """Return at most `most` fits of at least `floor`, by nearness and within it by score.

    The best of each nearness keeps a place (as long as there are places), whatever else is near.
    Of two alike, the first stays first.
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


def _listings_that_fit(wish: Wish, asked: Asked, at: datetime) -> list[Fit]:
    found = find(Question(words=wish.words, near=_home_of(wish.person), limit=LISTINGS_READ), at=at)
    near = [one for one in found.results if one.metres is None or one.metres <= WITHIN_REACH]
    wanted = _worth_suggesting(wish, [one.listing for one in near])
    vectors = vectors_of_listings(one.listing for one in near)
    return [
        _fit_of_listing(
            one, asked.closeness(len(set(one.matched_words)), vectors.get(one.listing.pk))
        )
        for one in near
        if one.listing.pk in wanted
    ]


def _worth_suggesting(wish: Wish, listings: Sequence[Listing]) -> set[int]:
    """Return which of `listings` the person does not know already, and has not set aside."""
    known = known_already(wish.person)
    set_aside = wish.suggestions.exclude(set_aside_at=None).exclude(listing=None)
    worth = (
        Listing.objects.filter(pk__in=[listing.pk for listing in listings])
        .exclude(keeper__in=known.parties)
        .exclude(pk__in=known.listings)
        .exclude(pk__in=set_aside.values("listing"))
    )
    return set(worth.values_list("pk", flat=True))


def _fit_of_listing(found: Result, score: float) -> Fit:
    listing = found.listing
    kind = Listing.Kind(listing.kind)
    return Fit(
        nearness=FORMAL if listing.is_formal else NEARNESS[kind],
        score=score,
        reasons=(found.reasons, A_FORMAL_SERVICE if listing.is_formal else WHAT_IT_IS[kind]),
        listing=listing,
    )


def _offers_that_fit(wish: Wish, asked: Asked, at: datetime) -> list[Fit]:
    set_aside = wish.suggestions.exclude(set_aside_at=None).exclude(offer=None)
    is_near = Case(
        When(place=wish.person.home_id, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    offers = (
        offers_seen_by(wish.person, at=at)
        .exclude(giver__in=known_already(wish.person).parties)
        .exclude(pk__in=set_aside.values("offer"))
        .order_by(is_near, "-made_at", "-pk")[:OFFERS_READ]
    )
    words = [offer.words for offer in offers]
    vectors = vectors_of_texts(words)
    fits = []
    for offer, stems in zip(offers, stems_of(words), strict=True):
        shared = asked.shared_with(stems)
        score = asked.closeness(len(shared), vectors.get(offer.words))
        fits.append(Fit(PERSON_OR_GROUP, score, (SOMEONE_WOULD, _because(shared)), offer=offer))
    return fits


def _because(shared: Sequence[str]) -> str:
    if not shared:
        return "It is close in meaning to what you wrote."
    words = [f"“{word}”" for word in shared[:3]]
    return f"You both say {' and '.join(filter(None, [', '.join(words[:-1]), words[-1]]))}."


def _home_of(person: Person) -> Point | None:
    if person.latitude is None or person.longitude is None:
        return None
    return Point(person.latitude, person.longitude)
