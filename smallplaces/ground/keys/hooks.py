"""What stands higher and is asked. Filled in `AppConfig.ready()` upstairs."""

from collections.abc import Callable
from datetime import datetime

from smallplaces.ground.people.models import Person

# Asked with (person, at): does `person` work here, so that one key is not enough? One yes counts.
works_here: list[Callable[[Person, datetime], bool]] = []

# Asked with (actor, at): to whom may `actor` give a new card, besides themselves? Everyone: None.
people_given_cards_by: list[Callable[[Person, datetime], list[Person] | None]] = []

# Where the session keeps by what ways someone came in (`models.Way`).
WAYS = "ways"
