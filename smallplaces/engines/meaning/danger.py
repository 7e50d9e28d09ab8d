"""Words that speak of danger, so that a page can put human help first, before any result.

Tuned to miss little: showing a helpline to someone who did not need it costs a line of a page.
Sayings such as "I could murder a curry" are taken out first, so that the page does not shout at
people who are only hungry. This never decides what happens to anybody, and the words are not kept
by it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .danger_phrases import NOT_THAT, PATTERNS, SAYINGS, SHORT_FORMS, WATCHED, DangerKind

MOST_READ = 100_000
"""Characters that are looked at. Time grows in a straight line with them: about 0.3 s for all."""


@dataclass(frozen=True)
class Danger:
    """What was heard in someone's words."""

    kinds: frozenset[DangerKind]


def speaks_of_danger(words: str) -> Danger | None:
    """Return what kinds of danger `words` speak of, or None. Any text is accepted.

    English and the main Welsh phrases; misspellings and text without apostrophes too.
    """
    plain = _plain(words)
    kinds = frozenset(kind for kind, pattern in _COMPILED.items() if pattern.search(plain))
    return Danger(kinds) if kinds else None


def _plain(words: str) -> str:
    """Return words in small letters, spelt as the patterns spell them."""
    flat = unicodedata.normalize("NFKD", words[:MOST_READ].replace("\0", " "))
    letters = "".join(
        c for c in flat.casefold() if not unicodedata.combining(c) and c not in "'’‘`´\u200b\u00ad"
    )
    spelt = " ".join(_spelt(word) for word in _WORDS.findall(letters))
    return _SAYING.sub(" , ", _PARTED.sub(r"\1self", spelt))


def _spelt(word: str) -> str:
    short = SHORT_FORMS.get(word)
    if short is not None:
        return short
    if len(word) > _LONGEST_WATCHED + 1 or word in NOT_THAT or len(word) < _SHORTEST_WATCHED - 1:
        return word
    if word in _ONE_LESS:
        return _ONE_LESS[word]
    near = (_ONE_LESS.get(fewer) for fewer in _less_one(word))
    return next((watched for watched in near if watched is not None), word)


def _less_one(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


_PARTED = re.compile(r"\b(my|him|her|your) self\b")
_WORDS = re.compile(r"[^\W_]+")
_ONE_LESS = {fewer: watched for watched in WATCHED for fewer in _less_one(watched)}
_ONE_LESS |= {watched: watched for watched in WATCHED}
_LONGEST_WATCHED = max(map(len, WATCHED))
_SHORTEST_WATCHED = min(map(len, WATCHED))
_SAYING = re.compile("|".join(rf"\b(?:{saying})" for saying in SAYINGS))
_COMPILED = {kind: re.compile("|".join(patterns)) for kind, patterns in PATTERNS.items()}
