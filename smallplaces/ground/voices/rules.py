"""Who may say something in a person's name. Each rule returns nothing or raises NotAllowed."""

from datetime import datetime

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import rules as trust


def check_can_say(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or acts for them and may write their words."""
    trust.check_can_write(actor, person, Shelf.WORDS, at=at)
