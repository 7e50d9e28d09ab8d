"""How close what is said in a wish is to what is said in a listing or an offer, from 0 to 1.

By the words they share, and (where the optional sentence model is installed) by meaning. A model's
cosine means little by itself: for some wishes everything is at 0.80. So it is measured from what
plain sentences about other things get for the same wish.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection

from smallplaces.engines.meaning import load_model, read_words, require_model, unpack
from smallplaces.engines.meaning.model import Vectors
from smallplaces.ground.listings.models import Listing, ListingMeaning

CLOSE_BY = 0.08
"""Cosine above the background at which two texts mean much the same (multilingual-e5-small)."""

# About everything and nothing: what any two sentences have in common, measured for each wish anew.
BACKGROUND = (
    "The office is open on weekdays.",
    "A shop that sells shoes.",
    "Help with filling in forms.",
    "A group for people who like it.",
    "Call us for more information.",
    "Repairs for cars and vans.",
    "Meetings are held once a month.",
    "A team of trained staff.",
    "Parking is behind the building.",
    "Lessons for beginners.",
    "Free advice about money.",
    "A place with a hall and a kitchen.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish, ready to be compared: its stems with the words as said, and its meaning."""

    stems: Mapping[str, str]
    vector: Vectors | None
    background: float

    def shared_with(self, there: Mapping[str, str]) -> list[str]:
        """Return the words of the wish whose stems are `there` too, as the wish says them."""
        return [said for stem, said in self.stems.items() if stem in there]

    def closeness(self, shared: int, vector: Vectors | None) -> float:
        """Return 0..1: either way of being close counts, and both together count more."""
        by_words = min(1.0, shared / len(self.stems)) if self.stems else 0.0
        return 1 - (1 - by_words) * (1 - self._by_meaning(vector))

    def _by_meaning(self, vector: Vectors | None) -> float:
        if self.vector is None or vector is None:
            return 0.0
        return float(np.clip((self.vector @ vector - self.background) / CLOSE_BY, 0.0, 1.0))


def read_wish(words: str) -> Asked:
    """Return `words` ready to be compared. One query; some milliseconds where there is a model."""
    heard = read_words(words)
    (stems,), model = stems_of([heard.full_text]), load_model()
    if model is None or not heard.meaning:
        return Asked(stems, None, 0.0)
    vector: Vectors = model.embed([heard.meaning], kind="query")[0]
    background = np.stack([_vector(text) for text in BACKGROUND])
    return Asked(stems, vector, float(np.mean(background @ vector)))


def stems_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """Return for each text the stems of its words that say something, with each word as said."""
    stems: list[dict[str, str]] = [{} for _ in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, unnest(tsvector_to_array(to_tsvector('english', said))), said"
            " from unnest(%s::int[], %s::text[]) with ordinality as word(number, said, place)"
            " order by place",
            list(_numbered(texts)),
        )
        for number, stem, said in cursor.fetchall():
            stems[number].setdefault(stem, said)
    return stems


def _numbered(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    words = [(number, word) for number, text in enumerate(texts) for word in text.lower().split()]
    return [number for number, _ in words], [word for _, word in words]


def vectors_of_texts(texts: Sequence[str]) -> dict[str, Vectors]:
    """Return the meaning of each text; nothing without a model."""
    return {} if load_model() is None else {text: _vector(text) for text in texts}


def vectors_of_listings(listings: Iterable[Listing]) -> dict[int, Vectors]:
    """Return the kept meaning of each listing that has one, by its id; nothing without a model."""
    model = load_model()
    if model is None:
        return {}
    kept = ListingMeaning.objects.filter(listing__in=list(listings), model=model.name)
    return {key: unpack(bytes(vector)) for key, vector in kept.values_list("listing", "vector")}


@lru_cache(maxsize=10_000)
def _vector(text: str) -> Vectors:
    vector: Vectors = require_model().embed([text], kind="passage")[0]
    return vector
