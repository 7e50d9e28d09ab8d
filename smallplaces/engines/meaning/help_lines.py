"""Whom to turn to when words speak of danger: numbers as data, with nation and source.

A number is shown to people on the worst night of their lives: before a release somebody checks
each one at its source and writes the date. `None` means that nobody has yet; `unchecked` lists
them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .danger import Danger
from .danger_phrases import DangerKind


class Nation(StrEnum):
    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


_EVERYWHERE = frozenset(Nation)
_EVERYTHING = frozenset(DangerKind)
_DESPAIR = frozenset(
    {DangerKind.SUICIDE, DangerKind.SELF_HARM, DangerKind.OVERDOSE, DangerKind.CRISIS}
)
_AT_HOME = frozenset({DangerKind.HOME, DangerKind.SEXUAL})


@dataclass(frozen=True)
class HelpLine:
    """Somewhere to turn to. `dial` is for a link, `how` is for reading."""

    name: str
    how: str
    dial: str
    """`tel:` or `sms:` and the number without spaces."""
    who_for: str
    nations: frozenset[Nation]
    kinds: frozenset[DangerKind]
    source: str
    """Who publishes the number."""
    checked_on: date | None = None
    """When a person last checked it at the source."""
    in_welsh: bool = False


HELP_LINES: tuple[HelpLine, ...] = (
    HelpLine(
        "Emergency services",
        "Ring 999",
        "tel:999",
        "if someone is in danger now. If you cannot speak, ring and press 55 when asked",
        _EVERYWHERE,
        _EVERYTHING,
        "GOV.UK",
    ),
    HelpLine(
        "Samaritans",
        "Ring 116 123",
        "tel:116123",
        "any time, about anything, free",
        _EVERYWHERE,
        _EVERYTHING,
        "Samaritans",
    ),
    HelpLine(
        "Shout",
        "Text SHOUT to 85258",
        "sms:85258?body=SHOUT",
        "any time, if you would rather type, free",
        _EVERYWHERE,
        _DESPAIR,
        "Shout 85258",
    ),
    HelpLine(
        "NHS mental health crisis line",
        "Ring 111 and choose 2",
        "tel:111",
        "any time, free",
        frozenset({Nation.ENGLAND, Nation.WALES}),
        _DESPAIR,
        "NHS England; NHS 111 Wales",
    ),
    HelpLine(
        "C.A.L.L. mental health helpline for Wales",
        "Ring 0800 132 737",
        "tel:0800132737",
        "any time, free",
        frozenset({Nation.WALES}),
        _DESPAIR,
        "C.A.L.L.",
        in_welsh=True,
    ),
    HelpLine(
        "Lifeline",
        "Ring 0808 808 8000",
        "tel:08088088000",
        "any time, free",
        frozenset({Nation.NORTHERN_IRELAND}),
        _DESPAIR,
        "Lifeline, Public Health Agency",
    ),
    HelpLine(
        "NHS 24 mental health hub",
        "Ring 111 and choose the mental health option",
        "tel:111",
        "any time, free",
        frozenset({Nation.SCOTLAND}),
        _DESPAIR,
        "NHS 24",
    ),
    HelpLine(
        "National Domestic Abuse Helpline",
        "Ring 0808 2000 247",
        "tel:08082000247",
        "any time, free, for women and children",
        frozenset({Nation.ENGLAND}),
        _AT_HOME,
        "Refuge",
    ),
    HelpLine(
        "Men's Advice Line",
        "Ring 0808 801 0327",
        "tel:08088010327",
        "on weekdays, free, for men",
        frozenset({Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND}),
        _AT_HOME,
        "Respect",
    ),
    HelpLine(
        "Live Fear Free",
        "Ring 0808 80 10 800",
        "tel:08088010800",
        "any time, free, for anyone hurt or frightened at home",
        frozenset({Nation.WALES}),
        _AT_HOME,
        "Welsh Government",
        in_welsh=True,
    ),
    HelpLine(
        "Scotland's Domestic Abuse and Forced Marriage Helpline",
        "Ring 0800 027 1234",
        "tel:08000271234",
        "any time, free",
        frozenset({Nation.SCOTLAND}),
        _AT_HOME,
        "Scottish Women's Aid",
    ),
    HelpLine(
        "Domestic and Sexual Abuse Helpline",
        "Ring 0808 802 1414",
        "tel:08088021414",
        "any time, free",
        frozenset({Nation.NORTHERN_IRELAND}),
        _AT_HOME,
        "Nexus",
    ),
    HelpLine(
        "Childline",
        "Ring 0800 1111",
        "tel:08001111",
        "any time, free, for anyone under 19",
        _EVERYWHERE,
        frozenset({DangerKind.CHILD, DangerKind.SELF_HARM}),
        "NSPCC",
    ),
)


def help_for(danger: Danger, nation: Nation | None = None) -> list[HelpLine]:
    """Return whom to turn to, in the order of the table: 999 always first.

    Without a nation, lines of England and those for everywhere, as most people are there; the page
    should say which nation it took.
    """
    here = nation or Nation.ENGLAND
    return [line for line in HELP_LINES if here in line.nations and line.kinds & danger.kinds]


def unchecked(lines: Iterable[HelpLine] = HELP_LINES) -> list[HelpLine]:
    """Return the lines whose number nobody has checked at its source."""
    return [line for line in lines if line.checked_on is None]
