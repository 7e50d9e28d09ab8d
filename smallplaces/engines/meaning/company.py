"""What to look for when someone writes that they want to die: not their words, but company.

A search that takes them at their word answers "I want to die" with a talk about death. So it looks
for people who listen and are glad of company instead. Whoever lost someone that way finds by their
own words those who know what it is like.
"""

import re

from .danger import Danger
from .danger_phrases import DangerKind

COMPANY = "someone to talk to who listens, at night or in the evening, company, a warm welcome"

_DESPAIR = frozenset({DangerKind.SUICIDE, DangerKind.SELF_HARM, DangerKind.OVERDOSE})
_LOSS = re.compile(
    r"\b(lost|losing|died|bereave\w*|widow\w*|griev\w*|grief|took (his|her|their) (own )?li(fe|ves)"
    r"|(killed|hanged|drowned|shot) (him|her|them)sel(f|ves)|colli|collais|collodd|galar)\b",
    re.IGNORECASE,
)


def wants_company(words: str, danger: Danger | None) -> bool:
    """Return whether to look for company instead of `words`, in which `danger` was heard."""
    return danger is not None and bool(danger.kinds & _DESPAIR) and not _LOSS.search(words)
