"""The splitter keeps in step over damage, whatever the chunks, in bounded memory."""

import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.feeds.splitting import (
    Around,
    CutRow,
    HugeRow,
    Part,
    RawRow,
    Stray,
    split,
    split_lines,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='ab"\\{}[],:é\n'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
ROWS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=5)


def parts_of(data: bytes, size: int = 1 << 16, cap: int = 10_000) -> list[Part]:
    return list(split((data[at : at + size] for at in range(0, len(data), size)), cap=cap))


@given(ROWS, st.booleans(), st.booleans(), st.integers(1, 9))
def test_the_rows_come_out_as_they_went_in_whatever_the_chunks(
    rows: list[object], wrapped: bool, pretty: bool, size: int
) -> None:
    document = {"total_items": 9, "contents": rows, "size": [1]} if wrapped else rows
    data = json.dumps(document, indent=2 if pretty else None).encode()
    parts = parts_of(data, size)
    assert [json.loads(part.raw) for part in parts if isinstance(part, RawRow)] == rows
    if wrapped:
        (around,) = [part for part in parts if isinstance(part, Around)]
        assert json.loads(around.raw) == {"total_items": 9, "contents": [], "size": [1]}
        assert around.closed
        assert around.has_rows


@given(st.binary(max_size=200), st.integers(1, 7))
def test_any_bytes_split_the_same_whatever_the_chunks(data: bytes, size: int) -> None:
    assert parts_of(data, size) == parts_of(data)
    assert list(split_lines([data], cap=100)) == list(
        split_lines((data[at : at + size] for at in range(0, len(data), size)), cap=100)
    )


def test_rows_in_a_wrapper_are_found() -> None:
    parts = parts_of(b'{"data": {"services": [{"id": 1}], "n": [2]}, "other": {"content": [3]}}')
    assert parts[0] == RawRow(b'{"id": 1}')
    assert isinstance(parts[1], Around)


def test_a_single_record_with_lists_in_it_is_one_part() -> None:
    data = b'{"id": 1, "schedules": [{"a": [1]}], "locations": []}'
    assert parts_of(data) == [Around(data, has_rows=False, closed=True)]


def test_what_stands_between_rows_is_given_as_stray() -> None:
    parts = parts_of(b'[{"a":1}}, {"b":2}, 5, null]')
    assert parts == [RawRow(b'{"a":1}'), Stray(b"}"), RawRow(b'{"b":2}'), Stray(b"5, null")]


def test_a_list_that_ends_inside_a_row_gives_the_rows_before_and_says_so() -> None:
    parts = parts_of(b'{"content": [{"a":1}, {"b": "')
    assert parts[0] == RawRow(b'{"a":1}')
    assert parts[1] == CutRow(b'{"b": "')
    assert isinstance(parts[2], Around)
    assert not parts[2].closed


@pytest.mark.parametrize("before", [b"[", b'{"contents": [', b""])
def test_a_record_of_50_megabytes_is_skipped_within_bounded_memory(before: bytes) -> None:
    def chunks() -> Iterator[bytes]:
        yield before + b'{"id": "huge", "description": "'
        for _ in range(800):
            yield b"x" * 65_536
        yield b'"}'
        yield b', {"id": "after"}]' if before else b'\n{"id": "after"}'

    tracemalloc.start()
    parts = list(split(chunks(), cap=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(parts[0], HugeRow)
    assert parts[0].size > 52_000_000
    assert b"huge" in parts[0].start
    assert isinstance(parts[1], (RawRow, Around))
    assert b"after" in parts[1].raw
    assert peak < 4_000_000


def test_one_broken_line_costs_that_line_alone() -> None:
    data = b'{"a": 1}\n{"b": \n{"c": 3}\n'
    found = list(split_lines([data], cap=100))
    assert [line for line, part in found if isinstance(part, Around) and part.closed] == [1, 3]
    assert [line for line, part in found if isinstance(part, Around) and not part.closed] == [2]
