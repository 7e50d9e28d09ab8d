"""What rooms upstairs tell trust, so that people can read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person

# Where the session keeps the code of the person someone acts for.
ACTING_FOR = "acting_for"

# The name of the page on which someone else's shelf is read, by shelf; it takes their code.
shelf_pages: dict[Shelf, str] = {}

# Where the session keeps the code of the time in which two people write together.
TOGETHER = "together"


@dataclass(frozen=True)
class Done:
    """Something that `helper` did for the person, who now wants it undone: they are `by`."""

    code: str
    helper: Person
    by: Person
    at: datetime


# How what someone did for a person is undone, by event; each calls an action of its own room.
# Filled in `AppConfig.ready()`. None returned means that there was nothing left to undo.
undoers: dict[str, Callable[[Done], Any]] = {}

# What each event means in words, as it reads after a name: "Cerys added someone to your people".
# Filled in `AppConfig.ready()` by the room that records the event.
event_sentences: dict[str, str] = {
    "people.added": "opened your place here",
    "people.left": "left this place",
    "people.moved_home": "changed where you live",
    "people.tie_added": "added someone to your people",
    "people.tie_changed": "changed what is said about one of your people",
    "people.tie_ended": "took someone off your people",
    "people.how_to_talk_said": "said how to talk with you",
    "people.supporter_asked": "asked someone to act for you",
    "people.supporter_accepted": "said yes to acting for you",
    "people.support_ended": "ended someone acting for you",
    "people.together_begun": "began to write together",
    "people.together_ended": "stopped writing together",
    "people.decision_noted": "wrote a note about a decision of yours",
    "people.decision_note_answered": "wrote beside a note about a decision",
    "trust.undone": "undid something that was done",
    "people.account_opened": "made your way to sign in",
    "people.card_issued": "made a card to sign in",
    "people.card_ended": "stopped your card",
    "keys.passkey_added": "added a passkey to sign in",
    "keys.passkey_named": "named a passkey",
    "keys.passkey_removed": "took a passkey away",
    "keys.code_app_added": "added an app with codes to sign in",
    "keys.code_app_removed": "took the app with codes away",
    "keys.outside_key_joined": "joined another sign-in to yours",
    "keys.outside_key_ended": "parted another sign-in from yours",
    "keys.signed_out": "signed you out somewhere",
    "people.paused": "began a break for you",
    "people.came_back": "ended a break of yours",
    "people.told_about_pause": "told someone that you take a break",
    "people.standing_wish_added": "said what should happen in a break",
    "people.standing_wish_ended": "took away what should happen in a break",
    "people.said_when_not_well": "wrote what helps when you are not well",
    "trust.opened_for_breaks": "chose who may see something of yours in a break",
    "trust.closed_for_breaks": "took back what someone may see in a break",
    "trust.shared": "shared something of yours",
    "trust.taken_back": "stopped sharing something of yours",
    "trust.mandate_given": "gave leave to do something for you",
    "trust.mandate_ended": "ended a leave to do something for you",
    "trust.glass_broken": "opened something of yours in need",
    "trust.person_told": "told you that something of yours was opened in need",
    "trust.glass_reviewed": "looked at whether it was right to open something of yours",
    "trust.sight_refused": "said who may never see something of yours",
    "trust.refusal_ended": "changed who may never see something of yours",
    "trust.question_asked": "asked someone why they looked",
    "trust.question_answered": "said why they looked",
    "trust.question_passed_on": "passed your question on to a guardian",
    "trust.question_settled": "wrote what came of your question",
    "trust.question_closed": "closed your question, because nobody answered",
}
