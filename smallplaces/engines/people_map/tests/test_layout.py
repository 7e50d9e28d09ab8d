"""Names on the map of people can all be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallplaces.engines.people_map import Box, Someone, layout, lines_of, width_of

RINGS = (
    "Closest to me",
    "People I know well",
    "People I see now and then",
    "People I know a little",
)
NAMES = st.text(
    alphabet=st.one_of(st.sampled_from("aiWm \u200d😀بש字\x00ŵ"), st.characters()), max_size=60
)
PEOPLE = st.lists(
    st.builds(Someone, name=NAMES, ring=st.integers(0, 3), is_paid=st.booleans()), max_size=40
)


def all_boxes(people: list[Someone]) -> list[Box]:
    drawn = layout("Amina", people, RINGS)
    return [*drawn.boxes, *(ring.label for ring in drawn.rings)]


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_no_two_names_touch(people: list[Someone]) -> None:
    boxes = all_boxes(people)
    for number, box in enumerate(boxes):
        assert not any(box.touches(other) for other in boxes[:number])


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_no_line_runs_through_a_name_and_everyone_is_in_their_ring(people: list[Someone]) -> None:
    drawn = layout("Amina", people, RINGS)
    edges = [46.0, *(ring.radius for ring in drawn.rings)]
    numbers = sorted({someone.ring for someone in people})
    for box in drawn.boxes:
        assert box.index is not None
        inner = numbers.index(people[box.index].ring)
        assert edges[inner] < box.nearest
        assert box.farthest < edges[inner + 1]


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_everyone_is_drawn_once(people: list[Someone]) -> None:
    drawn = layout("Amina", people, RINGS)
    assert sorted(box.index or 0 for box in drawn.boxes) == list(range(len(people)))


@pytest.mark.parametrize("how_many", [0, 1, 5, 12, 30, 40])
def test_a_full_ring_stays_small_enough_for_a_screen(how_many: int) -> None:
    drawn = layout("Amina", [Someone(f"Person {n}", 0) for n in range(how_many)], RINGS)
    assert len(drawn.boxes) == how_many
    assert drawn.radius <= 250 + 8 * how_many


@given(NAMES, st.floats(3, 12))
def test_a_line_is_never_wider_than_its_room(name: str, widest: float) -> None:
    lines = lines_of(name, widest=widest)
    assert 1 <= len(lines) <= 2
    assert all(width_of(line) <= max(widest, 1.4 + width_of("…")) + 1e-9 for line in lines)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Mum", ("Mum",)),
        ("", ("?",)),
        ("  ", ("?",)),
        ("Mary\x00Ann", ("Mary Ann",)),
        ("Auntie Rosalind from Llandudno", ("Auntie", "Rosalind…")),
    ],
)
def test_a_name_goes_on_at_most_two_lines(name: str, lines: tuple[str, ...]) -> None:
    assert lines_of(name, widest=6.0) == lines
