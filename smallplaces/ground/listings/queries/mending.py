"""What mistyped words may have been meant to be, out of the words that listings here use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from smallplaces.engines.meaning.spelling import likely_meant

MOST_MENDED = 6
MOST_GUESSES = 12
SHORTEST_MENDED = 4
SHORTEST_MENDED_TWICE = 6  # letters: a shorter word with two slips could be anything

# One slip away: all that share what is left of them without one letter (migration 0003).
ONE_SLIP = """
SELECT asked.word, v.word, v.count, coalesce((ts_lexize('english_stem', v.word))[1], v.word)
FROM unnest(%(asked)s::text[]) AS asked (word)
JOIN listings_listingword v
    ON listing_slips(v.word) && listing_slips(asked.word)
    AND length(v.word) BETWEEN 3 AND 25 AND v.count > 0
"""

# Two slips or three: the most alike by trigrams. Slower, so only when no word is one slip away.
MORE_SLIPS = """
SELECT asked.word, v.word, v.count, coalesce((ts_lexize('english_stem', v.word))[1], v.word)
FROM unnest(%(asked)s::text[]) AS asked (word)
CROSS JOIN LATERAL (
    SELECT word, count FROM listings_listingword
    WHERE word %% asked.word AND count > 0
    ORDER BY similarity(word, asked.word) DESC, count DESC, word LIMIT 12
) AS v
"""


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that listings here use, its stem, and how many use it."""

    word: str
    stem: str
    count: int


Guesses = Mapping[str, Sequence[Guess]]


def guesses_for(unknown: Sequence[str], doubtful: Sequence[str] = ()) -> dict[str, list[Guess]]:
    """Return what each word may have been meant to be, likeliest first, at most MOST_GUESSES.

    Of `unknown` words everything with the fewest slips that are believed; of `doubtful` ones, that
    are words here but hardly used, what lies one slip away. A word without a guess is left out.
    No query without words to look up, one with, two when an unknown word is not near to any.
    """
    asked = [word for word in (*unknown, *doubtful) if _may_be_mended(word)][:MOST_MENDED]
    found = _likely(_look_up(ONE_SLIP, asked))
    further = [
        word
        for word in asked
        if word in unknown and word not in found and len(word) >= SHORTEST_MENDED_TWICE
    ]
    return found | _likely(_look_up(MORE_SLIPS, further))


def _may_be_mended(word: str) -> bool:
    return len(word) >= SHORTEST_MENDED and word.isalpha()


def _look_up(query: str, asked: Sequence[str]) -> dict[str, list[Guess]]:
    if not asked:
        return {}
    found: dict[str, list[Guess]] = {word: [] for word in asked}
    with connection.cursor() as cursor:
        cursor.execute(query, {"asked": list(asked)})
        for word, other, count, stem in cursor.fetchall():
            found[word].append(Guess(other, stem, count))
    return found


def _likely(found: Guesses) -> dict[str, list[Guess]]:
    """Keep the likeliest, whole words rather than stems, which nobody writes."""
    kept = {}
    for word, guesses in found.items():
        stems = {guess.stem for guess in guesses if guess.stem != guess.word}
        whole = {guess.word: guess for guess in guesses if guess.word not in stems}
        known = whole or {guess.word: guess for guess in guesses}
        likely = likely_meant(word, {other: guess.count for other, guess in known.items()})
        if likely:
            kept[word] = [known[other] for other in likely[:MOST_GUESSES]]
    return kept
