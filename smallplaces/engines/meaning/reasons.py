"""Why a result is here, in one plain sentence that a nine-year-old can read."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallplaces.foundation.distance import distance_from

_MOST_WORDS = 3


@dataclass(frozen=True)
class Facts:
    """What is known about why a result came. Leave out what is not known."""

    matched_words: Sequence[str] = ()
    """The person's own words that are in the listing, as they wrote them."""
    right_name: bool = False
    """They asked for it by (nearly) its name."""
    close_in_meaning: bool = False
    may_be_company: bool = False
    """It was looked for because they may be glad of company, not for their words."""
    metres: float | None = None
    """In a straight line."""
    from_where: str = ""
    """The postcode or place that the person gave, as they may read it: OL4."""
    when: str = ""
    """Days or next time, ready to read: Tuesdays, or tomorrow at 2pm."""
    free: bool = False


def why(facts: Facts) -> str:
    """Return one sentence, starting with the strongest reason. Never empty.

    "It mentions fishing, it is about 10 minutes' walk from OL4 and it is free."
    """
    said = [part for part in (_because(facts), _how_far(facts), _free(facts), _when(facts)) if part]
    if not said:
        return "It is in this directory."
    sentence = _and(said)
    return sentence[0].upper() + sentence[1:] + "."


def _because(facts: Facts) -> str:
    if facts.may_be_company:
        return "it may be good company"
    if facts.right_name:
        return "it has the name you wrote"
    if facts.matched_words:
        words = list(dict.fromkeys(facts.matched_words))[:_MOST_WORDS]
        return f"it mentions {_and(words)}"
    return "it is close in meaning to what you wrote" if facts.close_in_meaning else ""


def _how_far(facts: Facts) -> str:
    if facts.metres is None:
        return ""
    return f"it is {distance_from(facts.metres, facts.from_where or 'you')}"


def _free(facts: Facts) -> str:
    return "it is free" if facts.free else ""


def _when(facts: Facts) -> str:
    return f"it is on {facts.when}" if facts.when else ""


def _and(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
