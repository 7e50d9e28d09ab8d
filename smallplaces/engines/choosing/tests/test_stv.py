"""Scottish STV against real counts, by hand, and what must hold of any count."""

import csv
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallplaces.engines.choosing import VOTE, NotACount, What, count_stv, read_ballots
from tests.outside_data import outside_data


def test_a_surplus_goes_on_at_a_part_of_its_value() -> None:
    ballots = {("Ann", "Cat"): 30, ("Ann",): 12, ("Ben",): 20, ("Cat",): 10}
    counted = count_stv(["Ann", "Ben", "Cat"], ballots, seats=2)
    assert counted.quota == 25
    first, surplus, *_ = counted.stages
    assert first.votes == {"Ann": 42 * VOTE, "Ben": 20 * VOTE, "Cat": 10 * VOTE}
    assert surplus.votes["Cat"] == 10 * VOTE + 30 * (17 * VOTE // 42)
    assert surplus.lost == 42 * VOTE - 25 * VOTE - 30 * (17 * VOTE // 42)
    assert counted.elected == ("Ann", "Cat")


def test_a_tie_is_decided_by_an_earlier_stage_else_by_the_lot_and_it_says_so() -> None:
    ballots = {("Ann",): 5, ("Ben",): 3, ("Cat",): 3}
    for lots, left_out in ((["Ann", "Ben", "Cat"], "Cat"), (["Cat", "Ben", "Ann"], "Ben")):
        counted = count_stv(["Ann", "Ben", "Cat"], ballots, seats=1, lots=lots)
        stage = next(one for one in counted.stages if one.what is What.LEFT_OUT)
        assert (stage.of, stage.by_lot) == (left_out, True)
    more: dict[tuple[str, ...], int] = {("Ann",): 9, ("Ben",): 4, ("Cat",): 3, ("Dan", "Cat"): 1}
    counted = count_stv(["Ann", "Ben", "Cat", "Dan"], more, seats=1)
    assert [(one.of, one.by_lot) for one in counted.stages[1:]] == []  # Ann has more than half
    counted = count_stv(["Ann", "Ben", "Cat", "Dan"], more | {("Ann",): 7}, seats=1)
    assert [one.of for one in counted.stages[1:]] == ["Dan", "Cat", "Ben"]
    assert not any(one.by_lot for one in counted.stages)


@pytest.mark.parametrize(
    ("names", "ballots", "seats", "says"),
    [
        (["Ann", "Ann"], {}, 1, "name of their own"),
        ([], {}, 1, "name of their own"),
        (["Ann"], {}, 0, "at least one seat"),
        (["Ann"], {("Ann", "Ann"): 1}, 1, "twice"),
        (["Ann"], {("Zoe",): 1}, 1, "unknown"),
        (["Ann"], {("Ann",): -1}, 1, "less than nothing"),
    ],
)
def test_what_does_not_fit_is_said(
    names: list[str], ballots: dict[tuple[str, ...], int], seats: int, says: str
) -> None:
    with pytest.raises(NotACount, match=says):
        count_stv(names, ballots, seats=seats)


def test_with_seats_for_everyone_everyone_is_elected() -> None:
    assert set(count_stv(["Ann", "Ben"], [["Ann"]], seats=5).elected) == {"Ann", "Ben"}
    assert count_stv(["Ann", "Ben"], [[]], seats=2).elected == ("Ann", "Ben")


RANKINGS = st.lists(st.permutations("ABCDE").flatmap(
    lambda order: st.integers(0, 5).map(lambda n: tuple(order[:n]))
), max_size=40)  # fmt: skip


@settings(max_examples=300)
@given(RANKINGS, st.integers(1, 4))
def test_no_vote_is_made_and_none_is_forgotten(ballots: list[tuple[str, ...]], seats: int) -> None:
    counted = count_stv("ABCDE", ballots, seats=seats)
    valid = sum(1 for ballot in ballots if ballot) * VOTE
    assert len(counted.elected) == seats == len(set(counted.elected))
    for stage in counted.stages:
        assert sum(stage.votes.values()) + stage.lost == valid
        assert stage.lost >= 0
        assert not set(stage.elected) & set(stage.left_out)
        assert all(votes >= 0 for votes in stage.votes.values())
    for before, after in pairwise(counted.stages):
        assert after.lost >= before.lost
        assert set(before.elected) <= set(after.elected)


def by_surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].lower()


def as_votes(said: str) -> int:
    whole, _, part = said.partition(".")
    return int(whole) * VOTE + int(part.ljust(5, "0"))


def test_scottish_wards_count_as_the_returning_officers_did() -> None:
    """Quota, elected and every stage; some votes of one ward are published to two decimals only."""
    folder = outside_data("elections")
    wards = list(csv.DictReader((folder / "scotland_2017_linked.csv").read_text().splitlines()))
    for ward in wards:
        read = read_ballots((folder / ward["ballots"]).read_text(encoding="utf-8"))
        counted = count_stv(read.candidates, read.ballots, seats=int(ward["seats"]))
        assert counted.quota == int(ward["quota_official"])
        told = json.loads((folder / ward["official"]).read_text())["Constituency"]["countGroup"]
        elected = {row["Candidate_Id"]: row for row in told if row["Status"] == "Elected"}
        surnames = sorted(row["Surname"].split("-")[0].lower() for row in elected.values())
        assert [name.split()[-1].lower() for name in sorted(counted.elected, key=by_surname)] == (
            surnames
        ), ward["ward"]
        for number in {int(row["Count_Number"]) for row in told}:
            theirs = sorted(
                as_votes(row["Total_Votes"]) for row in told if int(row["Count_Number"]) == number
            )
            ours = sorted(counted.stages[number - 1].votes.values())
            for one, other in zip(ours, theirs, strict=True):
                near = 1 if other % 1_000 else 1_000
                assert abs(one - other) < near, (ward["ward"], number)
    assert len(wards) == 30


BALLOTS = """2,1,
5,1,2,
3,2,
"Candidate 1","Ann","Green",
"Candidate 2","Ben",
"Ward 1",
"""


def test_a_ballot_file_is_read() -> None:
    read = read_ballots(BALLOTS)
    assert (read.title, read.seats, read.candidates, read.parties) == (
        "Ward 1", 1, ("Ann", "Ben"), ("Green", ""),
    )  # fmt: skip
    assert read.ballots == {("Ann", "Ben"): 5, ("Ben",): 3}


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        (BALLOTS, "", "empty"),
        ("2,1,", "3,1,", "says 3 candidates, and 2 are named"),
        ("2,1,", "two,1,", "Line 1"),
        ("3,2,", "3,9,", "Line 3"),
        ("3,2,", "3,x,", "Line 3"),
        ('"Ben"', '""', "Line 5"),
    ],
)
def test_a_broken_ballot_file_is_said_with_its_line(was: str, becomes: str, says: str) -> None:
    with pytest.raises(NotACount, match=says):
        read_ballots(BALLOTS.replace(was, becomes))
