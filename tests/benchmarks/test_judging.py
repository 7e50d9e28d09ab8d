"""The judged set is whole, and judging gives each search what it deserves."""

import numpy as np
import pytest

from benchmarks.judging import (
    Question,
    evaluate,
    mean_interval,
    paired_interval,
    read_listings,
    read_questions,
)


def ask(**relevant: int) -> Question:
    return Question("q", "town", "", "en", "words", relevant)


def test_every_judged_listing_of_the_town_exists() -> None:
    keys = {listing["key"] for listing in read_listings()}
    for question in read_questions("demonstration"):
        assert set(question.relevant) <= keys, question.words
        assert 2 in question.relevant.values(), question.words


def test_there_are_at_least_sixty_questions_in_english() -> None:
    assert len(read_questions("demonstration", "en")) >= 60
    ids = [question.id for question in read_questions()]
    assert len(set(ids)) == len(ids)


def test_a_perfect_search_scores_one() -> None:
    scores = evaluate(lambda _: ["a", "b"], [ask(b=1, a=2)])
    assert (scores.recall[0], scores.ndcg[0], scores.success[0]) == (1, 1, 1)


def test_a_search_that_finds_nothing_scores_nothing() -> None:
    scores = evaluate(lambda _: [], [ask(a=2)])
    assert (scores.recall[0], scores.ndcg[0], scores.success[0]) == (0, 0, 0)


def test_the_better_answer_should_come_first() -> None:
    scores = evaluate(lambda _: ["b", "a"], [ask(b=1, a=2)])
    expected = (1 / 1 + 3 / np.log2(3)) / (3 / 1 + 1 / np.log2(3))
    assert scores.ndcg[0] == pytest.approx(expected)
    assert scores.recall[0] == 1


def test_only_the_first_ten_count_and_repeats_count_once() -> None:
    late = ["x"] * 5 + [str(n) for n in range(9)] + ["a"]
    assert evaluate(lambda _: late, [ask(a=2)]).recall[0] == 0


def test_where_more_than_ten_are_right_ten_of_them_are_enough() -> None:
    many = {f"k{n}": 2 for n in range(55)}
    assert evaluate(lambda _: list(many), [ask(**many)]).recall[0] == 1


def test_a_better_search_is_better_in_pairs() -> None:
    worse = np.linspace(0, 0.8, 50)
    found = paired_interval(worse + 0.1, worse)
    assert found.mean == pytest.approx(0.1)
    assert found.low == pytest.approx(found.high)
    assert mean_interval(worse).low < worse.mean() < mean_interval(worse).high


def test_searches_over_different_questions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same questions"):
        paired_interval(np.zeros(2), np.zeros(3))
