"""One plain next thing, for the home page."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from smallplaces.ground.offers import queries as offers
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import HowToTalkWithMe, Person
from smallplaces.ground.voices import queries as voices

from .answers import answers_of
from .questions import HOW_TO_TALK, PLEASE_DO_NOT, QUESTIONS, WHO_MATTERS


@dataclass(frozen=True)
class NextThing:
    """Something a person could do next: a short heading, a sentence, and where the link goes."""

    title: str
    sentence: str
    address: str


def what_next(person: Person, *, at: datetime) -> NextThing:
    """Return the one thing that makes most sense for `person` now. There is always one."""
    return _choose(person) or _go_on(person, at) or _plan(person, at)


def _choose(person: Person) -> NextThing | None:
    waiting = voices.waiting_for(person).first()
    if waiting is None:
        return None
    question = (
        HOW_TO_TALK.code if waiting.voice.question == PLEASE_DO_NOT else waiting.voice.question
    )
    return NextThing(
        "You said two things at once",
        "We kept both. Choose which one to keep.",
        reverse("choose_words", args=[question]),
    )


def _go_on(person: Person, at: datetime) -> NextThing | None:
    """Return the first question with no answer, once something was said; else the start."""
    said = answered(person, person, at=at)
    if not said:
        return NextThing(
            "What does a good life look like to you?",
            "Five questions, in your own words. You can skip any of them.",
            reverse("start_good_life"),
        )
    question = next((one for one in QUESTIONS if one.code not in said), None)
    if question is None:
        return None
    return NextThing(
        question.words,
        "Go on from where you were.",
        reverse("answer_question", args=[question.code]),
    )


def answered(person: Person, viewer: Person, *, at: datetime) -> set[str]:
    """Return the codes of the questions that `person` has said something about."""
    said = {
        code for code, voice in answers_of(person, viewer, at=at).items() if voice.words.strip()
    }
    if people.ties_of(person).exists():
        said.add(WHO_MATTERS.code)
    if HowToTalkWithMe.objects.filter(person=person).exists():
        said.add(HOW_TO_TALK.code)
    return said


def _plan(person: Person, at: datetime) -> NextThing:
    wishes = offers.wishes_visible_to(person, at=at).filter(person=person)
    if not wishes.exists():
        return NextThing(
            "Pick a wish",
            "Look at what you have said, and pick something to start with.",
            reverse("check_words"),
        )
    unstarted = wishes.filter(state=Wish.State.OPEN, steps=None).first()
    if unstarted is not None:
        return NextThing(
            "Think of a first step",
            f"You said: {unstarted.words}",
            reverse("add_step", args=[unstarted.code]),
        )
    return NextThing("Look at your plan", "See your wishes and your steps.", reverse("show_plan"))
