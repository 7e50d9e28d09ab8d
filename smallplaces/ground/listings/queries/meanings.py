"""Every open listing's meaning, kept in memory to be searched.

Memory: 1.6 kB a listing for the vectors and 24 bytes for key and point: 165 MB for 100,000
listings in each process that searches. What changed is read again at most every few seconds.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from smallplaces.engines.meaning.index import MeaningIndex, unpack
from smallplaces.engines.meaning.model import Model, load_model

from ..models import Listing, ListingMeaning
from .filters import METRES_IN_A_DEGREE, Question

SECONDS_BETWEEN_LOOKS = 3.0
ROWS_AT_A_TIME = 2_000
NEIGHBOURHOOD_METRES = 40_000.0
ENOUGH_NEARBY = 200
MEANT = 60
MEANT_IF_NARROWED = 1_500
FEW = 2_000
ENOUGH_TO_COMPARE = 30

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]
Mark = tuple[int, datetime | None]


@dataclass(frozen=True)
class _Points:
    """Where the listings with a meaning are. Unknown places are NaN and near to nothing."""

    keys: Keys
    latitudes: Floats
    longitudes: Floats

    def within(self, question: Question, metres: float) -> Keys:
        """Return the keys inside the box of `metres` around where they ask from."""
        assert question.near is not None  # noqa: S101 - callers look first
        tall = metres / METRES_IN_A_DEGREE
        wide = tall / max(0.01, float(np.cos(np.radians(question.near.latitude))))
        inside = (np.abs(self.latitudes - question.near.latitude) <= tall) & (
            np.abs(self.longitudes - question.near.longitude) <= wide
        )
        return self.keys[inside]


@dataclass
class _Memory:
    """What this process holds, and when it last looked whether it is still so."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    index: MeaningIndex | None = None
    points: _Points | None = None
    mark: Mark = (0, None)
    model_name: str = ""
    looked_at: float = -SECONDS_BETWEEN_LOOKS


_memory = _Memory()


def meant_by(words: str, question: Question) -> list[int] | None:
    """Return the listings closest in meaning to `words`, closest first; None without a model.

    Those near to where they ask from, if there are enough; else those anywhere. Other filters are
    for the caller to apply: for them more listings are returned.
    """
    model = load_model()
    if model is None or not words:
        return None
    index, points = _fresh(model)
    if not len(index):
        return []
    query = model.embed([words], kind="query")[0]
    limit = MEANT_IF_NARROWED if question.is_narrowed else MEANT
    among = _among(points, question)
    nearest = index.nearest(query, max(limit, FEW), among=among)
    floor = _floor(nearest, stands_out=0.0 if question.is_narrowed else 1.0)
    return [key for key, closeness in nearest[:limit] if closeness >= floor]


def _floor(nearest: Sequence[tuple[int, float]], *, stands_out: float) -> float:
    """Return how close is close enough: among few, what is so many deviations above the mean.

    In a small place everything is among the nearest sixty. Over the judged questions this floor
    leaves a third as many answers and loses none of those found among the first ten. Among many,
    the nearest sixty all stand out.
    """
    if len(nearest) < ENOUGH_TO_COMPARE or len(nearest) >= FEW:
        return -1.0
    closeness = np.array([close for _key, close in nearest])
    return float(closeness.mean() + stands_out * closeness.std())


def forget() -> None:
    """Let go of everything in memory. The next search reads it again."""
    with _memory.lock:
        _memory.index = _memory.points = None
        _memory.mark, _memory.looked_at = (0, None), -SECONDS_BETWEEN_LOOKS


def _among(points: _Points, question: Question) -> Keys | None:
    if question.near is None:
        return None
    if question.within_metres is not None:
        return points.within(question, question.within_metres)
    nearby = points.within(question, NEIGHBOURHOOD_METRES)
    return nearby if len(nearby) >= ENOUGH_NEARBY else None


def _fresh(model: Model) -> tuple[MeaningIndex, _Points]:
    """Return what is in memory, read again first if the table has changed since."""
    with _memory.lock:
        index, points = _memory.index, _memory.points
        recent = time.monotonic() - _memory.looked_at < SECONDS_BETWEEN_LOOKS
        if index is None or points is None or _memory.model_name != model.name:
            index, points = _read_all(model)
        elif not recent:
            index, points = _read_changes(model, index, points)
        _memory.index, _memory.points = index, points
        return index, points


def _read_all(model: Model) -> tuple[MeaningIndex, _Points]:
    mark = _mark(model)
    index = MeaningIndex([], np.empty((0, model.dimensions)), dimensions=model.dimensions)
    _add(index, ListingMeaning.objects.filter(model=model.name))
    _memory.mark, _memory.model_name, _memory.looked_at = mark, model.name, time.monotonic()
    return index, _read_points(model)


def _read_changes(
    model: Model, index: MeaningIndex, points: _Points
) -> tuple[MeaningIndex, _Points]:
    mark = _mark(model)
    _count, made_at = _memory.mark
    _memory.looked_at = time.monotonic()
    if mark == _memory.mark:
        return index, points
    newer = ListingMeaning.objects.filter(model=model.name)
    _add(index, newer.filter(made_at__gte=made_at) if made_at else newer)
    if len(index) != mark[0]:
        return _read_all(model)
    _memory.mark = mark
    return index, _read_points(model)


def _mark(model: Model) -> Mark:
    """Return how many meanings there are and when the newest was made: enough to see a change."""
    seen = ListingMeaning.objects.filter(model=model.name).aggregate(
        n=Count("pk"), at=Max("made_at")
    )
    return seen["n"], seen["at"]


def _add(index: MeaningIndex, rows: Any) -> None:
    for batch in _batches(rows.order_by("listing_id").values_list("listing_id", "vector")):
        vectors = np.stack([unpack(bytes(vector)) for _key, vector in batch])
        index.replace([key for key, _vector in batch], vectors)


def _batches(rows: Any) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for row in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        batch.append(row)
        if len(batch) == ROWS_AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_points(model: Model) -> _Points:
    rows = list(
        Listing.objects.filter(meaning__model=model.name, latitude__isnull=False)
        .order_by("pk")
        .values_list("pk", "latitude", "longitude")
    )
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return _Points(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
