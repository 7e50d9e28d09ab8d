"""A listing's times as a calendar that any calendar program can follow (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid5

from icalendar import Calendar, Event, Timezone, vGeo, vRecur

from ..models import Listing, Time
from .repeating import LONDON, NotARule, in_london, last_day, moments, occurrence, parts_of

PRODUCT = "-//Small Places//Listings//EN"
FIRST_DAY_OF_ZONE, LAST_DAY_OF_ZONE = date(2020, 1, 1), date(2038, 1, 1)


def as_icalendar(listing: Listing) -> bytes:
    """Return the calendar of `listing`: one event, with its rule, for each time that it names.

    The same bytes until the listing changes. An event keeps its UID when its hours change.
    Cancelled when the listing is closed or paused. Times that name no day stay words only.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", listing.name)
    calendar.add("x-wr-timezone", LONDON.key)
    if listing.confirmed_version is not None:
        calendar.add_component(
            Timezone.from_tzinfo(LONDON, LONDON.key, FIRST_DAY_OF_ZONE, LAST_DAY_OF_ZONE)
        )
        for number, when in enumerate(listing.facts.times):
            event = _event(listing, number, when)
            if event is not None:
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(listing: Listing, number: int, when: Time) -> Event | None:
    version = listing.confirmed_version
    if version is None:
        return None
    made_on = version.made_at.astimezone(LONDON).date()
    first = next(moments(when, on_or_after=when.starts_on or made_on), None)
    if first is None:
        return None
    event = Event()
    event.add("uid", f"{uuid5(listing.code, str(number))}@smallplaces")
    event.add("dtstamp", listing.changed_at.astimezone(UTC))
    event.add("sequence", version.number)
    event.add("summary", listing.name)
    _add_times(event, when, first)
    _add_what_is_said(event, listing, when)
    return event


def _add_times(event: Event, when: Time, first: datetime) -> None:
    happening = occurrence(when, first)
    if happening.is_whole_day:
        event.add("dtstart", first.date())
        event.add("dtend", first.date() + timedelta(days=1))
    else:
        event.add("dtstart", happening.starts_at)
        if happening.ends_at is not None:
            event.add("dtend", happening.ends_at)
    if when.rrule:
        event.add("rrule", _rule(when, is_whole_day=happening.is_whole_day))


def _rule(when: Time, *, is_whole_day: bool) -> vRecur:
    """Return the rule; its end is of the kind that its start is, as RFC 5545 (3.3.10) asks."""
    try:
        parts = parts_of(when.rrule)
    except NotARule:  # moments() gave a first one, so the rule can be read
        raise AssertionError(when.rrule) from None
    last = last_day(when, parts)
    parts.pop("UNTIL", None)
    if last is not None and "COUNT" not in parts:
        end = in_london(datetime.combine(last, time(23, 59, 59))).astimezone(UTC)
        parts["UNTIL"] = f"{last:%Y%m%d}" if is_whole_day else f"{end:%Y%m%dT%H%M%SZ}"
    rule: vRecur = vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))
    return rule


def _add_what_is_said(event: Event, listing: Listing, when: Time) -> None:
    is_open = listing.state == Listing.State.OPEN
    event.add("status", "CONFIRMED" if is_open else "CANCELLED")
    where = ", ".join(part for part in (listing.where, listing.postcode) if part)
    if where:
        event.add("location", where)
    description = "\n\n".join(part for part in (when.words, listing.description) if part)
    if description:
        event.add("description", description)
    if listing.url:
        event.add("url", listing.url)
    facts = listing.facts
    if facts.latitude is not None and facts.longitude is not None:
        event.add("geo", vGeo((facts.latitude, facts.longitude)))
