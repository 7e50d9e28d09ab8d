"""What the front page shows: the next thing, one's own things, and whom a guest may walk in as."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from smallplaces.foundation.doors import PlaceRequest
from smallplaces.ground.listings import queries as listings
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust
from smallplaces.systems.breaks.queries import Breaks, breaks_seen
from smallplaces.systems.good_life.queries import what_next

# Five members of the cast, each with a different story to walk through.
GUIDES = {
    "Amina": "She lives her own life with a budget. See her plan and the people who matter to her.",
    "Cerys": "She is Amina’s sister, and acts for her. Both names stay on what she does.",
    "Efa": "She keeps the listing of the anglers’ club. Someone would like to meet them.",
    "Idris": "He speaks Welsh and gives time to others in the evening.",
    "Dev": "He is new here. He sees nothing that is not shared with him.",
}


@dataclass(frozen=True)
class Card:
    """One thing to go on with: a title that is a link, and a sentence."""

    title: str
    words: str
    href: str


@dataclass(frozen=True)
class Guide:
    """Someone in the demonstration place that a guest may walk in as."""

    name: str
    words: str
    code: str


def cards_for(request: PlaceRequest) -> list[Card]:
    """Return where someone who signed in may go, the next thing first. Nothing for a guest."""
    if request.whose is None:
        return []
    breaks = breaks_seen(request.person, request.whose, at=request.now)
    return [
        _next_card(request, breaks),
        Card("My plan", "Wishes, steps and what came of them.", reverse("show_plan")),
        Card("My people", "A map of the people who matter.", reverse("show_people")),
        Card(
            "My one page", "What others should know, to read or to print.", reverse("show_one_page")
        ),
        *_break_card(request, breaks),
        Card("Introductions", "People who would like to meet.", reverse("list_introductions")),
        *_duty_cards(request, breaks),
        *_keeper_cards(request),
        Card("What I give", "What you would like to do with others.", reverse("list_offers")),
        Card(
            "Who can see this",
            "Who may see what, who looked, and what others share with you.",
            reverse("sharing"),
        ),
    ]


def _next_card(request: PlaceRequest, breaks: Breaks) -> Card:
    """Return the one next thing; in a break, nothing but the way back."""
    if breaks.is_paused:
        name = request.acting_for.name if request.acting_for else ""
        title = f"{name} is taking a break" if name else "You are taking a break"
        return Card(title, "Nothing is asked now.", reverse("show_break"))
    following = what_next(request.whose, at=request.now)
    return Card(following.title, following.sentence, following.address)


def _break_card(request: PlaceRequest, breaks: Breaks) -> list[Card]:
    """Return the way to a break, for oneself or for whom one may begin it."""
    if breaks.is_paused or (request.support is not None and not request.support.may_pause):
        return []
    words = "Let things rest. Say what helps, and what should happen then."
    return [Card("A break, and when you are not well", words, reverse("show_break"))]


def _duty_cards(request: PlaceRequest, breaks: Breaks) -> list[Card]:
    """Return the way to what waits for the one who is here, while something does."""
    duties = trust.duties_of(request.person, at=request.now)
    told = "They wanted you to know."
    answers = "Someone would like to know why you looked."
    urgent = "What was opened in need, and what you may open."
    papers = "You saw a paper that lets someone act for someone."
    decisions = "How someone was helped to decide one thing."
    waiting = [
        (breaks.is_told, Card("Someone takes a break", told, reverse("list_breaks"))),
        (duties.answers, Card("Answers you owe", answers, reverse("list_questions"))),
        (duties.urgent, Card("When it cannot wait", urgent, reverse("list_urgent"))),
        (duties.papers, Card("Acting by law", papers, reverse("begin_by_law"))),
        (duties.decisions, Card("Notes about decisions", decisions, reverse("note_decision"))),
    ]
    return [card for is_waiting, card in waiting if is_waiting]


def _keeper_cards(request: PlaceRequest) -> list[Card]:
    """Return the way to the pages that someone keeps, for those who keep any."""
    kept = Listing.objects.filter(keeper__in=listings.kept_by(request.person, at=request.now))
    if not kept.exists():
        return []
    words = "Your pages that everyone can find."
    return [Card("What I keep", words, reverse("list_kept"))]


def guides() -> Sequence[Guide]:
    """Return the members of the cast a guest may walk in as. Only in the demonstration place."""
    people = {
        person.name: person
        for person in Person.objects.filter(name__in=GUIDES, account__isnull=False, left_at=None)
    }
    return [
        Guide(name, words, str(people[name].code))
        for name, words in GUIDES.items()
        if name in people
    ]
