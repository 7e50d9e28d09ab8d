"""Who may do what with a listing. Each rule returns nothing or raises NotAllowed."""

from datetime import datetime

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust import queries as trust
from smallplaces.ground.trust import rules as trust_rules

from .models import Listing

# The verbs of mandates over the whole place.
TAKE_IN = "listings.take_in"
GIVE_KEEPER = "listings.give_keeper"
LOOK_AFTER = "listings.look_after"


def check_speaks_for(actor: Person, keeper: Party, *, at: datetime) -> None:
    """Stop unless `actor` is the person `keeper`, acts for them, or keeps that circle's listings."""
    _check_is_still_here(actor)
    if keeper.kind == Party.Kind.PERSON:
        trust_rules.check_can_write(actor, keeper.person, Shelf.PROFILE, at=at)
    elif not circles.wears(actor, keeper, Role.Kind.KEEPER, at=at):
        raise NotAllowed("Only whoever keeps this circle's listings can change them.")


def check_can_edit(actor: Person, listing: Listing, *, at: datetime) -> None:
    """Stop unless `actor` speaks for its keeper or, when nobody keeps it, looks after such ones."""
    if listing.keeper is not None:
        check_speaks_for(actor, listing.keeper, at=at)
        return
    _check_is_still_here(actor)
    if not trust.has_mandate(actor, LOOK_AFTER, at=at):
        raise NotAllowed("Nobody keeps this page yet. Ask to keep it, or tell us what is wrong.")


def check_can_confirm(actor: Person, listing: Listing, *, at: datetime) -> None:
    """Stop unless `actor` may edit: whoever keeps a listing true is also who says that it is."""
    check_can_edit(actor, listing, at=at)


def check_can_give_keeper(
    actor: Person, listing: Listing, keeper: Party | None, *, at: datetime
) -> None:
    """Stop unless `actor` may hand out keeping. A keeper may give it up without asking anyone."""
    _check_is_still_here(actor)
    if keeper is None and listing.keeper is not None:
        try:
            check_speaks_for(actor, listing.keeper, at=at)
        except NotAllowed:
            pass
        else:
            return
    if not trust.has_mandate(actor, GIVE_KEEPER, at=at):
        raise NotAllowed("Ask a local connector: they can say who keeps this page.")


def check_can_take_in(actor: Person, *, at: datetime) -> None:
    """Stop unless `actor` may read directories into this place."""
    if not trust.has_mandate(actor, TAKE_IN, at=at):
        raise NotAllowed("Only whoever runs this place can read in a directory.")


def _check_is_still_here(actor: Person) -> None:
    if actor.left_at is not None:
        raise NotAllowed("You have left this place. Come back first.")
