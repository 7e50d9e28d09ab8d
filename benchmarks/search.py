"""How fast and how well search finds known things, beside plain PostgreSQL and tantivy.

Invented listings: 10,000, or 100,000 with `--big`; a million by `--count`. For each way the same
questions, asked from where the listing is: the three words of a name (clean), the same with a slip
in the first and in one other word (typo; words of three letters or fewer are left as they are, and
so is every first letter), and words that many listings have (broad). First correctness (is the one
they meant among the first ten?), then time at the 50th, 95th and 99th percentile. A machine that
is shared stumbles, so each question is asked three times in a row and its fastest time counts.

`python -m benchmarks.search [--count N] [--seed N] [--questions N]`
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

from .chart import Report, Table
from .generated import AT, Generated, generated_listings, write_listings
from .scratch import use_place

FIRST = 10
WARM_UP = 5
TURNS = 3
LEAST_FOUND = {"clean": 0.99, "typo": 0.93, "broad": 1.0}
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
    """What one way of searching did with one sort of question. Times in milliseconds.

    `found` and `same` are shares: what was meant is found; asked again, the answer is the same.
    """

    found: float
    same: float
    percentiles: tuple[float, float, float]


def slipped(word: str, draw: random.Random) -> str:
    """Return `word` with one slip of the fingers: a letter lost, doubled, wrong, or two swapped.

    Never the first letter, and never `word` itself.
    """
    other = word
    while other == word:
        other = _slip(word, draw)
    return other


def _slip(word: str, draw: random.Random) -> str:
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
    times, found, same = [], 0, 0
    for one in asked:
        taken, answers = [], []
        for _ in range(TURNS):
            before = spent()
            answers.append(search(one))
            taken.append((spent() - before) * 1000)
        same += answers.count(answers[0]) == TURNS
        times.append(min(taken))
        found += one.meant in answers[0] if one.meant else bool(answers[0])
    middle, most, nearly_all = np.percentile(times, (50, 95, 99))
    return Timed(
        found / len(asked), same / len(asked), (float(middle), float(most), float(nearly_all))
    )


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


def compare(report: Report, count: int, seed: int, questions_each: int) -> None:
    """Ask everyone everything, print it, and check that ours finds what was meant."""
    from django.db import connection

    asked = questions(count, seed, questions_each)
    with tempfile.TemporaryDirectory() as folder, without_meaning():
        clock = DatabaseClock()
        ways: dict[str, tuple[Search, Callable[[], float]]] = {
            "ours, database": (ours, clock.read),
            "ours, whole": (ours, time.perf_counter),
            "plain PostgreSQL": (plain_postgresql, time.perf_counter),
            "tantivy": (tantivy_search(count, seed, folder), time.perf_counter),
        }
        done: dict[tuple[str, str], Timed] = {}
        for sort, each in asked.items():
            for way, (search, spent) in ways.items():
                with connection.execute_wrapper(clock):
                    done[sort, way] = timed(search, each, spent)
    rows = [[*names, *_figures(one)] for names, one in done.items()]
    heads = ["questions", "way", "found@10", "same", "p50 ms", "p95 ms", "p99 ms"]
    caption = f"{count:,} listings, seed {seed}, {questions_each} questions of each sort"
    report.show(caption, Table(heads, rows))
    for sort, least in LEAST_FOUND.items():
        mine = done[sort, "ours, database"]
        report.check(mine.found >= least, f"{sort}: found@10 {mine.found:.3f} ≥ {least}")
        report.check(mine.same == 1, f"{sort}: asked again, the answer is the same")


def _figures(one: Timed) -> list[str]:
    return [f"{one.found:.3f}", f"{one.same:.2f}", *(f"{time:.2f}" for time in one.percentiles)]


def compare_meaning(report: Report, count: int, asked: Sequence[Asked]) -> None:
    """Time search by meaning over random vectors: the time depends on nothing but how many."""
    from smallplaces.engines.meaning import MeaningIndex, load_model

    model = load_model()
    if model is None:
        print("The extra `meaning` is not installed: no time of it.")
        return
    vectors = np.random.default_rng(7).standard_normal((count, model.dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = MeaningIndex(np.arange(count), vectors)
    query = model.embed(["fishing"], kind="query")[0]

    def embed(one: Asked) -> list[int]:
        return [len(model.embed([f"I would like to go {one.words} with my dad"], kind="query"))]

    def scan(_one: Asked) -> list[int]:
        return [key for key, _closeness in index.nearest(query, 60)]

    rows = [
        [name, *_figures(timed(way, asked, time.perf_counter))[2:]]
        for name, way in (("embed the question", embed), ("scan every vector", scan))
    ]
    report.show(f"Meaning, {count:,} vectors", Table(["part", "p50 ms", "p95 ms", "p99 ms"], rows))


def run(report: Report, *, big: bool) -> None:
    """Compare at 10,000 listings, or at 100,000 when `big`."""
    _run(report, 100_000 if big else 10_000, 7, 60)


def _run(report: Report, count: int, seed: int, questions_each: int) -> None:
    use_place(f"{count}_{seed}", lambda: fill(count, seed))
    compare(report, count, seed, questions_each)
    compare_meaning(report, count, questions(count, seed, 30)["clean"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return 1 when ours finds too little."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--questions", type=int, default=60)
    options = asked.parse_args(arguments)
    report = Report("search")
    _run(report, options.count, options.seed, options.questions)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
