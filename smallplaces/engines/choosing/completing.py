"""What to do with the money that Equal Shares leaves."""

from enum import StrEnum

from .elections import Election, Utility
from .equal_shares import EqualShares, TieRule, equal_shares
from .greedy import greedy

__all__ = ["Completion", "add_one", "is_exhaustive", "utilitarian"]


class Completion(StrEnum):
    """How leftover money is spent. Say which before anybody votes."""

    NONE = "none"
    ADD_ONE = "add1"
    UTILITARIAN = "utilitarian"


def is_exhaustive(made: Election, chosen: tuple[int, ...]) -> bool:
    """Return whether no other project that anyone approves would fit into the budget."""
    left = made.budget - made.cost_of(chosen)
    others = set(range(len(made.projects))) - set(chosen)
    return not any(made.projects[one].cost <= left and made.votes[one] for one in others)


def add_one(
    made: Election, *, utility: Utility = Utility.COST, ties: TieRule | None = None
) -> tuple[EqualShares, int]:
    """Return Equal Shares with everybody's share raised by one again and again, and how often.

    Until nothing more would fit, or the next outcome would cost more than there is: then the one
    before it stands. Not monotone: something bought with less may not be with more.
    """
    last, raised = equal_shares(made, utility=utility, ties=ties), 0
    everything = made.cost_of(range(len(made.projects)))
    while made.voters and not is_exhaustive(made, last.chosen) and raised <= everything:
        following = equal_shares(made, utility=utility, ties=ties, raised=raised + 1)
        if made.cost_of(following.chosen) > made.budget:
            break
        last, raised = following, raised + 1
    return last, raised


def utilitarian(
    made: Election, *, utility: Utility = Utility.COST, ties: TieRule | None = None
) -> tuple[EqualShares, tuple[int, ...]]:
    """Return Equal Shares, and all that is chosen once the rest of the money is spent greedily."""
    fair = equal_shares(made, utility=utility, ties=ties)
    return fair, greedy(made, utility=utility, chosen=fair.chosen)
