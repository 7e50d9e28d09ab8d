"""Greedy choosing: one project after another by what people get for the money, if it still fits.

Quick and widely used, and unfair: a group that is a little larger than another can take all.
"""

from collections.abc import Iterable
from fractions import Fraction

from .elections import Election, Utility


def greedy(
    made: Election, *, utility: Utility = Utility.COST, chosen: Iterable[int] = ()
) -> tuple[int, ...]:
    """Return `chosen`, then every other project that still fits, the best value for money first.

    By cost that is the most votes first; by cardinality the most votes for each pound. Ties go to
    more votes, then the lower cost, then the order of the list. O(projects · log projects).
    """
    taken = list(chosen)
    left = made.budget - made.cost_of(taken)

    def value(project: int) -> tuple[Fraction, int, int, int]:
        votes, cost = int(made.votes[project]), made.projects[project].cost
        worth = votes if utility is Utility.COST else Fraction(votes, cost)
        return (-Fraction(worth), -votes, cost, project)

    for project in sorted(set(range(len(made.projects))) - set(taken), key=value):
        cost = made.projects[project].cost
        if cost <= left and made.votes[project]:
            taken.append(project)
            left -= cost
    return tuple(taken)
