"""What a person has said so far, as someone may see it."""

import re
from datetime import datetime

from smallplaces.ground.people.models import Person
from smallplaces.ground.voices import queries as voices
from smallplaces.ground.voices.models import Voice

from .questions import GOOD_DAY, GOOD_LIFE, WHAT_I_GIVE

ENDS = re.compile(r"(?<=[.!?؟。…])\s+|\n+")
MOST_SENTENCES = 20


def answers_of(person: Person, viewer: Person, *, at: datetime) -> dict[str, Voice]:
    """Return what `person` has said, by the code of the question, as `viewer` may read it."""
    seen = voices.voices_visible_to(viewer, at=at).filter(person=person)
    return {voice.question: voice for voice in seen}


def sentences_in(words: str, *, longest: int) -> list[str]:
    """Return the sentences and lines of `words`, each once, in order; too long ones are left out.

    At most twenty: nobody reads more boxes than that.
    """
    found = (part.strip() for part in ENDS.split(words))
    kept = dict.fromkeys(part for part in found if part and len(part) <= longest)
    return list(kept)[:MOST_SENTENCES]


def wishes_to_pick(answers: dict[str, Voice]) -> list[str]:
    """Return what the person said that could be a wish, in their words."""
    said = [answers[code].words for code in (GOOD_LIFE.code, GOOD_DAY.code) if code in answers]
    return sentences_in("\n".join(said), longest=500)


def offers_to_pick(answers: dict[str, Voice]) -> list[str]:
    """Return what the person said they could give, in their words."""
    voice = answers.get(WHAT_I_GIVE.code)
    return sentences_in(voice.words, longest=300) if voice else []
