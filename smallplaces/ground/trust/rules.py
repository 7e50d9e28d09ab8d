"""Who may read, write, share and act. Each rule returns nothing or raises NotAllowed."""

from datetime import datetime

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.people.rules import check_is_here

from . import queries
from .models import Sight


class SayWhyFirst(Exception):
    """The viewer may see this shelf, and is asked why before it opens."""

    def __init__(self, person: Person, shelf: Shelf) -> None:
        super().__init__(f"Say why you are opening {shelf}.")
        self.person = person
        self.shelf = shelf


def check_can_read(viewer: Person, person: Person, shelf: Shelf, *, at: datetime) -> None:
    """Stop unless `viewer` may see `shelf` of `person`; ask for a reason at someone else's door.

    Raises NotAllowed (which pages answer with 404) and SayWhyFirst.
    """
    if not queries.may_see(viewer, person, shelf, at=at):
        raise NotAllowed("This is not shared with you.")
    if viewer != person and not queries.has_looked(viewer, person, shelf, at=at):
        raise SayWhyFirst(person, shelf)


def check_can_write(actor: Person, person: Person, shelf: Shelf, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or acts for them on `shelf` with leave to write."""
    if actor == person:
        return
    support = people.supporting(person, actor, at=at)
    if support is None or not support.may_write or shelf not in support.shelves:
        raise NotAllowed("Only they, or someone they asked to act for them, can change this.")


def check_can_share(actor: Person, person: Person, viewer: Party) -> None:
    """Stop unless `actor` is `person` (sharing is not handed on), and `viewer` is here."""
    if actor != person:
        raise NotAllowed("Only the person themselves can share this.")
    check_is_here(viewer)


def check_can_take_back(actor: Person, sight: Sight) -> None:
    """Stop unless `actor` is the one who is seen, and may stop it."""
    if actor != sight.subject:
        raise NotAllowed("Only the person themselves can take this back.")
    if sight.kind == Sight.Kind.SELF:
        raise NotAllowed("You can always see your own things.")
    if sight.kind == Sight.Kind.SUPPORTER:
        raise NotAllowed("They act for you, and need to see this. You can end that instead.")


def check_has_mandate(
    actor: Person, verb: str, *, over: Person | None = None, at: datetime
) -> None:
    """Stop unless `actor` holds a mandate for `verb` over `over` that stands at `at`."""
    if not queries.has_mandate(actor, verb, over=over, at=at):
        raise NotAllowed("Nobody gave you leave to do this, or the leave has ended.")


def check_can_give_mandate(actor: Person, over: Person | None, verb: str, *, at: datetime) -> None:
    """Stop unless `actor` gives leave over themselves, or may give leave over the whole place."""
    if over is not None and over == actor:
        return
    if not actor.is_the_house:
        check_has_mandate(actor, "trust.give_mandate", at=at)
