"""Ranking a few texts for someone's words, where there is no database to ask: people's offers.

For up to a few thousand texts; a directory has its own indexes.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from .fusing import fuse
from .model import Model, load_model
from .words import read_words

LONGEST_TEXT = 5_000
STEEP = 10.0  # as in the search of listings
MOST_BY_MEANING = 20
K1, B = 1.2, 0.75  # of BM25, the usual values
_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ed|ers?|ies|es|s|y|e)$")
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "some",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "up",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True)
class RankedText:
    """One text in order. `place` is where it stood among the texts given, from 0."""

    place: int
    score: float
    matched_words: tuple[str, ...]
    close_in_meaning: bool


def rank_texts(
    words: str, texts: Sequence[str], *, model: Model | None = None, limit: int = 20
) -> list[RankedText]:
    """Return at most `limit` of `texts` that fit `words`, best first; ties in the order given.

    By words (Okapi BM25, Robertson et al. 1994, over roots of words) and, with a model, by meaning,
    fused. The model is the usual one unless another is given; without one, by words alone. Texts
    that share no word come by meaning alone: the closest 20. Any text is accepted. Words cost O(all
    text), meaning about 8 ms a text.
    """
    heard = read_words(words)
    asked = {root: word for word, root in _roots(heard.full_text)}
    counted = [Counter(root for _word, root in _roots(text[:LONGEST_TEXT])) for text in texts]
    by_words = _by_words(asked.keys(), counted)
    by_meaning = _by_meaning(heard.meaning, texts, model or load_model())
    rankings = {"words": by_words, "meaning": by_meaning}
    weights = {"words": _trust(asked.keys(), counted, by_words), "meaning": 1.0}
    return [
        RankedText(
            one.key,
            one.score,
            tuple(word for root, word in asked.items() if root in counted[one.key]),
            "meaning" in one.ranks,
        )
        for one in fuse(rankings, weights=weights, k=STEEP)[:limit]
    ]


def _roots(text: str) -> list[tuple[str, str]]:
    """Return each word that says something with its root: no accents, no commonest endings."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [(word, _ENDING.sub("", word)) for word in _WORD.findall(plain) if word not in _COMMON]


def _rarity(root: str, counted: Sequence[Counter[str]]) -> float:
    having = sum(root in counts for counts in counted)
    return math.log(1 + (len(counted) - having + 0.5) / (having + 0.5))


def _by_words(asked: Set[str], counted: Sequence[Counter[str]]) -> list[int]:
    mean = sum(counts.total() for counts in counted) / len(counted) if counted else 0.0
    rarity = {root: _rarity(root, counted) for root in asked}
    scores = {}
    for place, counts in enumerate(counted):
        length = K1 * (1 - B + B * counts.total() / mean) if mean else 1.0
        scores[place] = sum(
            rarity[root] * counts[root] * (K1 + 1) / (counts[root] + length) for root in asked
        )
    return sorted((at for at, score in scores.items() if score), key=lambda at: (-scores[at], at))


def _trust(asked: Set[str], counted: Sequence[Counter[str]], by_words: Sequence[int]) -> float:
    """Return how much words say here: the square of the part of them that the best text has."""
    if not asked:
        return 0.0
    rarity = {root: _rarity(root, counted) for root in asked}
    best = max(
        (sum(rarity[root] for root in asked if root in counted[at]) for at in by_words), default=0.0
    )
    return float((best / sum(rarity.values())) ** 2)


def _by_meaning(words: str, texts: Sequence[str], model: Model | None) -> list[int]:
    if model is None or not words or not texts:
        return []
    query = model.embed([words], kind="query")[0]
    closeness = model.embed([text[:LONGEST_TEXT] for text in texts], kind="passage") @ query
    order = np.lexsort((np.arange(len(texts)), -np.round(closeness, 6)))
    return [int(at) for at in order[:MOST_BY_MEANING]]
