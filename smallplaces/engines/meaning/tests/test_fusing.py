"""Fusing is fair to every ranking, and says what put each thing where it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.meaning import fuse

names = st.sampled_from(["words", "spelling", "meaning", "nearness"])
rankings = st.dictionaries(names, st.lists(st.integers(1, 15), max_size=10))


@given(rankings)
def test_everything_ranked_comes_back_once(ranked: dict[str, list[int]]) -> None:
    found = [one.key for one in fuse(ranked)]
    assert sorted(found) == sorted({key for keys in ranked.values() for key in keys})


@given(rankings, st.randoms())
def test_the_order_of_the_rankings_does_not_matter(
    ranked: dict[str, list[int]], random: object
) -> None:
    backwards = dict(reversed(ranked.items()))
    assert fuse(backwards) == fuse(ranked)


@given(rankings, st.floats(0, 100))
def test_scores_are_the_sum_that_the_ranks_explain(ranked: dict[str, list[int]], k: float) -> None:
    for one in fuse(ranked, k=k):
        assert one.score == pytest.approx(sum(1 / (k + place) for place in one.ranks.values()))
        assert one.ranks == {
            name: list(dict.fromkeys(keys)).index(one.key) + 1
            for name, keys in ranked.items()
            if one.key in keys
        }


@given(st.lists(st.integers(), unique=True))
def test_one_ranking_keeps_its_order(keys: list[int]) -> None:
    assert [one.key for one in fuse({"words": keys})] == keys


@given(rankings)
def test_being_better_everywhere_never_comes_after(ranked: dict[str, list[int]]) -> None:
    found = fuse(ranked)
    for earlier, later in pairwise(found):
        better = all(later.ranks.get(n, 99) < earlier.ranks.get(n, 99) for n in ranked)
        assert not better


def test_agreement_beats_one_first_place() -> None:
    found = fuse({"words": [1, 2], "meaning": [3, 2]})
    assert found[0].key == 2
    assert found[0].ranks == {"meaning": 2, "words": 2}


def test_a_weight_of_nothing_leaves_only_the_others() -> None:
    found = fuse({"words": [1, 2], "meaning": [2, 1]}, weights={"meaning": 0})
    assert [one.key for one in found] == [1, 2]


def test_ties_go_to_the_lowest_key() -> None:
    assert [one.key for one in fuse({"words": [9], "meaning": [4]})] == [4, 9]


@pytest.mark.parametrize("weights", [{"meaning": 1.0}, {"words": -1.0}, {"words": float("nan")}])
def test_weights_that_make_no_sense_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        fuse({"words": [1]}, weights=weights)


def test_nothing_ranked_is_nothing_found() -> None:
    assert fuse({}) == []
    assert fuse({"words": []}) == []
