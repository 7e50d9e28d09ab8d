"""What this room holds of a person: what they take along, and what becomes of it when they go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from smallplaces.foundation.holdings import Ending, Fate, File, Holding, Made, Row, Table, plain
from smallplaces.ground.offers.models import Offer, Step, Suggestion, Wish
from smallplaces.ground.people.models import Person

from .introductions import introductions_of
from .seeing import BOTH_SAID_YES, HowItWas, IntroductionSeen, Part, introduction_seen, side_for

PRODUCT = "-//Small Places//My calendar//EN"
A_MEETING = timedelta(hours=1)
TEXT: Row = {"type": "string"}
MOMENT: Row = {"type": "string", "format": "date-time"}
MAYBE_TEXT: Row = {"type": ["string", "null"]}
MAYBE_MOMENT: Row = {"type": ["string", "null"], "format": "date-time"}


def introductions_seen_by(me: Person, at: datetime) -> Iterator[IntroductionSeen]:
    """Yield the introductions in which `me` is a side, oldest first, as they may read them."""
    found = introductions_of(me, me, at=at).order_by("asked_at", "pk")
    for introduction in found:
        side = side_for(introduction, me, answers={me.pk})
        if side is not None:
            yield introduction_seen(introduction, reader=me, side=side, at=at)


def _introductions(me: Person, at: datetime) -> Iterator[Row]:
    """Yield the introductions of `me`: what they read on their page, but nothing the other wrote.

    So neither how to reach the other side, nor what they answered or said afterwards.
    """
    for seen in introductions_seen_by(me, at):
        is_mine = seen.part == Part.ASKING
        said = seen.mine or HowItWas("", "")
        yield {
            "code": str(seen.code),
            "i_asked": is_mine,
            "about": seen.what,
            "stage": str(seen.stage),
            "asked_at": plain(seen.asked_at),
            "my_words": seen.opening_words if is_mine else None,
            "my_answer": seen.my_answer,
            "how_to_reach_me": seen.my_contact,
            "may_tell_go_between": seen.may_tell_go_between,
            "with": seen.their_name or None,
            "meet_at": plain(seen.meet_at),
            "meet_where": seen.meet_where,
            "how_it_was": said.how,
            "how_it_was_in_my_words": said.words,
        }


def meetings_as_icalendar(me: Person, at: datetime) -> bytes:
    """Return the first meetings of `me` that both agreed to, as a calendar (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for seen in introductions_seen_by(me, at):
        if seen.meet_at is None or not seen.has_met_by_now or seen.stage not in BOTH_SAID_YES:
            continue
        event = Event()
        event.add("uid", f"{seen.code}@smallplaces")
        event.add("dtstamp", seen.seen.astimezone(UTC))
        event.add("dtstart", seen.meet_at.astimezone(UTC))
        event.add("dtend", (seen.meet_at + A_MEETING).astimezone(UTC))
        event.add("summary", f"Meeting {seen.their_name}" if seen.their_name else "A meeting")
        event.add("location", seen.meet_where)
        event.add("description", seen.what)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


HOLDINGS: tuple[Holding, ...] = (
    Table(Wish, "What I would like", lambda me, at: Wish.objects.filter(person=me)),
    Table(Step, "My steps", lambda me, at: Step.objects.filter(wish__person=me)),
    Table(
        Suggestion,
        "What this place suggested to me, and why",
        lambda me, at: Suggestion.objects.filter(wish__person=me),
    ),
    Table(Offer, "What I would like to give", lambda me, at: Offer.objects.filter(giver=me)),
    Made(
        "offers.introduction",
        "My introductions, from my side",
        {
            "code": TEXT,
            "i_asked": {"type": "boolean"},
            "about": TEXT,
            "stage": TEXT,
            "asked_at": MOMENT,
            "my_words": MAYBE_TEXT,
            "my_answer": TEXT,
            "how_to_reach_me": TEXT,
            "may_tell_go_between": {"type": "boolean"},
            "with": MAYBE_TEXT,
            "meet_at": MAYBE_MOMENT,
            "meet_where": TEXT,
            "how_it_was": TEXT,
            "how_it_was_in_my_words": TEXT,
        },
        _introductions,
    ),
)
FILES = (
    File(
        "calendar.ics",
        "your first meetings, for any calendar",
        meetings_as_icalendar,
    ),
)
NOT_TAKEN = {
    "offers.side": "Your side is in offers.introduction. The other side is theirs.",
}
ENDINGS = (
    Ending(
        Fate.ERASED,
        "your plan: your wishes, your steps, and what was suggested",
        ("offers.wish", "offers.step", "offers.suggestion"),
    ),
    Ending(
        Fate.NAMELESS,
        "that there was an introduction",
        ("offers.introduction", "offers.side", "offers.offer"),
        "The other side was part of it. Your words, your answers and how to reach you are erased.",
    ),
)
