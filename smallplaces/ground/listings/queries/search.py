"""Finding listings in people's own words: by words, by meaning and by distance."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL

from smallplaces.engines.meaning.company import COMPANY, wants_company
from smallplaces.engines.meaning.danger import Danger, speaks_of_danger
from smallplaces.engines.meaning.fusing import fuse
from smallplaces.engines.meaning.reasons import Facts, why
from smallplaces.foundation.distance import metres_between

from ..models import Listing
from . import candidates
from .candidates import WINDOW, Candidate
from .filters import Question
from .meanings import meant_by
from .reading import Reading, Term, plain, read
from .repeating import Occurrence, next_times

__all__ = ["Found", "PartOfDay", "Question", "Result", "find"]

from .filters import PartOfDay

WORDS_WEIGH = 1.0
MEANING_WEIGHS = 1.0
STEEP = 10.0  # fewer, better answers count: the tenth is worth half of the first
WEAKEST_SHARE = 0.25
HALF_AS_GOOD_METRES = 20_000.0
_NAME_WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True, slots=True)
class Result:
    """One listing that was found, and why.

    `metres` is None when either end is not known, `next_time` when it does not say or is over.
    """

    listing: Listing
    metres: float | None
    next_time: Occurrence | None
    reasons: str
    matched_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: one page of results, best first.

    `total` counts what may be paged through, and there are more when `is_more_than_total`.
    `danger` is set when the words speak of danger: then human help comes before any result. What
    was found is `company` rather than what the words say when they speak of wanting to die.
    """

    results: tuple[Result, ...]
    total: int
    is_more_than_total: bool
    danger: Danger | None
    is_company: bool
    used_meaning: bool
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Every candidate in order, with its distance where known."""

    keys: list[int]
    metres: Mapping[int, float]
    by_meaning: frozenset[int] = field(default_factory=frozenset)


def find(question: Question, *, at: datetime) -> Found:
    """Return what there is, best first; without words the nearest, without a place the soonest.

    The same question gets the same order, and pages never overlap: at most WINDOW results are put
    in order and paged through. At most eight queries. Never raises, whatever the words.
    """
    danger = speaks_of_danger(question.words)
    is_company = wants_company(question.words, danger)
    # To guess what someone in danger "really meant" could make light of it.
    reading = read(COMPANY if is_company else question.words, may_guess=danger is None)
    meant = meant_by(reading.meaning, question)
    if danger and meant:
        reading = replace(reading, terms=())
    ranked = _rank(question, reading, meant, at)
    page = ranked.keys[question.offset : question.offset + question.limit]
    return Found(
        results=tuple(_results(question, reading, ranked, page, at, is_company=is_company)),
        total=min(len(ranked.keys), WINDOW),
        is_more_than_total=len(ranked.keys) >= WINDOW,
        danger=danger,
        is_company=is_company,
        used_meaning=meant is not None,
        did_you_mean=reading.did_you_mean,
    )


def _rank(
    question: Question, reading: Reading, meant: Sequence[int] | None, at: datetime
) -> _Ranked:
    if reading.terms or meant:
        return _rank_by_words(question, reading, meant or ())
    if reading.meaning:
        return _Ranked([], {})
    if question.near is None:
        return _Ranked([one.key for one in candidates.by_soonest(question, at)], {})
    near, metres = _measured(question, candidates.by_nearness(question))
    return _Ranked(sorted((one.key for one in near), key=lambda key: (metres[key], key)), metres)


def _rank_by_words(question: Question, reading: Reading, meant: Sequence[int]) -> _Ranked:
    here, metres = _measured(question, candidates.by_words(question, reading.terms, meant))
    keys = {one.key for one in here}
    best = max((one.score for one in here), default=0.0)
    rankings = {
        "words": [one.key for one in here if one.score > 0 and one.score >= best * WEAKEST_SHARE],
        "meaning": [key for key in meant if key in keys],
    }
    weights = {"words": WORDS_WEIGH * _trust_in_words(reading, here), "meaning": MEANING_WEIGHS}
    told = {name: ranking for name, ranking in rankings.items() if weights[name]}
    fused = fuse(told, weights={name: weights[name] for name in told}, k=STEEP)
    scores = {one.key: one.score * _nearness(metres.get(one.key)) for one in fused}
    order = sorted(scores, key=lambda key: (-scores[key], key))
    return _Ranked(order, metres, frozenset(rankings["meaning"]))


def _trust_in_words(reading: Reading, here: Sequence[Candidate]) -> float:
    """Return how much words say here, 0..1: the square of the part that the best listing holds.

    A name that someone typed is all in one listing. Of a long sentence a listing holds a word or
    two, by chance as often as not: then the meaning leads.
    """
    held = max((one.held for one in here), default=0.0)
    return min(1.0, held / reading.weight) ** 2 if reading.weight else 0.0


def _nearness(metres: float | None) -> float:
    """Return what distance leaves of a score: all at the door, half at 20 km, or where unknown."""
    away = HALF_AS_GOOD_METRES if metres is None else metres
    return 1 / (1 + away / HALF_AS_GOOD_METRES)


def _measured(
    question: Question, found: Sequence[Candidate]
) -> tuple[list[Candidate], dict[int, float]]:
    """Return the candidates within the distance they asked for, and how far away each is."""
    here = question.near
    if here is None:
        return list(found), {}
    metres = {one.key: metres_between(here, one.point) for one in found if one.point is not None}
    furthest = question.within_metres
    if furthest is None:
        return list(found), metres
    return [one for one in found if metres.get(one.key, furthest + 1) <= furthest], metres


def _results(
    question: Question,
    reading: Reading,
    ranked: _Ranked,
    page: Sequence[int],
    at: datetime,
    *,
    is_company: bool,
) -> list[Result]:
    listings = {listing.pk: listing for listing in _with_matches(page, reading.terms)}
    found = (listings[key] for key in page if key in listings)
    return [
        _result(question, reading, ranked, listing, at, is_company=is_company) for listing in found
    ]


def _with_matches(page: Sequence[int], terms: Sequence[Term]) -> QuerySet[Listing]:
    """Return the listings of a page, each with the words that were found in it as `matched`."""
    spellings = [spelling for term in terms for spelling in term.one_by_one]
    matched = RawSQL(
        """ARRAY(SELECT term.said FROM unnest(%s::text[], %s::text[]) AS term (said, query)
                 WHERE words @@ term.query::tsquery)""",
        [[shown for shown, _query in spellings], [query for _shown, query in spellings]],
        output_field=ArrayField(CharField()),
    )
    listings = Listing.objects.filter(pk__in=page).select_related("confirmed_version")
    return listings.annotate(matched=matched).defer("words")


def _result(
    question: Question,
    reading: Reading,
    ranked: _Ranked,
    listing: Listing,
    at: datetime,
    *,
    is_company: bool,
) -> Result:
    # An annotation mypy cannot see. Words they did not write themselves are no reason.
    matched = () if is_company else tuple(getattr(listing, "matched"))  # noqa: B009
    metres = ranked.metres.get(listing.pk)
    facts = Facts(
        matched_words=matched,
        right_name=_is_the_name(listing.name, reading.terms),
        close_in_meaning=listing.pk in ranked.by_meaning,
        may_be_company=is_company,
        metres=metres,
        from_where=question.near_words,
        free=listing.is_free,
    )
    soon = next(iter(next_times(listing, after=at, limit=1)), None)
    return Result(listing, metres, soon, why(facts), matched)


def _is_the_name(name: str, terms: Sequence[Term]) -> bool:
    """Return whether they wrote every word of the name."""
    written = {term.said for term in terms}
    written |= {word for term in terms for word, _stem in term.spellings}
    said = {plain(word) for word in _NAME_WORD.findall(name)}
    return bool(said) and said <= written
