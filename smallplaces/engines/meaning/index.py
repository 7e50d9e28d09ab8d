"""The nearest vectors to a question: exact, in memory, changed while it is read.

Memory: 4 bytes a number, so about 1.6 kB a listing at 384 dimensions: 160 MB for 100,000 listings,
1.6 GB for a million. Half of that (float16) was tried and is twelve times slower to scan in NumPy;
a quarter (int8) is half as fast and can be exact only beside a second copy. In the database a
vector takes half (`pack`).
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Keys = NDArray[np.int64]
Vectors = NDArray[np.float32]

ROWS_IN_A_BLOCK = 4_096
"""Rows that are copied when one is changed: 6 MB, about 2 ms."""

_ROUNDING = 1e-5  # float32 products of unit vectors are off by less


@dataclass(frozen=True)
class _Block:
    keys: Keys
    vectors: Vectors


@dataclass(frozen=True)
class _Snapshot:
    """What a reader sees: never changed, only replaced."""

    blocks: tuple[_Block, ...]

    @cached_property
    def keys(self) -> Keys:
        none = np.empty(0, dtype=np.int64)
        return np.concatenate([none, *(block.keys for block in self.blocks)])

    def scores(self, query: Vectors) -> Vectors:
        found = np.empty(len(self.keys), dtype=np.float32)
        start = 0
        for block in self.blocks:
            end = start + len(block.keys)
            np.dot(block.vectors, query, out=found[start:end])
            start = end
        return found

    def rows(self, places: NDArray[np.intp]) -> NDArray[np.float64]:
        ends = np.cumsum([len(block.keys) for block in self.blocks])
        which = np.searchsorted(ends, places, side="right")
        return np.array(
            [
                self.blocks[b].vectors[place - (ends[b - 1] if b else 0)]
                for b, place in zip(which, places, strict=True)
            ],
            dtype=np.float64,
        )


class MeaningIndex:
    """Vectors by key, searched exactly.

    Reading takes no lock and sees one moment: a search that runs while a vector is replaced sees
    the old or the new one, never half. Writers wait for each other. Searching takes O(n d) time (5
    ms for 100,000 × 384 on one core), changing m vectors O(m d) plus the blocks they are in.
    """

    def __init__(
        self, keys: ArrayLike, vectors: ArrayLike, *, dimensions: int | None = None
    ) -> None:
        """Build from `keys` (n whole numbers, all different) and `vectors` (n, d).

        `dimensions` is needed only when there are no vectors yet. Raises ValueError when the
        shapes do not fit, a key comes twice, or a number is not finite.
        """
        rows = np.asarray(vectors, dtype=np.float32)
        if rows.size == 0:
            rows = rows.reshape(0, dimensions if dimensions is not None else rows.shape[-1])
        if len(rows.shape[1:]) != 1 or (dimensions is not None and rows.shape[1] != dimensions):
            raise ValueError(f"vectors must be (n, {dimensions or 'd'}), not {rows.shape}")
        self._dimensions = int(rows.shape[1])
        self._writing = threading.Lock()
        self._snapshot = _Snapshot(())
        self.add(keys, rows)

    def __len__(self) -> int:
        return len(self._snapshot.keys)

    def __contains__(self, key: int) -> bool:
        return bool((self._snapshot.keys == key).any())

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return self._dimensions

    def add(self, keys: ArrayLike, vectors: ArrayLike) -> None:
        """Add vectors under new keys, or none: ValueError if one of the keys is here already."""
        new, rows = self._checked(keys, vectors)
        with self._writing:
            if np.isin(new, self._snapshot.keys).any():
                raise ValueError("a key is in the index already: use replace")
            self._show(_appended(self._snapshot.blocks, new, rows))

    def replace(self, keys: ArrayLike, vectors: ArrayLike) -> None:
        """Put vectors under keys, new ones or in place of old. Doing so twice is harmless."""
        new, rows = self._checked(keys, vectors)
        with self._writing:
            self._show(_appended(_without(self._snapshot.blocks, new), new, rows))

    def remove(self, keys: Iterable[int]) -> None:
        """Take vectors out. A key that is not here is passed over."""
        gone = np.fromiter(keys, dtype=np.int64)
        with self._writing:
            self._show(_without(self._snapshot.blocks, gone))

    def nearest(
        self, query: ArrayLike, limit: int, *, among: Sequence[int] | Keys | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (key, closeness) pairs, closest first; ties by lowest key.

        Closeness is the inner product, for vectors of length 1 the cosine, in −1..1. With `among`,
        only those keys are looked at. Raises ValueError for a query of the wrong shape or not
        finite.
        """
        asked = self._query(query)
        now = self._snapshot
        scores = now.scores(asked)
        places = np.arange(len(scores))
        if among is not None:
            places = np.flatnonzero(np.isin(now.keys, np.asarray(among, dtype=np.int64)))
        places = _contenders(scores, places, limit)
        exact = now.rows(places) @ asked.astype(np.float64) if len(places) else np.empty(0)
        exact = np.round(exact, 9)
        order = np.lexsort((now.keys[places], -exact))[:limit]
        return [(int(now.keys[places[i]]), float(exact[i])) for i in order]

    def _query(self, query: ArrayLike) -> Vectors:
        asked = np.asarray(query, dtype=np.float32)
        if asked.shape != (self._dimensions,) or not np.isfinite(asked).all():
            raise ValueError(f"a query is {self._dimensions} finite numbers, not {asked.shape}")
        return asked

    def _checked(self, keys: ArrayLike, vectors: ArrayLike) -> tuple[Keys, Vectors]:
        new = np.array(keys, dtype=np.int64).reshape(-1)
        rows = np.array(vectors, dtype=np.float32).reshape(-1, self._dimensions)
        if len(new) != len(rows):
            raise ValueError(f"{len(new)} keys for {len(rows)} vectors")
        if len(np.unique(new)) != len(new):
            raise ValueError("a key comes twice")
        if not np.isfinite(rows).all():
            raise ValueError("vectors must be finite")
        return new, rows

    def _show(self, blocks: tuple[_Block, ...]) -> None:
        rows = sum(len(block.keys) for block in blocks)
        if len(blocks) > 2 * (rows // ROWS_IN_A_BLOCK + 1):
            blocks = _appended((), *_joined(blocks))
        snapshot = _Snapshot(blocks)
        _ = snapshot.keys
        self._snapshot = snapshot


def pack(vector: ArrayLike) -> bytes:
    """Return a vector as bytes for the database: float16, little-endian, two bytes a number.

    The caller keeps the model's name beside it. Raises ValueError if a number does not fit
    (±65504).
    """
    with np.errstate(over="ignore"):
        small = np.asarray(vector, dtype="<f2")
    if small.ndim != 1 or not np.isfinite(small).all():
        raise ValueError("a vector is one row of finite numbers")
    return small.tobytes()


def unpack(packed: bytes) -> Vectors:
    """Return the vector that `pack` made bytes of. Raises ValueError for half a number."""
    return np.frombuffer(packed, dtype="<f2").astype(np.float32)


def _contenders(scores: Vectors, places: NDArray[np.intp], limit: int) -> NDArray[np.intp]:
    """Return the places whose score may be among the `limit` best, allowing for rounding."""
    if limit <= 0:
        return places[:0]
    if limit >= len(places):
        return places
    here = scores[places]
    last = np.partition(here, len(here) - limit)[len(here) - limit]
    slack = _ROUNDING * max(1.0, abs(float(last)))
    close: NDArray[np.intp] = places[here >= last - slack]
    return close


def _appended(blocks: tuple[_Block, ...], keys: Keys, vectors: Vectors) -> tuple[_Block, ...]:
    if blocks and len(blocks[-1].keys) < ROWS_IN_A_BLOCK:
        last = blocks[-1]
        blocks = blocks[:-1]
        keys = np.concatenate([last.keys, keys])
        vectors = np.concatenate([last.vectors, vectors])
    starts = range(0, len(keys), ROWS_IN_A_BLOCK)
    cuts = [slice(start, start + ROWS_IN_A_BLOCK) for start in starts]
    return blocks + tuple(_Block(keys[cut].copy(), vectors[cut].copy()) for cut in cuts)


def _without(blocks: tuple[_Block, ...], gone: Keys) -> tuple[_Block, ...]:
    kept = []
    for block in blocks:
        stays = ~np.isin(block.keys, gone)
        if stays.all():
            kept.append(block)
        elif stays.any():
            kept.append(_Block(block.keys[stays], block.vectors[stays]))
    return tuple(kept)


def _joined(blocks: tuple[_Block, ...]) -> tuple[Keys, Vectors]:
    return (
        np.concatenate([block.keys for block in blocks]),
        np.concatenate([block.vectors for block in blocks]),
    )
