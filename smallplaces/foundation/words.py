"""The words this place never says to people, and why."""

import re

# From the movement's own language: each turns a person into a thing the system has.
NEVER_SAID = (
    "case",
    "cases",
    "client",
    "clients",
    "service user",
    "service users",
    "referral",
    "referrals",
    "placement",
    "placements",
    "bed",
    "beds",
    "vacancy",
    "vacancies",
    "non-compliant",
    "refused",
    "did not attend",
    "challenging behaviour",
    "discharge",
    "discharged",
)
# Everyday or proper uses in which such a word is not said of a person.
SAID_ALL_THE_SAME = ("open referral", "in case", "just in case", "bed and breakfast")

_NEVER = re.compile(rf"\b(?:{'|'.join(map(re.escape, NEVER_SAID))})\b", re.IGNORECASE)
_FINE = re.compile("|".join(map(re.escape, SAID_ALL_THE_SAME)), re.IGNORECASE)


def words_we_never_say(text: str) -> list[str]:
    """Return every word in `text` that people should not read here, in the order they stand."""
    return [found.group().lower() for found in _NEVER.finditer(_FINE.sub(" ", text))]
