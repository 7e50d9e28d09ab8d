"""Who may change what is written about places."""

from typing import Protocol

from smallplaces.foundation.access import NotAllowed


class Doer(Protocol):
    """Whoever does something here: a Person, who stands higher in the house than this room."""

    is_the_house: bool


def check_can_draw_the_map(actor: Doer) -> None:
    """Stop unless `actor` is The House: places and postcodes are set up, not edited by visitors."""
    if not actor.is_the_house:
        raise NotAllowed("Places are set up by whoever runs this house. Please ask them.")
