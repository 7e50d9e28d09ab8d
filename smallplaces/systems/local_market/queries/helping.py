"""Whom to turn to when words speak of danger, for where the reader is."""

from dataclasses import dataclass

from smallplaces.engines.meaning.danger import Danger
from smallplaces.engines.meaning.help_lines import HelpLine, Nation, help_for
from smallplaces.foundation.distance import Point
from smallplaces.ground.places import queries as places


@dataclass(frozen=True)
class HelpFirst:
    """Lines to ring or text, 999 first, and the nation they are for."""

    nation: Nation
    lines: list[HelpLine]


def help_first(danger: Danger, near: Point | None) -> HelpFirst:
    """Return whom to turn to near `near`, else in this place.

    Where the nation is not known, or has no lines here, those of England: the page says so.
    """
    name = places.nation_of(near)
    nation = Nation(name) if name in list(Nation) else Nation.ENGLAND
    return HelpFirst(nation, help_for(danger, nation))
