"""Search by meaning: how good on the judged set, how fast the index, how fast the model."""

import resource
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.chart import SEEDS, Report, Table, medians
from benchmarks.judging import (
    PLACES,
    Search,
    evaluate,
    quality_table,
    read_listings,
    read_questions,
)
from smallplaces.engines.meaning import MeaningIndex, Model, load_model, pack, unpack

DIMENSIONS = 384
LEAST_RECALL = 0.5  # in English; what this model reached when it was chosen, less its doubt
Vectors = NDArray[np.float32]
Listing = dict[str, object]


def run(report: Report, *, big: bool) -> None:
    """Print quality, index speed and embedding speed. `big` adds an index of a million."""
    model = load_model()
    if model is None:
        print("The extra `meaning` is not installed: only the index is measured.")
    else:
        listings = read_listings()
        start = time.perf_counter()
        vectors = model.embed([passage(listing) for listing in listings], kind="passage")
        rate = len(listings) / (time.perf_counter() - start)
        _judge(report, search_by_meaning(model, listings, vectors))
        _time_embedding(report, model, rate)
    _time_index(report, (10_000, 100_000, 1_000_000) if big else (10_000, 100_000))


def passage(listing: Listing) -> str:
    """Return what the model reads of a listing: its name, its description and who it is for."""
    who = listing["for_whom"]
    words = who["words"] if isinstance(who, dict) else ""
    return f"{listing['name']}. {listing['description']} {words}"


def search_by_meaning(model: Model, listings: list[Listing], vectors: Vectors) -> Search:
    """Return a search of `listings` by meaning alone, their vectors packed as in the database."""
    kept = np.array([unpack(pack(row)) for row in vectors])
    index = MeaningIndex(np.arange(len(kept)), kept)

    def search(words: str) -> list[str]:
        [query] = model.embed([words], kind="query")
        return [str(listings[key]["key"]) for key, _ in index.nearest(query, PLACES)]

    return search


def _judge(report: Report, search: Search) -> None:
    for language, called in (("en", "English"), ("cy", "Welsh"), (None, "all languages")):
        judged = read_questions("demonstration", language)
        scores = evaluate(search, judged)
        chance = evaluate(_by_chance(), judged)
        caption = f"Demonstration town, questions in {called}"
        report.show(caption, quality_table({"by chance": chance, "meaning": scores}))
        if language == "en":
            recall = float(scores.recall.mean())
            report.check(
                recall >= LEAST_RECALL, f"recall@10 in English {recall:.3f} ≥ {LEAST_RECALL}"
            )
    for words, key in (
        ("I used to love fishing with my dad", "anglers"),
        ("can't get to the hospital since the bus stopped", "volunteer-drivers"),
    ):
        report.check(key in search(words)[:3], f"“{words}” finds {key} in the first three")


def _by_chance() -> Search:
    keys = [str(listing["key"]) for listing in read_listings()]
    chance = np.random.default_rng(SEEDS[0])
    return lambda _: list(chance.choice(keys, size=PLACES, replace=False))


def _time_embedding(report: Report, model: Model, rate: float) -> None:
    words = [question.words for question in read_questions("demonstration", "en")]
    taken = []
    for text in words:
        start = time.perf_counter()
        model.embed([text], kind="query")
        taken.append(1_000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(taken, [50, 95])
    row = [model.name, f"{p50:.1f}", f"{p95:.1f}", f"{rate:.1f}", str(_megabytes())]
    report.show("Embedding", Table(["model", "p50 ms", "p95 ms", "listings/s", "peak MB"], [row]))


def _time_index(report: Report, sizes: tuple[int, ...]) -> None:
    rows = []
    for size in sizes:
        vectors = _unit(
            np.random.default_rng(SEEDS[0]).standard_normal((size, DIMENSIONS), np.float32)
        )
        index = MeaningIndex(np.arange(size), vectors)
        _check_exact(report, index, vectors)
        rows.append([f"{size:,}", *_times(index, vectors), str(vectors.nbytes // 1_000_000)])
    heads = [
        "vectors",
        "nearest 20 ms",
        "among 1 in 10 ms",
        "NumPy scan ms",
        "replace one ms",
        "MB",
    ]
    report.show(f"The index, {DIMENSIONS} dimensions, medians", Table(heads, rows))


def _times(index: MeaningIndex, vectors: Vectors) -> list[str]:
    query, few = vectors[5], np.arange(0, len(vectors), 10)
    runs: dict[str, Callable[[], object]] = {
        "nearest": lambda: index.nearest(query, 20),
        "among": lambda: index.nearest(query, 20, among=few),
        "numpy": lambda: np.argsort(-(vectors @ query))[:20],
        "replace": lambda: index.replace([5], vectors[5:6]),
    }
    return [f"{1_000 * seconds:.2f}" for seconds in medians(runs).values()]


def _check_exact(report: Report, index: MeaningIndex, vectors: Vectors) -> None:
    same = True
    for seed in SEEDS:
        query = _unit(np.random.default_rng(seed).standard_normal((1, DIMENSIONS), np.float32))[0]
        best = np.argsort(-(vectors.astype(np.float64) @ query.astype(np.float64)))[:20]
        same &= [key for key, _ in index.nearest(query, 20)] == best.tolist()
    report.check(same, f"{len(vectors):,}: the nearest 20 are those of brute force, 3 seeds")


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
