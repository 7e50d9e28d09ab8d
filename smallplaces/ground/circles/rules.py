"""Who may do what in a circle."""

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people.models import Person
from smallplaces.ground.people.rules import check_is_here

from . import queries
from .models import Circle, Role


def check_is_member(actor: Person, circle: Circle) -> None:
    """Stop unless `actor` belongs to `circle`."""
    if not queries.memberships_of(actor).filter(circle=circle).exists():
        raise NotAllowed("Only members of the circle can do this.")


def check_can_join(actor: Person, person: Person, circle: Circle) -> None:
    """Stop unless `actor` belongs to `circle` and lets `person` in.

    Nobody lets themselves in: what is shared with a circle reaches everyone who belongs to it.
    """
    if circle.closed_at:
        raise NotAllowed("This circle has closed.")
    check_is_here(person)
    check_is_member(actor, circle)


def check_can_leave(actor: Person, person: Person) -> None:
    """Stop unless `actor` leaves for themselves: nobody is put out by one person."""
    if actor != person:
        raise NotAllowed(
            "People leave a circle themselves. Ending it for someone needs a decision."
        )


def check_can_give_role(actor: Person, circle: Circle, person: Person) -> None:
    """Stop unless both belong to `circle`."""
    check_is_member(actor, circle)
    if not queries.memberships_of(person).filter(circle=circle).exists():
        raise NotAllowed("Only a member can wear a hat of this circle.")


def check_can_end_role(actor: Person, role: Role) -> None:
    """Stop unless `actor` wears the hat, or belongs to the circle that gave it."""
    if actor != role.person:
        check_is_member(actor, role.circle)
