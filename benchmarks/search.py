"""How fast and how well search finds known things, beside plain PostgreSQL and tantivy.

Invented listings, 100,000 unless `--count` says otherwise (10,000 or 1,000,000 are the others we
watch). For each way the same questions: a name and what they do (clean), the same with a slip in
each of two words (typo), and words that half of all listings have (broad). First correctness (is
the one they meant among the first ten?), then time at the 50th, 95th and 99th percentile.

`python -m benchmarks.search [--count N] [--seed N] [--questions N] [--meaning]`
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from .generated import AT, Generated, generated_listings, write_listings
from .scratch import use_place

FIRST = 10
WARM_UP = 20
LEAST_FOUND_WITH_TYPOS = 0.93
Search = Callable[["Asked"], list[int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the words, where from, and which listing was meant (0 when any will do)."""

    words: str
    latitude: float
    longitude: float
    meant: int = 0


@dataclass(frozen=True, slots=True)
class Timed:
    """What one way of searching did with one sort of question. Times in milliseconds."""

    found: float
    percentiles: tuple[float, float, float]


def slipped(word: str, draw: random.Random) -> str:
    """Return `word` with one slip of the fingers: a letter lost, doubled, wrong, or two swapped."""
    at = draw.randrange(1, len(word) - 1) if len(word) > 2 else 0
    match draw.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]
        case _:
            return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def questions(count: int, seed: int, asked: int) -> dict[str, list[Asked]]:
    """Return the questions of each sort: `clean` and `typo` mean one listing, `broad` any."""
    draw = random.Random(seed + 1)
    chosen = set(draw.sample(range(1, count + 1), asked))
    rows = [row for row in generated_listings(count, seed) if row.number in chosen]
    return {
        "clean": [_known(row, row.name.lower()) for row in rows],
        "typo": [_known(row, _mistyped(row, draw)) for row in rows],
        "broad": [_known(row, draw.choice(BROAD), meant=0) for row in rows],
    }


BROAD = (
    "group",
    "walk",
    "friendly club",
    "warm room",
    "a cup of tea",
    "help at home",
    "come along",
    "local people",
    "support",
    "volunteers who walk with you",
)


def _known(row: Generated, words: str, meant: int | None = None) -> Asked:
    return Asked(words, row.latitude, row.longitude, row.number if meant is None else meant)


def _mistyped(row: Generated, draw: random.Random) -> str:
    """Return the name with a slip in the family's name and one in another word."""
    words = row.name.lower().split()
    other = draw.randrange(1, len(words))
    return " ".join(
        slipped(word, draw) if at in {0, other} and len(word) > 3 else word
        for at, word in enumerate(words)
    )


def ours(asked: Asked) -> list[int]:
    """Search as the site does, by words."""
    from smallplaces.foundation.distance import Point
    from smallplaces.ground.listings.queries.search import Question, find

    here = Point(asked.latitude, asked.longitude)
    found = find(Question(words=asked.words, near=here, limit=FIRST), at=AT)
    return [result.listing.pk for result in found.results]


PLAIN = """
SELECT id FROM listings_listing, websearch_to_tsquery('english', %s) AS query
WHERE plain_words @@ query AND state = 'OPEN'
ORDER BY ts_rank(plain_words, query) DESC LIMIT 10
"""
PLAIN_COLUMN = """
ALTER TABLE listings_listing ADD COLUMN plain_words tsvector GENERATED ALWAYS AS
    (setweight(to_tsvector('english', name), 'A') || to_tsvector('english', description)) STORED;
CREATE INDEX plain_words ON listings_listing USING gin (plain_words);
"""


def plain_postgresql(asked: Asked) -> list[int]:
    """Search as PostgreSQL's manual teaches it: websearch_to_tsquery and ts_rank over GIN."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [asked.words])
        return [row[0] for row in cursor.fetchall()]


def tantivy_search(count: int, seed: int, folder: str) -> Search:
    """Return a search by tantivy: stems, BM25, the name boosted, one slip forgiven in its words."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True, indexed=True)
    builder.add_text_field("name", tokenizer_name="default")
    builder.add_text_field("description", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(heap_size=200_000_000)
    for row in generated_listings(count, seed):
        writer.add_document(
            tantivy.Document(number=row.number, name=row.name, description=row.description)
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(asked: Asked) -> list[int]:
        exact = index.parse_query(asked.words, ["name", "description"], field_boosts={"name": 2.0})
        near_it = index.parse_query(asked.words, ["name"], fuzzy_fields={"name": (False, 1, True)})
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, exact), (tantivy.Occur.Should, near_it)]
        )
        hits = searcher.search(query, FIRST).hits
        return [searcher.doc(address)["number"][0] for _score, address in hits]

    return search


