"""What stands on a person's one page, on screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers import queries as offers
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.voices.models import Voice
from smallplaces.systems.good_life.models import Page

from .questions import GOOD_DAY, GOOD_LIFE, PEOPLE_LIKE, SUPPORT_ME, WHAT_I_GIVE

Part = Page.Part
VOICES = {
    Part.PEOPLE_LIKE: PEOPLE_LIKE.code,
    Part.MATTERS: GOOD_LIFE.code,
    Part.SUPPORT: SUPPORT_ME.code,
    Part.GOOD_DAY: GOOD_DAY.code,
    Part.GIVE: WHAT_I_GIVE.code,
}
CHANGE = {**VOICES, Part.PEOPLE: "who-matters"}
TALK = "How to talk with me"


@dataclass(frozen=True)
class PartSeen:
    """One part of the page: its heading, the words under it, and the question that changes it."""

    heading: str
    words: str
    question: str


@dataclass(frozen=True)
class OnePageSeen:
    """The one page of `person`. `is_chosen`: they chose what stands on it."""

    person: Person
    parts: tuple[PartSeen, ...]
    chosen: tuple[str, ...]
    is_chosen: bool


def pages_visible_to(viewer: Person, *, at: datetime) -> list[Person]:
    """Return everyone whose one page `viewer` may see."""
    return list(trust.people_visible_to(viewer, at=at, shelf=Shelf.PROFILE).order_by("name"))


def page_of(person: Person) -> Page | None:
    """Return what `person` chose for their page, or None before they did."""
    return Page.objects.filter(person=person).first()


def one_page_of(person: Person, *, parts: Sequence[str] | None = None) -> OnePageSeen:
    """Return the one page of `person`: what they chose, or `parts` to show how it would look.

    Ask `trust.rules.check_can_read(..., Shelf.PROFILE)` first: who may see the page may see the
    words the person put on it. How to talk with them always stands on it. Empty parts are left out.
    """
    page = page_of(person)
    chosen = tuple(parts if parts is not None else page.parts if page else ())
    words = _words_of(person, chosen)
    seen = [
        PartSeen(part.label, words[part], CHANGE[part])
        for part in Part
        if part in chosen and words[part].strip()
    ]
    talk = _how_to_talk(HowToTalkWithMe.objects.filter(person=person).first())
    if talk:
        seen.insert(min(2, len(seen)), PartSeen(TALK, talk, "how-to-talk"))
    return OnePageSeen(person, tuple(seen), chosen, page is not None)


def _words_of(person: Person, chosen: Sequence[str]) -> dict[Part, str]:
    """Return the words of each chosen part."""
    wanted = [VOICES[part] for part in VOICES if part in chosen]
    said = Voice.objects.filter(person=person, question__in=wanted)
    voices = {voice.question: voice.words for voice in said}
    words = {part: voices.get(VOICES[part], "") for part in VOICES}
    words[Part.PEOPLE] = _people(person) if Part.PEOPLE in chosen else ""
    if Part.GIVE in chosen and not words[Part.GIVE]:
        words[Part.GIVE] = "\n".join(offer.words for offer in offers.offers_of(person))
    return words


def _people(person: Person) -> str:
    """Return a line for each person who matters."""
    return "\n".join(
        f"{tie.name} ({tie.who_they_are})" if tie.who_they_are else tie.name
        for tie in people.ties_of(person)
    )


def _how_to_talk(said: HowToTalkWithMe | None) -> str:
    """Return how to talk with someone, line by line."""
    if said is None:
        return ""
    ways = ", ".join(HowToTalkWithMe.Format(way).label for way in said.formats)
    lines = (
        said.please_do,
        said.please_do_not and f"Please do not: {said.please_do_not}",
        ways and f"What works for me: {ways}.",
        said.someone_to_help_talk and f"Someone who helps me talk: {said.someone_to_help_talk}",
    )
    return "\n".join(line for line in lines if line)
