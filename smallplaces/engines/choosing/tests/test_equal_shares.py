"""Equal Shares: published results, exactness, and what must hold of any election."""

import json
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallplaces.engines.choosing import (
    Election,
    NotAnElection,
    Project,
    Utility,
    add_one,
    election,
    equal_shares,
    greedy,
    phragmen,
    read_pabulib,
    reasons,
    utilitarian,
    who_paid,
)
from tests.outside_data import outside_data

COSTS = {"A": 600, "B": 300, "C": 300, "D": 200, "E": 400}
TOWN = [Project(name, cost) for name, cost in COSTS.items()]
TOWN_BALLOTS = ["ADE", "ADE", "AE", "AE", "AE", "A", "BCD", "BC", "BC", "CD"]


def town() -> Election:
    """Return ten people with £1,000, of whom six could take all."""
    return election(TOWN, TOWN_BALLOTS, budget=1_000)


def ids(made: Election, chosen: tuple[int, ...]) -> list[str]:
    return sorted(made.projects[one].id for one in chosen)


def test_a_town_of_ten_buys_what_each_group_can_pay_for() -> None:
    made = town()
    fair = equal_shares(made)
    assert ids(made, fair.chosen) == ["A", "C"]
    assert [(one.payment, one.full_payers, one.others_paid) for one in fair.purchases] == [
        (Fraction(100), 6, Fraction(0)),
        (Fraction(75), 4, Fraction(0)),
    ]
    assert ids(made, greedy(made)) == ["A", "E"]
    by_number = equal_shares(made, utility=Utility.CARDINALITY)
    assert ids(made, by_number.chosen) == ["C", "D", "E"]


def test_raising_shares_ends_when_nothing_fits_or_too_much_would_be_spent() -> None:
    made = town()
    assert ids(made, equal_shares(made, raised=37).chosen) == ["A", "C"]
    assert ids(made, equal_shares(made, raised=38).chosen) == ["A", "C", "D"]  # for 1,100
    assert add_one(made)[1] == 0  # nothing fits into the 100 that are left
    roomy = election([*TOWN, Project("F", 90)], [*TOWN_BALLOTS[:9], "CDF"], budget=1_000)
    last, raised = add_one(roomy)
    assert ids(roomy, last.chosen) == ["A", "C"]
    assert ids(roomy, equal_shares(roomy, raised=raised + 1).chosen) == ["A", "C", "D"]


def test_every_reason_is_said() -> None:
    made = election(
        [*TOWN, Project("F", 50), Project("G", 2_000)],
        ["ADEG", "ADE", "AE", "AE", "AE", "A", "BCD", "BC", "BC", "CD"],
        budget=1_000,
    )
    fair, everything = utilitarian(made)
    said = {made.projects[one].id: why for one, why in reasons(made, fair).items()}
    assert said == {
        "A": "6 people paid 100 each.",
        "B": "It needed 225 more from its 3 people.",
        "C": "4 people paid 75 each.",
        "D": "It needed 150 more from its 4 people.",
        "E": "It needed 400 more from its 5 people.",
        "F": "Nobody chose it.",
        "G": "It costs more than there is.",
    }
    assert ids(made, everything) == ["A", "C"]  # nothing else fits into the 100 that are left


def test_those_with_less_pay_all_they_have_and_it_is_said() -> None:
    made = election(
        [Project("tea", 100), Project("bus", 250)], [["tea", "bus"], ["bus"], ["bus"]], budget=300
    )
    fair = equal_shares(made, utility=Utility.CARDINALITY)
    assert ids(made, fair.chosen) == ["bus"]
    third = Fraction(250, 3)
    assert [paid.paid for paid in who_paid(made, fair)] == [dict.fromkeys(range(3), third)]
    unequal = election([Project("bus", 250)], [["bus"]] * 3, budget=300, endowments=[20, 100, 180])
    fair = equal_shares(unequal)
    assert reasons(unequal, fair)[0] == (
        "1 person paid 130 each, and 2 people who had less paid 120 together."
    )
    assert who_paid(unequal, fair)[0].paid == {0: 20, 1: 100, 2: 130}
    assert who_paid(unequal, fair)[0].left == {0: 0, 1: 0, 2: 50}


def test_a_tie_is_decided_by_the_rule_that_was_published() -> None:
    projects = [Project("first", 10), Project("x", 20), Project("y", 20)]
    made = election(projects, ["", "", "", *([["first", "x"], ["first", "y"]] * 3)], budget=99)
    assert equal_shares(made).chosen == (0, 1, 2)
    assert equal_shares(made, ties=max).chosen == (0, 2, 1)


def test_bad_elections_are_said() -> None:
    with pytest.raises(NotAnElection, match="no project “Z”"):
        election(TOWN, ["AZ"], budget=10)
    with pytest.raises(NotAnElection, match="same id"):
        election([*TOWN, TOWN[0]], [], budget=10)
    with pytest.raises(NotAnElection, match="less than nothing"):
        election(TOWN, [], budget=-1)
    with pytest.raises(NotAnElection, match="more than nothing"):
        election([Project("A", 0)], [], budget=1)
    with pytest.raises(NotAnElection, match="shares"):
        election(TOWN, ["A"], budget=10, endowments=[9])
    with pytest.raises(NotAnElection, match="counted exactly"):
        equal_shares(election([Project("A", 1)], ["A"] * 10, budget=10**18))


