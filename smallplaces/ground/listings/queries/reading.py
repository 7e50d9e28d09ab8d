"""How someone's words are read: which of them are used here, how rare they are, what was meant."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from smallplaces.engines.meaning.words import read_words

from ..models import NAME_MARK
from .mending import Guess, guesses_for

MOST_TERMS = 12
A_GUESS_COUNTS = 0.6
A_SECOND_THOUGHT_COUNTS = 0.3
DOUBTFUL_SHARE = 0.001  # a word this rare may be another word mistyped
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for, in one or more spellings, and how much finding it says.

    `said` is the word they wrote, without accents. `spellings` are words as listings here write
    them, the likeliest first, each with its stem; `shown` how to show the first of them.
    `weight` is the inverse document frequency (Spärck Jones 1972), less for a guess. `count` says
    how many listings have it, `share` what part of all that is, 0..1.
    """

    said: str
    spellings: tuple[tuple[str, str], ...]
    count: int
    weight: float
    share: float
    shown: str

    @property
    def tsquery(self) -> str:
        """Return the look-up for PostgreSQL, quoted whole: nothing in a word is an operator."""
        return any_of(word for spelling in self.spellings for word in spelling)

    @property
    def in_name(self) -> str:
        """Return the look-up for what has it in its name."""
        return any_of(NAME_MARK + stem for _word, stem in self.spellings)

    @property
    def one_by_one(self) -> list[tuple[str, str]]:
        """Return each spelling as it is shown, with its own look-up."""
        first, *rest = self.spellings
        return [(self.shown, any_of(first)), *((word, any_of((word, stem))) for word, stem in rest)]


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

    @property
    def is_doubtful(self) -> bool:
        return 0 < self.count < self.listings * DOUBTFUL_SHARE


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


def read(words: str, *, may_guess: bool = True) -> Reading:
    """Read someone's words. One to three queries. Never raises on any text.

    With `may_guess`, a word that nothing here holds is taken for those that were probably meant,
    and one that hardly anything holds for those one slip away too.
    """
    heard = read_words(words)
    if not heard.full_text:
        return Reading(heard.meaning, (), 0.0, None)
    said = _ask(heard.full_text)
    guesses = _guesses(said) if may_guess else {}
    written = {plain(word): word for word in _WORD.findall(heard.full_text)}
    terms = [_known(one, written) for one in said if one.count]
    terms += [_guess(one, guesses[one.word]) for one in said if _is_guessed(one, guesses)]
    told = _rarest(terms)
    not_here = (len(said) - len(terms)) * math.log(
        1 + max((one.listings for one in said), default=1)
    )
    second = [
        _second_thought(one, guesses[one.word]) for one in said if one.count and one.word in guesses
    ]
    return Reading(
        meaning=heard.meaning,
        terms=tuple(_rarest([*told, *second[: MOST_TERMS - len(told)]])),
        weight=sum(term.weight for term in told) + not_here,
        did_you_mean=_did_you_mean(said, guesses),
    )


def plain(word: str) -> str:
    """Return `word` in small letters without accents, as listings' words are kept."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def any_of(words: Iterable[str]) -> str:
    """Return the tsquery for any of these words, each a whole lexeme, whatever is in it."""
    return "|".join(_quoted(word) for word in dict.fromkeys(words))


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _ask(words: str) -> list[_Said]:
    with connection.cursor() as cursor:
        cursor.execute(READ, {"words": words})
        return [_Said(*row) for row in cursor.fetchall()]


def _guesses(said: Sequence[_Said]) -> dict[str, list[Guess]]:
    return guesses_for(
        [one.word for one in said if not one.count],
        doubtful=[one.word for one in said if one.is_doubtful],
    )


def _is_guessed(one: _Said, guesses: Mapping[str, object]) -> bool:
    return not one.count and one.word in guesses


def _rarest(terms: Sequence[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: (term.count, term.said, -term.weight))[:MOST_TERMS]


def _known(one: _Said, written: Mapping[str, str]) -> Term:
    shown = written.get(one.word, one.word)
    return _term(one, [(one.word, one.stem)], one.count, 1.0, shown)


def _guess(one: _Said, guesses: Sequence[Guess], worth: float = A_GUESS_COUNTS) -> Term:
    spellings = [(guess.word, guess.stem) for guess in guesses]
    count = sum(guess.count for guess in guesses)
    return _term(one, spellings, count, worth, guesses[0].word)


def _second_thought(one: _Said, guesses: Sequence[Guess]) -> Term:
    return _guess(one, guesses, A_SECOND_THOUGHT_COUNTS)


def _term(
    one: _Said, spellings: Sequence[tuple[str, str]], count: int, worth: float, shown: str
) -> Term:
    listings = max(one.listings, count)
    weight = worth * math.log(1 + listings / count)
    return Term(one.word, tuple(spellings), count, weight, count / listings, shown)


def _did_you_mean(said: Sequence[_Said], guesses: Mapping[str, Sequence[Guess]]) -> str | None:
    meant = {one.word: guesses[one.word][0].word for one in said if _is_guessed(one, guesses)}
    return " ".join(meant.get(one.word, one.word) for one in said) if meant else None
