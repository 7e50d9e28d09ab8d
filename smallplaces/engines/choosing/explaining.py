"""Why something was bought, and what was missing for the rest, exactly and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from .elections import Election
from .equal_shares import EqualShares, Purchase

ADDED = "Paid from what was left, the most votes first."


@dataclass(frozen=True)
class Paid:
    """What each supporter paid for one purchase, and had left after it: voter → money."""

    project: int
    paid: dict[int, Fraction]
    left: dict[int, Fraction]


def who_paid(made: Election, result: EqualShares, *, raised: int = 0) -> list[Paid]:
    """Return who paid how much for every purchase of `result`, counted again from the beginning.

    O(approvals) fractions: for groups and towns, not for a million. For small groups show only
    each person their own line: what someone paid tells how they voted.
    """
    equal = Fraction(made.budget, made.voters) if made.voters else Fraction()
    shares = [equal] * made.voters
    if made.endowments is not None:
        shares = [Fraction(int(share)) for share in made.endowments]
    have = [share + raised for share in shares]
    return [_paid(made, purchase, have) for purchase in result.purchases]


def _paid(made: Election, purchase: Purchase, have: list[Fraction]) -> Paid:
    supporters = [int(voter) for voter in made.supporters[purchase.project]]
    paid = {voter: min(have[voter], purchase.payment) for voter in supporters}
    for voter, amount in paid.items():
        have[voter] -= amount
    return Paid(purchase.project, paid, {voter: have[voter] for voter in supporters})


def reasons(made: Election, result: EqualShares, *, chosen: Sequence[int] = ()) -> dict[int, str]:
    """Return for each project one sentence why it is in or out. Money in the smallest unit.

    `chosen` are all that won, where a completion added some to `result`.
    """
    said = {one.project: _bought(made, one) for one in result.purchases}
    for project in range(len(made.projects)):
        if project not in said:
            said[project] = ADDED if project in chosen else _out(made, result, project)
    return said


def _bought(made: Election, purchase: Purchase) -> str:
    rest = int(made.votes[purchase.project]) - purchase.full_payers
    share = _amount(purchase.payment)
    paid = f"{_people(purchase.full_payers)} paid {share} each"
    if not rest:
        return f"{paid}."
    others = _amount(purchase.others_paid)
    return f"{paid}, and {_people(rest)} who had less paid {others} together."


def _out(made: Election, result: EqualShares, project: int) -> str:
    cost = made.projects[project].cost
    if not made.votes[project]:
        return "Nobody chose it."
    if cost > made.budget:
        return "It costs more than there is."
    missing = ceil(result.missing[project])
    return f"It needed {missing} more from its {_people(int(made.votes[project]))}."


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _amount(money: Fraction) -> str:
    return str(int(money)) if money.denominator == 1 else f"{float(money):.2f}"
