"""States and the moves between them."""

from enum import StrEnum
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.stages import IllegalMove, Stages


class Tea(StrEnum):
    """How a cup of tea is doing."""

    ASKED = "asked"
    POURED = "poured"
    DRUNK = "drunk"
    COLD = "cold"


MOVES = {
    Tea.ASKED: {Tea.POURED: "pour", Tea.COLD: "forget"},
    Tea.POURED: {Tea.DRUNK: "drink", Tea.COLD: "forget"},
    Tea.DRUNK: {},
}
TEA = Stages(start=Tea.ASKED, moves=MOVES, by_itself=frozenset({"forget"}))
LEGAL = {(now, then) for now, moves in MOVES.items() for then in moves}
ILLEGAL = sorted(set(product(Tea, Tea)) - LEGAL)


@pytest.mark.parametrize(("now", "then"), sorted(LEGAL))
def test_a_move_on_the_map_is_let_through(now: Tea, then: Tea) -> None:
    TEA.check(now, then)


@pytest.mark.parametrize(("now", "then"), ILLEGAL)
def test_a_move_that_is_not_on_the_map_is_stopped(now: Tea, then: Tea) -> None:
    with pytest.raises(IllegalMove, match=f"from {now} to {then}"):
        TEA.check(now, then)


def test_it_ends_where_nothing_moves_on_whether_listed_or_not() -> None:
    assert TEA.ends == {Tea.DRUNK, Tea.COLD}


def test_the_diagram_has_its_start_every_move_and_every_end() -> None:
    assert TEA.as_mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> ASKED\n"
        "    ASKED --> POURED: pour\n"
        "    ASKED --> COLD: forget\n"
        "    POURED --> DRUNK: drink\n"
        "    POURED --> COLD: forget\n"
        "    COLD --> [*]\n"
        "    DRUNK --> [*]\n"
    )


def test_a_state_in_which_someone_could_wait_for_ever_is_refused() -> None:
    with pytest.raises(ValueError, match="poured has no way out that needs nobody"):
        Stages(
            start=Tea.ASKED,
            moves={Tea.ASKED: {Tea.COLD: "forget"}, Tea.POURED: {Tea.DRUNK: "drink"}},
            by_itself=frozenset({"forget"}),
        )


moves = st.dictionaries(
    st.sampled_from(Tea),
    st.dictionaries(st.sampled_from(Tea), st.sampled_from(["pour", "drink", "forget"])),
)


@given(moves)
def test_whatever_is_accepted_leaves_nobody_in_limbo(table: dict[Tea, dict[Tea, str]]) -> None:
    try:
        stages = Stages(start=Tea.ASKED, moves=table, by_itself=frozenset({"forget"}))
    except ValueError:
        assert any(way and "forget" not in way.values() for way in table.values())
        return
    for state in Tea:
        assert state in stages.ends or "forget" in stages.moves[state].values()