def test_nobody_and_nothing_choose_nothing() -> None:
    for made in (election([], [], budget=5), election(TOWN, [], budget=5)):
        assert equal_shares(made).chosen == add_one(made)[0].chosen == phragmen(made) == ()


SMALL = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 60), min_size=n, max_size=n),
        st.lists(st.sets(st.integers(0, n - 1)), min_size=1, max_size=9),
        st.none() | st.lists(st.integers(0, 40), min_size=9, max_size=9),
    )
)


def made_of(drawn: tuple[list[int], list[set[int]], list[int] | None]) -> Election:
    costs, ballots, shares = drawn
    projects = [Project(str(number), cost) for number, cost in enumerate(costs)]
    endowments = shares[: len(ballots)] if shares else None
    return election(
        projects,
        [[str(one) for one in sorted(ballot)] for ballot in ballots],
        budget=sum(endowments) if endowments is not None else 100,
        endowments=endowments,
    )


def by_definition(made: Election, utility: Utility) -> list[int]:
    """Return the outcome by the definition, slowly, with fractions."""
    equal = Fraction(made.budget, made.voters)
    have = [
        equal if made.endowments is None else Fraction(int(made.endowments[voter]))
        for voter in range(made.voters)
    ]
    chosen: list[int] = []
    while True:
        rates = {}
        for project, facts in enumerate(made.projects):
            supporters = [int(voter) for voter in made.supporters[project]]
            if project in chosen or sum(have[one] for one in supporters) < facts.cost:
                continue
            left, full = Fraction(facts.cost), len(supporters)
            for voter in sorted(supporters, key=have.__getitem__):
                if have[voter] * full >= left:
                    break
                left, full = left - have[voter], full - 1
            rates[project] = left / full / (facts.cost if utility is Utility.COST else 1)
        if not rates:
            return chosen
        best = min(
            rates, key=lambda one: (rates[one], -made.votes[one], made.projects[one].cost, one)
        )
        payment = rates[best] * (made.projects[best].cost if utility is Utility.COST else 1)
        for payer in map(int, made.supporters[best]):
            have[payer] -= min(have[payer], payment)
        chosen.append(best)


@settings(max_examples=400)
@given(SMALL, st.sampled_from(Utility))
def test_it_is_what_the_definition_says(
    drawn: tuple[list[int], list[set[int]], list[int] | None], utility: Utility
) -> None:
    made = made_of(drawn)
    assert list(equal_shares(made, utility=utility).chosen) == by_definition(made, utility)


@settings(max_examples=200)
@given(SMALL, st.sampled_from(Utility))
def test_money_is_nobodys_but_theirs(
    drawn: tuple[list[int], list[set[int]], list[int] | None], utility: Utility
) -> None:
    """What is bought is paid to the penny, by those who approve it, and nobody owes anything."""
    made = made_of(drawn)
    fair = equal_shares(made, utility=utility)
    paid = who_paid(made, fair)
    for purchase, one in zip(fair.purchases, paid, strict=True):
        assert sum(one.paid.values()) == made.projects[purchase.project].cost
        assert set(one.paid) == set(map(int, made.supporters[purchase.project]))
        assert all(amount >= 0 for amount in (*one.paid.values(), *one.left.values()))
        whole = purchase.payment * purchase.full_payers + purchase.others_paid
        assert whole == made.projects[purchase.project].cost
    assert all(missing > 0 for missing in fair.missing.values())


@pytest.mark.parametrize("seed", [7, 11, 13])
def test_a_large_election_is_what_the_definition_says(seed: int) -> None:
    draw = np.random.default_rng(seed)
    projects = [Project(str(n), int(draw.integers(1_000, 90_000))) for n in range(25)]
    ballots = [
        [str(one) for one in draw.choice(25, size=draw.integers(0, 6), replace=False)]
        for _ in range(400)
    ]
    made = election(projects, ballots, budget=500_000)
    for utility in Utility:
        assert list(equal_shares(made, utility=utility).chosen) == by_definition(made, utility)


EXPECTED: dict[str, Callable[[Election], tuple[int, ...]]] = {
    "greedy_by_votes_cost": greedy,
    "greedy_by_votes_cardinality": lambda made: greedy(made, utility=Utility.CARDINALITY),
    "mes_cost_sat": lambda made: equal_shares(made).chosen,
    "mes_cardinality_sat": lambda made: equal_shares(made, utility=Utility.CARDINALITY).chosen,
    "mes_cost_sat_add1": lambda made: add_one(made)[0].chosen,
    "seq_phragmen": phragmen,
}


@pytest.mark.parametrize("rule", list(EXPECTED))
def test_real_elections_come_out_as_published(rule: str) -> None:
    folder = outside_data("participatory_budgeting")
    told = json.loads((folder / "expected_pabutools_1.2.3.json").read_text())
    compared = 0
    for expected in told:
        if expected.get(rule) is None:
            continue
        made = read_pabulib((folder / expected["file"]).read_text(encoding="utf-8")).election
        chosen = EXPECTED[rule](made)
        assert ids(made, chosen) == sorted(expected[rule]), expected["file"]
        assert made.cost_of(chosen) == expected[f"{rule}_cost"]
        compared += 1
    assert compared >= 9


def test_swiecie_gets_what_the_city_published() -> None:
    file = outside_data("participatory_budgeting", "Poland_Swiecie_2023.pb")
    read = read_pabulib(file.read_text(encoding="utf-8"))
    fair, _ = add_one(read.election)
    assert ids(read.election, fair.chosen) == sorted(read.chosen or ())
