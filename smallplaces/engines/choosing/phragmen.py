"""Phragmén's sequential rule: everybody earns at the same speed, and supporters buy together.

A project is bought as soon as those who approve it have earned its cost between them; then they
begin again from nothing (M. Los, Z. Christoff and D. Grossi, *Proportional Budget Allocations*,
IJCAI 2022). It ends when the next project would cost more than is left.
"""

from fractions import Fraction

import numpy as np

from .elections import Election
from .equal_shares import TieRule, more_votes_then_cheaper


def phragmen(made: Election, *, ties: TieRule | None = None) -> tuple[int, ...]:
    """Return the projects in the order in which they are bought. Exact.

    O(projects · approvals): voters are counted by the purchase that they last paid for.
    """
    choose = ties or more_votes_then_cheaper(made)
    began = [Fraction(0)]  # when those who last paid for a purchase began to earn again
    last = np.zeros(made.voters, dtype=np.int64)
    waiting = {p for p in range(len(made.projects)) if made.votes[p]}
    chosen: list[int] = []
    left = made.budget
    while waiting:
        moments = {project: _moment(made, project, last, began) for project in waiting}
        soonest = min(moments.values())
        tied = sorted(project for project, moment in moments.items() if moment == soonest)
        if any(made.projects[one].cost > left for one in tied):
            break
        bought = choose(tied)
        chosen.append(bought)
        waiting.remove(bought)
        left -= made.projects[bought].cost
        last[made.supporters[bought]] = len(began)
        began.append(soonest)
    return tuple(chosen)


def _moment(
    made: Election,
    project: int,
    last: np.ndarray[tuple[int], np.dtype[np.int64]],
    began: list[Fraction],
) -> Fraction:
    """Return when the supporters of `project` have earned its cost between them."""
    counts = np.bincount(last[made.supporters[project]], minlength=len(began))
    earned = sum(
        (int(n) * moment for n, moment in zip(counts, began, strict=True) if n), Fraction()
    )
    return (made.projects[project].cost + earned) / int(made.votes[project])
