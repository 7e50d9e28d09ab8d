"""How good a search is by the judged set, and how sure that is.

Any search can be judged: a function from a person's words to keys, best first. Two searches over
the same questions are compared in pairs, since questions differ far more than searches do.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.chart import Table

PLACES = 10
DRAWS = 2_000
QUERIES = Path(__file__).parent / "judged" / "queries.jsonl"
LISTINGS = Path(__file__).parents[1] / "smallplaces" / "site" / "demonstration" / "listings.jsonl"

Search = Callable[[str], Sequence[str]]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """One judged question. `relevant` maps the key of a listing to 2 (just that) or 1 (a good
    second)."""

    id: str
    collection: str
    about: str
    language: str
    words: str
    relevant: Mapping[str, int]


@dataclass(frozen=True)
class Scores:
    """One search's figures, a number for each question, in the order of the questions."""

    recall: Floats
    """Share of the good answers in the first ten; of ten where there are more than ten."""
    ndcg: Floats
    """Normalised discounted cumulative gain of the first ten, gain 2^grade − 1 (Järvelin,
    Kekäläinen 2002)."""
    success: Floats
    """1 where a listing that is just what was meant is in the first ten."""

    def __len__(self) -> int:
        return len(self.recall)


@dataclass(frozen=True)
class Interval:
    """A mean and where it lies with 95 % confidence."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


def read_questions(collection: str | None = None, language: str | None = None) -> list[Question]:
    """Return the judged questions, of one collection or language if asked."""
    with QUERIES.open(encoding="utf-8") as lines:
        questions = [Question(**json.loads(line)) for line in lines]
    return [
        question
        for question in questions
        if collection in (None, question.collection) and language in (None, question.language)
    ]


def read_listings() -> list[dict[str, object]]:
    """Return the demonstration town's listings as they are in the file."""
    with LISTINGS.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def evaluate(search: Search, judged: Iterable[Question]) -> Scores:
    """Ask `search` every question once and score the keys it returns, best first."""
    scored = [_score(search(question.words), question.relevant) for question in judged]
    recall, ndcg, success = np.array(scored, dtype=np.float64).reshape(-1, 3).T
    return Scores(recall, ndcg, success)


def mean_interval(values: Floats, *, seed: int = 7) -> Interval:
    """Return the mean of `values` with its 95 % bootstrap interval (percentile, 2,000 draws)."""
    chance = np.random.default_rng(seed)
    draws = chance.integers(0, len(values), size=(DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def paired_interval(ours: Floats, theirs: Floats, *, seed: int = 7) -> Interval:
    """Return how much better `ours` is, question by question, with its 95 % bootstrap interval.

    Raises ValueError when the two were not asked the same number of questions.
    """
    if ours.shape != theirs.shape:
        raise ValueError("both searches must answer the same questions")
    return mean_interval(ours - theirs, seed=seed)


def quality_table(named: Mapping[str, Scores]) -> Table:
    """Return one row for each search: its figures, and recall beside the first search's."""
    first = next(iter(named.values()))
    rows = [
        [
            name,
            str(len(scores)),
            f"{scores.recall.mean():.3f}",
            f"{scores.ndcg.mean():.3f}",
            f"{scores.success.mean():.3f}",
            "" if scores is first else str(paired_interval(scores.recall, first.recall)),
        ]
        for name, scores in named.items()
    ]
    heads = ["search", "questions", "recall@10", "nDCG@10", "found@10", "recall beside the first"]
    return Table(heads, rows)


def _score(found: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float, float]:
    top = list(dict.fromkeys(found))[:PLACES]
    grades = [relevant.get(key, 0) for key in top]
    best = sorted(relevant.values(), reverse=True)[:PLACES]
    recall = sum(grade > 0 for grade in grades) / len(best)
    return recall, _gain(grades) / _gain(best), float(max(relevant.values()) in grades)


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / np.log2(place + 1) for place, grade in enumerate(grades, 1)))
