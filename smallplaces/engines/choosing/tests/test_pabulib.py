"""Reading `.pb` files, whole and broken."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.choosing import (
    NotAnElection,
    Project,
    election,
    read_pabulib,
    write_pabulib,
)

FILE = """\ufeffMETA
key;value
budget;100,50
PROJECTS
project_id;cost;name;selected
1;30.25;"Tea; and cake";1
2;70;Bus;0
VOTES
voter_id;vote
a;1,2
b;none
c;
d;2
"""


def test_a_file_is_read_with_decimals_quotes_and_empty_ballots() -> None:
    read = read_pabulib(FILE)
    made = read.election
    assert (made.budget, made.voters, read.scale, read.chosen) == (10_050, 4, 100, ("1",))
    assert made.projects == (Project("1", 3_025, "Tea; and cake"), Project("2", 7_000, "Bus"))
    assert made.votes.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("VOTES", "VOICES", "no section VOTES"),
        ("100,50", "lots", "The budget: “lots” is not an amount"),
        ("30.25", "-1e9999", "Line 6: “-1e9999” is not an amount"),
        ("30.25", "NaN", "Line 6: “NaN”"),
        ("2;70", ";70", "Line 7: a project needs an id"),
        ("a;1,2", "a;1,9", "no project “9”"),
        ("70", "0", "more than nothing"),
        ("a;1,2", "a;1,2\x00", "no project"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(was: str, becomes: str, says: str) -> None:
    with pytest.raises(NotAnElection, match=says):
        read_pabulib(FILE.replace(was, becomes))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for said in (text, FILE.replace("a;1,2", text), FILE.replace("30.25", text)):
        with suppress(NotAnElection):
            read_pabulib(said)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)


@given(
    st.lists(st.tuples(st.integers(1, 10**9), NAMES), min_size=1, max_size=6),
    st.lists(st.sets(st.integers(0, 5)), max_size=8),
    st.integers(0, 10**9),
)
def test_what_is_written_is_read_again(
    facts: list[tuple[int, str]], ballots: list[set[int]], budget: int
) -> None:
    projects = [Project(f"p{n}", cost, name) for n, (cost, name) in enumerate(facts)]
    named = [[f"p{one}" for one in sorted(b) if one < len(projects)] for b in ballots]
    made = election(projects, named, budget=budget)
    read = read_pabulib(write_pabulib(made, {"description": "x;y"}, chosen=["p0"]))
    assert read.election.projects == made.projects
    assert read.election.budget == budget
    assert read.election.approved.tolist() == made.approved.tolist()
    assert read.election.starts.tolist() == made.starts.tolist()
    assert (read.chosen, read.meta["description"]) == (("p0",), "x;y")
