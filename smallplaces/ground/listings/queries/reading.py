"""How someone's words are read: which of them are used here, how rare they are, what was meant."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connection

from smallplaces.engines.meaning.spelling import one_slip_away, what_was_meant
from smallplaces.engines.meaning.words import read_words

MOST_TERMS = 12
MOST_MENDED = 6
SHORTEST_MENDED = 4
LONGEST_ONE_SLIP = 8
A_GUESS_COUNTS = 0.6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for: as listings here write it, its stem, and how much finding it says.

    `said` is the word they wrote, without accents; `shown` is how to show it to them.
    `weight` is the inverse document frequency (Spärck Jones 1972), less for a guess.
    `share` is the part of all listings that has it, 0..1.
    """

    said: str
    word: str
    stem: str
    count: int
    weight: float
    share: float
    shown: str

    @property
    def is_guess(self) -> bool:
        """Return whether this is not what they wrote but what they probably meant."""
        return self.said != self.word

    @property
    def tsquery(self) -> str:
        """Return the look-up for PostgreSQL, quoted whole: nothing in a word is an operator."""
        return "|".join(quoted(word) for word in dict.fromkeys((self.word, self.stem)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in someone's words. `terms` come rarest first. Both may be empty.

    `weight` is that of everything said, also of words that no listing here has.
    """

    meaning: str
    terms: tuple[Term, ...]
    weight: float
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    word: str
    stem: str
    count: int
    listings: int


# The words of a question pass through the same two readings as the words of listings.
READ = """
WITH said AS (
    SELECT lexeme AS word, positions[1] AS place
    FROM unnest(to_tsvector('listing_whole', listing_plain(%(words)s)))
), stemmed AS (
    SELECT word, place, coalesce((ts_lexize('english_stem', word))[1], word) AS stem FROM said
)
SELECT s.word, s.stem, greatest(whole.count, stem.count, 0),
    (SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = 'listings_listing'::regclass)
FROM stemmed s
LEFT JOIN listings_listingword whole ON whole.word = s.word
LEFT JOIN listings_listingword stem ON stem.word = s.stem
ORDER BY s.place
"""

# Trigrams find long words with several slips; a short word with two letters swapped shares hardly
# any, so all that lies one slip away is looked up as well.
LOOKALIKES = """
SELECT asked.word, v.word, v.count, coalesce((ts_lexize('english_stem', v.word))[1], v.word)
FROM unnest(%(unknown)s::text[]) AS asked (word)
CROSS JOIN LATERAL (
    (SELECT word, count FROM listings_listingword
     WHERE word %% asked.word AND count > 0
     ORDER BY similarity(word, asked.word) DESC, count DESC, word LIMIT 12)
) AS v
UNION
SELECT slip.of, v.word, v.count, coalesce((ts_lexize('english_stem', v.word))[1], v.word)
FROM unnest(%(of)s::text[], %(slips)s::text[]) AS slip (of, word)
JOIN listings_listingword v ON v.word = slip.word AND v.count > 0
"""


def read(words: str, *, may_guess: bool = True) -> Reading:
    """Read someone's words. One query, two when a word is not known here. Never raises on any text.

    With `may_guess`, a word that nothing here holds is taken for the one that was probably meant.
    """
    heard = read_words(words)
    if not heard.full_text:
        return Reading(heard.meaning, (), 0.0, None)
    said = _ask(heard.full_text)
    known = [one for one in said if one.count]
    meant = _meant([one.word for one in said if not one.count]) if may_guess else {}
    written = {plain(word): word for word in _WORD.findall(heard.full_text)}
    listings = said[0].listings if said else 1
    term_of = partial(_term, listings=listings, written=written)
    terms = [term_of(one.word, one.word, one.stem, one.count) for one in known]
    terms += [term_of(word, *guess) for word, guess in meant.items()]
    rarest = sorted(terms, key=lambda term: (term.count, term.word))[:MOST_TERMS]
    not_here = (len(said) - len(terms)) * math.log(1 + listings)
    weight = sum(term.weight for term in rarest) + not_here
    return Reading(heard.meaning, tuple(rarest), weight, _did_you_mean(said, meant))


def plain(word: str) -> str:
    """Return `word` in small letters without accents, as listings' words are kept."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def quoted(word: str) -> str:
    """Return `word` as one lexeme inside a tsquery, whatever is in it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _ask(words: str) -> list[_Said]:
    with connection.cursor() as cursor:
        cursor.execute(READ, {"words": words})
        return [_Said(*row) for row in cursor.fetchall()]


def _meant(unknown: Sequence[str]) -> dict[str, tuple[str, str, int]]:
    """Return for each mistyped word what was probably meant, its stem and its count."""
    asked = [word for word in unknown if len(word) >= SHORTEST_MENDED and word.isalpha()]
    asked = asked[:MOST_MENDED]
    if not asked:
        return {}
    likely: dict[str, dict[str, tuple[str, int]]] = {word: {} for word in asked}
    for word, other, count, stem in _lookalikes(asked):
        likely[word][other] = (stem, count)
    meant = {}
    for word, others in likely.items():
        stems = {stem for other, (stem, _count) in others.items() if stem != other}
        whole = {other: count for other, (_stem, count) in others.items() if other not in stems}
        best = what_was_meant(
            word, whole or {other: count for other, (_s, count) in others.items()}
        )
        if best is not None:
            meant[word] = (best, *others[best])
    return meant


def _lookalikes(asked: Sequence[str]) -> list[tuple[str, str, int, str]]:
    slips = [
        (word, slip)
        for word in asked
        if len(word) <= LONGEST_ONE_SLIP
        for slip in one_slip_away(word)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            LOOKALIKES,
            {
                "unknown": list(asked),
                "of": [word for word, _slip in slips],
                "slips": [slip for _word, slip in slips],
            },
        )
        return list(cursor.fetchall())


def _term(
    said: str, word: str, stem: str, count: int, *, listings: int, written: Mapping[str, str]
) -> Term:
    listings = max(listings, count)
    shown = written.get(word, word) if said == word else word
    weight = math.log(1 + listings / count) * (1.0 if said == word else A_GUESS_COUNTS)
    return Term(said, word, stem, count, weight, count / listings, shown)


def _did_you_mean(said: Sequence[_Said], meant: dict[str, tuple[str, str, int]]) -> str | None:
    if not meant:
        return None
    return " ".join(meant[one.word][0] if one.word in meant else one.word for one in said)
