"""The people who matter to someone, for the map, the table and the list."""

from collections.abc import Sequence
from datetime import datetime

from smallplaces.engines.people_map import PeopleMap, Someone, layout
from smallplaces.ground.people.models import Person, Tie
from smallplaces.ground.trust import queries as trust

# How close, from 1 to 4, in words people use. The map, the table and the form say the same.
CLOSENESS = {
    1: "Closest to me",
    2: "I know them well",
    3: "I see them now and then",
    4: "I know them a little",
}


def people_of(person: Person, viewer: Person, *, at: datetime) -> list[Tie]:
    """Return who matters to `person`, closest first, as far as `viewer` may see."""
    seen = trust.ties_visible_to(viewer, at=at).filter(person=person)
    return list(seen.order_by("closeness", "made_at", "pk"))


def map_of(person: Person, ties: Sequence[Tie]) -> PeopleMap:
    """Return where everyone goes on the map of `person`."""
    people = [Someone(tie.name, tie.closeness - 1, tie.is_paid) for tie in ties]
    return layout(person.name, people, list(CLOSENESS.values()))


def said_in_words(ties: Sequence[Tie]) -> str:
    """Return what the map shows in plain sentences, for people who listen to it."""
    rings = {
        words: [f"{tie.name} (paid)" if tie.is_paid else tie.name for tie in ties if tie.closeness == ring]
        for ring, words in CLOSENESS.items()
    }
    return " ".join(f"{words}: {', '.join(names)}." for words, names in rings.items() if names)