def timed(search: Search, asked: Sequence[Asked], spent: Callable[[], float]) -> Timed:
    """Return how well and how fast `search` answers; `spent` reads a clock in seconds."""
    for one in asked[:WARM_UP]:
        search(one)
    times, found = [], 0
    for one in asked:
        before = spent()
        answers = search(one)
        times.append((spent() - before) * 1000)
        found += one.meant in answers if one.meant else bool(answers)
    middle, most, nearly_all = np.percentile(times, (50, 95, 99))
    return Timed(found / len(asked), (float(middle), float(most), float(nearly_all)))


class DatabaseClock:
    """Counts only the seconds that statements take, from sending to the last row sent back."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start

    def read(self) -> float:
        """Return the seconds so far."""
        return self.seconds


@contextmanager
def without_meaning() -> Iterator[None]:
    """Search by words alone for as long as the block runs."""
    from smallplaces.ground.listings.queries import meanings

    with patch.object(meanings, "load_model", lambda: None):
        yield


def fill(count: int, seed: int) -> None:
    """Write the listings, and the column that plain PostgreSQL searches."""
    from django.db import connection

    write_listings(count, seed)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_COLUMN)
        cursor.execute("VACUUM ANALYZE listings_listing")


def compare(count: int, seed: int, asked: dict[str, list[Asked]]) -> dict[str, Timed]:
    """Ask everyone everything and print it; return what ours did, in the database."""
    from django.db import connection

    clock = DatabaseClock()
    mine: dict[str, Timed] = {}
    with tempfile.TemporaryDirectory() as folder, without_meaning():
        tantivy = tantivy_search(count, seed, folder)
        for sort, each in asked.items():
            with connection.execute_wrapper(clock):
                mine[sort] = timed(ours, each, clock.read)
            show(sort, "ours, database", mine[sort])
            show(sort, "ours, whole", timed(ours, each, time.perf_counter))
            show(sort, "plain PostgreSQL", timed(plain_postgresql, each, time.perf_counter))
            show(sort, "tantivy", timed(tantivy, each, time.perf_counter))
    return mine


def show(sort: str, way: str, one: Timed) -> None:
    """Print one line of figures."""
    p50, p95, p99 = one.percentiles
    print(
        f"  {sort:8}{way:20}found {one.found:.3f}   "
        f"p50 {p50:7.2f}   p95 {p95:7.2f}   p99 {p99:7.2f} ms"
    )


def compare_meaning(count: int, asked: Sequence[Asked]) -> None:
    """Time search by meaning over random vectors: the time depends on nothing but how many."""
    from smallplaces.engines.meaning import MeaningIndex, load_model

    model = load_model()
    if model is None:
        print("  meaning: the extra is not installed")
        return
    vectors = np.random.default_rng(7).standard_normal((count, model.dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = MeaningIndex(np.arange(count), vectors)

    def search(one: Asked) -> list[int]:
        query = model.embed([f"I would like to go {one.words} with my dad"], kind="query")[0]
        return [key for key, _closeness in index.nearest(query, 60)]

    show("meaning", "ours, whole", timed(search, asked, time.perf_counter))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return 1 when ours finds too little with typing errors."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--questions", type=int, default=300)
    options = asked.parse_args(arguments)
    use_place(f"{options.count}_{options.seed}", lambda: fill(options.count, options.seed))
    print(
        f"{options.count:,} listings, seed {options.seed}, "
        f"{options.questions} questions of each sort"
    )
    every = questions(options.count, options.seed, options.questions)
    mine = compare(options.count, options.seed, every)
    compare_meaning(options.count, every["clean"])
    return 0 if mine["typo"].found >= LEAST_FOUND_WITH_TYPOS else 1


if __name__ == "__main__":
    sys.exit(main())
