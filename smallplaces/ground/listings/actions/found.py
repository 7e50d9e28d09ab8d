"""What a directory says, as the facts of a listing.

Nothing is guessed: what the source does not say stays empty, and what has no column of its own
is kept in words.
"""

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from smallplaces.engines.feeds.records import FoundLocation, FoundSchedule, FoundService

from ..models import ACCESS_VOCABULARY, KIND_VOCABULARY, Access, Cost, Facts, Listing, Time

LONDON = ZoneInfo("Europe/London")
KINDS = {
    "organisation": Listing.Kind.ORGANISATION,
    "group": Listing.Kind.GROUP,
    "place": Listing.Kind.PUBLIC_PLACE,
}
CLOSED = frozenset({"inactive", "defunct"})
LONGEST_TEXT = 20_000
LONGEST_ACCESS_PHRASE = 60
MOST_PLACES_NAMED = 5

# Phrases of published directories that say exactly one of our facts, in small letters.
ACCESS_PHRASES = {
    "step-free": Access.STEP_FREE,
    "step free": Access.STEP_FREE,
    "level access": Access.STEP_FREE,
    "wheelchair access": Access.STEP_FREE,
    "ramp": Access.STEP_FREE,
    "accessible toilet": Access.TOILET,
    "disabled toilet": Access.TOILET,
    "wheelchair toilet": Access.TOILET,
    "changing places": Access.TOILET,
    "hearing loop": Access.HEARING_LOOP,
    "induction loop": Access.HEARING_LOOP,
    "quiet space": Access.QUIET_SPACE,
    "quiet room": Access.QUIET_SPACE,
    "british sign language": Access.BSL,
    "bsl": Access.BSL,
    "parking": Access.PARKING,
    "car park": Access.PARKING,
    "bus route": Access.ON_A_BUS_ROUTE,
}
DENIALS = frozenset(
    ["no", "not", "without", "none", "limited", "partial", "unable", "cannot", "isn't"]
)


def facts_of(found: FoundService) -> Facts:
    """Return what `found` says, cut to what a listing can hold."""
    location = _first_location(found)
    accessibility = _accessibility(found)
    return Facts(
        name=cut(found.name, 200),
        kind=next(iter(_ours(found, KIND_VOCABULARY, Listing.Kind)), KINDS[found.kind]),
        description=cut(_description(found), LONGEST_TEXT),
        is_formal=found.formal,
        url=whole(found.url, 500),
        email=whole(found.email, 254),
        phone=_phone(found.phones),
        where=cut(_where(location), 300),
        postcode=whole(location.postcode, 8),
        latitude=location.latitude,
        longitude=location.longitude,
        times=tuple(_time(schedule) for schedule in found.schedules),
        costs=_costs(found),
        is_free=bool(found.costs) and all(cost.pence == 0 for cost in found.costs),
        access=_all_access(found, accessibility),
        access_words=cut("; ".join(accessibility), 2_000),
        who_for=cut(found.eligibility, 2_000),
        min_age=found.minimum_age,
        max_age=found.maximum_age,
        languages=found.languages,
        topics=_topics(found),
        notice=cut(_notice(found), 2_000),
    )


def is_closed(found: FoundService) -> bool:
    """Return whether the source itself says that this has gone."""
    return found.status in CLOSED


def said_on(found: FoundService) -> date | None:
    """Return the day for which the source vouches: its last assurance, else its last change."""
    changed = found.last_modified
    changed_on = (
        changed.astimezone(LONDON).date()
        if changed and changed.tzinfo
        else (changed.date() if changed else None)
    )
    days = [day for day in (found.assured_date, changed_on) if day is not None]
    return max(days, default=None)


def cut(text: str, longest: int) -> str:
    """Return `text`, or its beginning with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def whole(text: str, longest: int) -> str:
    """Return `text`, or nothing: half an address leads nowhere."""
    return text if len(text) <= longest else ""


def _first_location(found: FoundService) -> FoundLocation:
    """Return where it happens: the first location that has a point, else the first."""
    with_point = (place for place in found.locations if place.latitude is not None)
    return next(with_point, found.locations[0] if found.locations else FoundLocation())


def _where(location: FoundLocation) -> str:
    parts = (location.name, *location.address, location.town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _phone(phones: tuple[str, ...]) -> str:
    joined = " or ".join(phones)
    return joined if len(joined) <= 60 else whole(phones[0], 60)


def _description(found: FoundService) -> str:
    parts = [found.description, *_other_places(found), *_ratings(found)]
    return "\n\n".join(part for part in parts if part)


def _other_places(found: FoundService) -> list[str]:
    first = _first_location(found)
    others = [
        ", ".join(part for part in (_where(place), place.postcode) if part)
        for place in found.locations
        if place is not first
    ]
    named = list(dict.fromkeys(other for other in others if other))
    if not named:
        return []
    more = len(named) - MOST_PLACES_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return [f"Also at: {'; '.join(named[:MOST_PLACES_NAMED])}{rest}."]


def _ratings(found: FoundService) -> list[str]:
    said = [
        f"{rating.question}: {rating.rating}" + (f" ({rating.on:%-d %B %Y})" if rating.on else "")
        for rating in found.ratings
    ]
    return [f"What inspectors said. {'; '.join(said)}."] if said else []


def _time(schedule: FoundSchedule) -> Time:
    return Time(
        rrule=schedule.rrule,
        opens_at=schedule.opens_at,
        closes_at=schedule.closes_at,
        starts_on=schedule.dtstart or schedule.valid_from,
        ends_on=schedule.valid_to,
        words=cut(schedule.description, 500),
    )


def _costs(found: FoundService) -> tuple[Cost, ...]:
    costs = [Cost(cut(cost.text, 300), cost.pence) for cost in found.costs]
    fees = cut(found.fees, 300)
    if fees and fees not in {cost.words for cost in costs}:
        costs.append(Cost(fees))
    return tuple(costs)


def _accessibility(found: FoundService) -> tuple[str, ...]:
    places = (words for place in found.locations for words in place.access)
    return tuple(dict.fromkeys((*found.accessibility, *places)))


def _topics(found: FoundService) -> tuple[str, ...]:
    ours = {KIND_VOCABULARY, ACCESS_VOCABULARY}
    named = (term.name for term in found.terms if term.name and term.vocabulary not in ours)
    return tuple(dict.fromkeys(named))


def _ours(found: FoundService, vocabulary: str, choices: type[TextChoices]) -> list[str]:
    """Return what another place of this software says in our own words, by our own names."""
    said = {term.name for term in found.terms if term.vocabulary == vocabulary}
    return [str(each.value) for each in choices if each.label in said]


def _all_access(found: FoundService, phrases: tuple[str, ...]) -> tuple[str, ...]:
    ours = _ours(found, ACCESS_VOCABULARY, Access)
    return tuple(dict.fromkeys([*ours, *_access(phrases)]))


def _access(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facts that short phrases without any "no" or "limited" say outright."""
    said: dict[str, None] = {}
    for phrase in (text.casefold() for text in phrases):
        if len(phrase) > LONGEST_ACCESS_PHRASE or DENIALS & set(phrase.split()):
            continue
        said |= {str(fact): None for words, fact in ACCESS_PHRASES.items() if words in phrase}
    return tuple(said)


def _notice(found: FoundService) -> str:
    waiting = f"Waiting time: {found.waiting_time}" if found.waiting_time else ""
    dormant = "Closed for now." if found.status == "temporarily closed" else ""
    return "\n".join(part for part in (found.alert, dormant, waiting) if part)
