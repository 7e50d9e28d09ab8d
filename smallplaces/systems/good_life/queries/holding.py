"""What this system holds of a person, and the files in which they take their plan along."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string

from smallplaces.foundation.holdings import Ending, Fate, File, Holding, Table
from smallplaces.foundation.spreadsheets import as_csv
from smallplaces.ground.offers.models import Offer, Wish
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import HowToTalkWithMe, Person, WhenNotWell
from smallplaces.ground.voices.models import Voice
from smallplaces.systems.good_life.models import Page

from .people import CLOSENESS, drawing_of, people_of, said_in_words
from .questions import (
    GOOD_DAY,
    GOOD_LIFE,
    HOW_TO_TALK,
    PEOPLE_LIKE,
    PLEASE_DO_NOT,
    SHORT_NAMES,
    SUPPORT_ME,
    WHAT_I_GIVE,
)

STANDARD, VERSION = "PRSB About Me", "2.01"
LONGEST_NAMES = 150
CSV_HEADS = ("Name", "Who they are", "How close", "Are they paid?", "What they bring")


def about_me_of(person: Person, at: datetime) -> dict[str, object]:
    """Return the plan and profile of `person` as elements of the PRSB's About Me standard.

    Only what they said stands in it, in their words; an element about which they said nothing is
    left out, as the standard allows. Codes are left out: nobody chose any.
    """
    voices = {voice.question: voice for voice in Voice.objects.filter(person=person)}
    talk = HowToTalkWithMe.objects.filter(person=person).first()
    parts = _parts(person, {code: voice.words for code, voice in voices.items()}, talk, at)
    said = {
        name: {"About Me response": {"Free text": words}}
        for name, lines in parts.items()
        if (words := "\n".join(line for line in lines if line.strip()))
    }
    entry: dict[str, object] = dict(said)
    if said:
        writers = _writers(person, talk)
        if writers:
            entry["Supported to write this by"] = ", ".join(writers)[:LONGEST_NAMES]
        entry["Date last updated"] = _last(person, list(voices.values()), talk)
    return {"standard": STANDARD, "version": VERSION, "About Me": {"About Me record entry": entry}}


def _parts(
    person: Person, words: dict[str, str], talk: HowToTalkWithMe | None, at: datetime
) -> dict[str, Iterable[str]]:
    """Return the lines of each element, by its name in the standard."""

    def say(code: str) -> str:
        return words.get(code, "")

    unwell = people.when_not_well_of(person)
    return {
        "What is most important to me": [say(GOOD_LIFE.code), say(GOOD_DAY.code), *_plan(person)],
        "People who are important to me": [
            f"{tie.name}, {tie.who_they_are}" if tie.who_they_are else tie.name
            for tie in people.ties_of(person)
        ],
        "How I communicate and how to communicate with me": _talk(talk, say(HOW_TO_TALK.code)),
        "My wellness": _unwell(unwell),
        "Please do and please do not": [
            f"Please do: {talk.please_do}" if talk and talk.please_do else "",
            f"Please do not: {say(PLEASE_DO_NOT) or (talk.please_do_not if talk else '')}"
            if say(PLEASE_DO_NOT) or (talk and talk.please_do_not)
            else "",
        ],
        "How and when to support me": [say(SUPPORT_ME.code)],
        "Also worth knowing about me": [
            say(PEOPLE_LIKE.code),
            say(WHAT_I_GIVE.code),
            *Offer.objects.filter(giver=person, state=Offer.State.OPEN)
            .order_by("pk")
            .values_list("words", flat=True),
            unwell.to_remember if unwell else "",
        ],
    }


def _plan(person: Person) -> list[str]:
    """Return the wishes that stand, each with its steps."""
    wishes = Wish.objects.filter(person=person, state=Wish.State.OPEN).prefetch_related("steps")
    return [
        line
        for wish in wishes.order_by("made_at", "pk")
        for line in (
            f"I would like: {wish.words}",
            *(f"A step: {step.words}" for step in wish.steps.all() if step.dropped_at is None),
        )
    ]


def _talk(talk: HowToTalkWithMe | None, said: str) -> list[str]:
    if talk is None:
        return [said]
    ways = ", ".join(str(HowToTalkWithMe.Format(way).label) for way in talk.formats)
    helper = talk.someone_to_help_talk
    return [
        said or talk.please_do,
        f"What works for me: {ways}." if ways else "",
        f"Someone who helps me talk: {helper}" if helper else "",
    ]


def _unwell(said: WhenNotWell | None) -> list[str]:
    """Return what helps and what does not, each with its name: mixed up, they would do harm."""
    if said is None:
        return []
    parts = {
        "How people can tell": said.signs,
        "What helps": said.helps,
        "What does not help": said.does_not_help,
        "Whom to ring": said.whom_to_ring,
    }
    return [f"{name}: {words}" for name, words in parts.items() if words.strip()]


def words_of(person: Person, at: datetime) -> bytes:
    """Return all that `person` says now, question by question, to read or to print."""
    voices = {voice.question: voice.words for voice in Voice.objects.filter(person=person)}
    said = [
        f"{SHORT_NAMES.get(question, question)}\n\n{words.strip()}\n"
        for question, words in sorted(voices.items(), key=lambda pair: _place_of(pair[0]))
        if words.strip()
    ]
    return ("\n\n".join(said) or "Nothing yet.\n").encode()


def _place_of(question: str) -> int:
    asked = list(SHORT_NAMES)
    return asked.index(question) if question in asked else len(asked)


def _writers(person: Person, talk: HowToTalkWithMe | None) -> list[str]:
    """Return the names of others who wrote some of it down."""
    others = Voice.objects.filter(person=person).exclude(sayings__written_by=person)
    names = set(others.values_list("sayings__written_by__name", flat=True)) - {None}
    if talk is not None and talk.said_by_id != person.pk:
        names.add(talk.said_by.name)
    return sorted(names)


def _last(person: Person, voices: list[Voice], talk: HowToTalkWithMe | None) -> str:
    """Return when it last changed, to the minute."""
    moments = [voice.changed_at for voice in voices]
    moments += [talk.said_at] if talk else []
    moments += list(Wish.objects.filter(person=person).values_list("changed_at", flat=True))
    moments += list(people.ties_of(person).values_list("made_at", flat=True))
    return max(moments, default=person.joined_at).strftime("%Y-%m-%dT%H:%M")


def _about_me(person: Person, at: datetime) -> bytes:
    return json.dumps(about_me_of(person, at), indent=2, ensure_ascii=False).encode()


def _map(person: Person, at: datetime) -> bytes:
    ties = people_of(person, person, at=at)
    context = {
        "drawing": drawing_of(person, ties),
        "in_words": said_in_words(ties),
        "is_file": True,
    }
    return render_to_string("good_life/_people_map.svg", context).encode()


def people_as_csv(person: Person, viewer: Person, *, at: datetime) -> str:
    """Return the people who matter as a table for a spreadsheet."""
    rows = [
        (
            tie.name,
            tie.who_they_are,
            CLOSENESS[tie.closeness],
            "yes" if tie.is_paid else "no",
            tie.what_they_bring,
        )
        for tie in people_of(person, viewer, at=at)
    ]
    return as_csv(CSV_HEADS, rows)


HOLDINGS: tuple[Holding, ...] = (
    Table(Page, "What stands on my one page", lambda me, at: Page.objects.filter(person=me)),
)
FILES = (
    File("words.txt", "what you said, in your own words", words_of),
    File(
        "about-me.json",
        "your plan, page and notes in a form for services (About Me). Read it before you share",
        _about_me,
    ),
    File("people.svg", "the map of your people, as a picture", _map),
    File(
        "people.csv",
        "the same people, as a table",
        lambda person, at: people_as_csv(person, person, at=at).encode(),
    ),
)
ENDINGS = (Ending(Fate.ERASED, "your one page", ("good_life.page",)),)
