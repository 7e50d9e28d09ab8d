"""Several rankings of the same things, made one.

Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009, SIGIR): a thing scores the sum of weight
/ (k + rank) over the rankings it is in. It needs no common scale, which words, likeness of
spelling, meaning and miles do not have, and each part of a score says where it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K = 60
"""How slowly a lower rank loses worth. The paper's value."""


@dataclass(frozen=True)
class Fused:
    """One thing in the fused order."""

    key: int
    score: float
    ranks: Mapping[str, int]
    """Ranking → its place there, from 1: what put it here."""


def fuse(
    rankings: Mapping[str, Sequence[int]],
    *,
    weights: Mapping[str, float] | None = None,
    k: float = K,
) -> list[Fused]:
    """Return everything that is in any ranking, the best first.

    `rankings` maps a name to keys, best first; a key that comes twice counts at its better place.
    `weights` (1 where not given, 0 leaves a ranking out of the score) must be finite and not below
    0. Ties go to the thing with the best single place, then to the lowest key, so the order
    depends on nothing else, not even on the order of the rankings. O(n log n). Raises ValueError.
    """
    worth = _worth(rankings, weights or {}, k)
    ranks: dict[int, dict[str, int]] = {}
    for name in sorted(rankings):
        for key, place in _places(rankings[name]).items():
            ranks.setdefault(key, {})[name] = place
    found = [
        Fused(key, sum(worth[name] / (k + place) for name, place in places.items()), places)
        for key, places in ranks.items()
    ]
    return sorted(found, key=lambda one: (-one.score, min(one.ranks.values()), one.key))


def _worth(
    rankings: Mapping[str, Sequence[int]], weights: Mapping[str, float], k: float
) -> dict[str, float]:
    unknown = sorted(set(weights) - set(rankings))
    if unknown:
        raise ValueError(f"weights for rankings that are not here: {', '.join(unknown)}")
    worth = {name: float(weights.get(name, 1.0)) for name in rankings}
    if not all(0 <= weight < float("inf") for weight in worth.values()) or not 0 <= k < float(
        "inf"
    ):
        raise ValueError("weights and k must be finite and not below 0")
    return worth


def _places(ranking: Sequence[int]) -> dict[int, int]:
    """Return key → its first place, from 1, later repeats closed up."""
    return {key: place for place, key in enumerate(dict.fromkeys(ranking), start=1)}
