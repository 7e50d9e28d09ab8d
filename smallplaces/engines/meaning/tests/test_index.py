"""The index agrees with brute force, whatever has been added, replaced and removed."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from smallplaces.engines.meaning import MeaningIndex, pack, unpack
from smallplaces.engines.meaning import index as index_module

DIMENSIONS = 3
numbers = st.integers(-4, 4).map(lambda n: n / 4)
vectors = st.lists(numbers, min_size=DIMENSIONS, max_size=DIMENSIONS)
keys = st.integers(-5, 12)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.dictionaries(keys, vectors, max_size=6)),
        st.tuples(st.just("take"), st.lists(keys, max_size=4)),
    ),
    max_size=12,
)


def brute(held: dict[int, list[float]], query: list[float], limit: int) -> list[tuple[int, float]]:
    found = [(key, float(np.dot(row, query))) for key, row in held.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))[: max(limit, 0)]


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three rows, so that small histories cross many of them."""
    monkeypatch.setattr(index_module, "ROWS_IN_A_BLOCK", 3)


@settings(max_examples=300)
@given(steps, vectors, st.integers(0, 8), st.none() | st.lists(keys, max_size=6))
def test_any_history_agrees_with_brute_force(
    history: list[tuple[str, dict[int, list[float]] | list[int]]],
    query: list[float],
    limit: int,
    among: list[int] | None,
) -> None:
    whole = index_module.ROWS_IN_A_BLOCK
    index_module.ROWS_IN_A_BLOCK = 3
    try:
        index = MeaningIndex([], [], dimensions=DIMENSIONS)
        held: dict[int, list[float]] = {}
        for _, with_these in history:
            if isinstance(with_these, dict):
                index.replace(list(with_these), list(with_these.values()))
                held |= with_these
            else:
                index.remove(with_these)
                held = {key: row for key, row in held.items() if key not in with_these}
        seen = held if among is None else {k: row for k, row in held.items() if k in among}
        assert index.nearest(query, limit, among=among) == brute(seen, query, limit)
        assert len(index) == len(held)
        assert all((key in index) == (key in held) for key in range(-5, 13))
    finally:
        index_module.ROWS_IN_A_BLOCK = whole


def rows(n: int, seed: int = 7) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal((n, 384), dtype=np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def test_ten_thousand_rows_agree_with_brute_force() -> None:
    made = rows(10_000)
    index = MeaningIndex(np.arange(10_000), made)
    for query in rows(20, seed=11):
        exact = made.astype(np.float64) @ query.astype(np.float64)
        best = np.argsort(-exact, kind="stable")[:10]
        assert [key for key, _ in index.nearest(query, 10)] == best.tolist()


def test_equal_vectors_come_in_order_of_key_wherever_they_lie() -> None:
    one = rows(1)
    index = MeaningIndex(np.arange(9_000)[::-1], np.repeat(one, 9_000, axis=0))
    assert [key for key, _ in index.nearest(one[0], 5)] == [0, 1, 2, 3, 4]


def test_a_vector_is_nearest_to_itself() -> None:
    made = rows(100)
    [(key, closeness)] = MeaningIndex(np.arange(100) * 7, made).nearest(made[42], 1)
    assert key == 42 * 7
    assert closeness == pytest.approx(1, abs=1e-6)


def test_an_empty_index_finds_nothing() -> None:
    index = MeaningIndex([], [], dimensions=384)
    assert index.nearest(rows(1)[0], 10) == []
    assert index.dimensions == 384


def test_adding_a_key_that_is_here_adds_none() -> None:
    index = MeaningIndex([1], rows(1))
    with pytest.raises(ValueError, match="replace"):
        index.add([2, 1], rows(2))
    assert len(index) == 1


def test_replacing_twice_is_harmless() -> None:
    index = MeaningIndex([1, 2], rows(2))
    new = rows(1, seed=11)
    index.replace([2], new)
    index.replace([2], new)
    assert index.nearest(new[0], 1)[0][0] == 2
    assert len(index) == 2


def test_removing_what_is_not_here_is_harmless() -> None:
    index = MeaningIndex([1], rows(1))
    index.remove([9])
    index.remove([])
    assert len(index) == 1


@pytest.mark.usefixtures("small_blocks")
def test_many_removals_are_tidied_up() -> None:
    made = rows(90)
    index = MeaningIndex(np.arange(90), made)
    index.remove(key for key in range(90) if key % 9)
    assert len(index) == 10
    assert len(index._snapshot.blocks) <= 2 * (10 // 3 + 1)
    assert index.nearest(made[27], 1)[0][0] == 27


@pytest.mark.parametrize(
    ("keys", "vectors"),
    [
        ([1, 1], [[0.0], [1.0]]),
        ([1], [[0.0], [1.0]]),
        ([1], [[float("nan")]]),
        ([1], [[float("inf")]]),
    ],
)
def test_bad_rows_are_refused(keys: list[int], vectors: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"twice|keys for|finite"):
        MeaningIndex(keys, vectors)


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="vectors must be"):
        MeaningIndex([1], rows(1), dimensions=3)


@pytest.mark.parametrize("query", [[1.0], [[1.0] * 384], [float("nan")] * 384])
def test_bad_queries_are_refused(query: object) -> None:
    with pytest.raises(ValueError, match="finite numbers"):
        MeaningIndex([1], rows(1)).nearest(query, 1)  # type: ignore[arg-type]


def test_a_reader_never_sees_half_a_change() -> None:
    """Two keys always change together; every search must find them equal."""
    first, second = rows(2)
    index = MeaningIndex([1, 2], [first, first])
    stop = threading.Event()
    torn: list[object] = []

    def read() -> None:
        while not stop.is_set():
            found = index.nearest(first, 2)
            if len(found) != 2 or found[0][1] != found[1][1]:
                torn.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(300):
        row = second if turn % 2 else first
        index.replace([1, 2], [row, row])
    stop.set()
    for reader in readers:
        reader.join()
    assert torn == []


@given(st.lists(st.floats(-1, 1, width=16), max_size=400))
def test_packing_and_unpacking_returns_the_vector(numbers: list[float]) -> None:
    assert unpack(pack(numbers)).tolist() == numbers
    assert len(pack(numbers)) == 2 * len(numbers)


def test_packing_keeps_who_is_nearest_within_a_thousandth() -> None:
    for row in rows(50):
        assert float(unpack(pack(row)) @ row) == pytest.approx(1, abs=1e-3)


def test_packed_bytes_are_little_endian_halves() -> None:
    assert pack([1.0, -2.0]) == b"\x00\x3c\x00\xc0"


@pytest.mark.parametrize("vector", [[1e6], [float("nan")], [[1.0], [2.0]]])
def test_what_does_not_fit_is_not_packed(vector: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        pack(vector)


def test_half_a_number_is_not_unpacked() -> None:
    with pytest.raises(ValueError, match="multiple"):
        unpack(b"\x00\x3c\x00")
