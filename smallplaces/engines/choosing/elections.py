"""What is chosen from, by whom, with how much: the input of every rule for choosing together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


class Utility(StrEnum):
    """What a person gets out of a project they approve."""

    COST = "cost"  # as much as it costs: a pound's worth for every pound
    CARDINALITY = "cardinality"  # one, whatever it costs


class NotAnElection(ValueError):
    """The projects, the budget or the ballots do not fit together. Says how."""


@dataclass(frozen=True, slots=True)
class Project:
    """One thing that can be paid for. `cost` is a positive whole number of the smallest unit."""

    id: str
    cost: int
    name: str = ""


@dataclass(frozen=True, eq=False)
class Election:
    """Projects, a budget, and for each voter the projects they approve.

    Ballots are kept in compressed rows: the projects of voter `i` are
    `approved[starts[i]:starts[i + 1]]`, in no special order. Money is in the smallest unit.
    `endowments` says what each voter has, where that is not an equal part of the budget (a pooled
    purse: each their own share); their sum is then the budget.
    """

    projects: tuple[Project, ...]
    budget: int
    starts: Ints
    approved: Ints
    endowments: Ints | None = None

    def __post_init__(self) -> None:
        """Raise NotAnElection when the parts do not fit together."""
        if self.budget < 0:
            raise NotAnElection("The budget is less than nothing.")
        if len({project.id for project in self.projects}) != len(self.projects):
            raise NotAnElection("Two projects have the same id.")
        if any(project.cost <= 0 for project in self.projects):
            raise NotAnElection("A project needs a cost of more than nothing.")
        if self.endowments is not None and (
            len(self.endowments) != self.voters or int(self.endowments.sum()) != self.budget
        ):
            raise NotAnElection("The shares are not one for each voter, or are not the budget.")

    @property
    def voters(self) -> int:
        """Return how many ballots there are."""
        return len(self.starts) - 1

    @cached_property
    def costs(self) -> Ints:
        """Return the cost of each project."""
        return np.array([project.cost for project in self.projects], dtype=np.int64)

    @cached_property
    def votes(self) -> Ints:
        """Return how many voters approve each project."""
        return np.bincount(self.approved, minlength=len(self.projects)).astype(np.int64)

    @cached_property
    def supporters(self) -> tuple[Ints, ...]:
        """Return for each project the voters who approve it, in order."""
        voters = np.repeat(np.arange(self.voters, dtype=np.int64), np.diff(self.starts))
        order = np.argsort(self.approved, kind="stable")
        return tuple(np.split(voters[order], np.cumsum(self.votes)[:-1])) if self.projects else ()

    def ballot(self, voter: int) -> Ints:
        """Return the projects that `voter` approves."""
        return self.approved[self.starts[voter] : self.starts[voter + 1]]

    def cost_of(self, chosen: Iterable[int]) -> int:
        """Return what `chosen` projects cost together."""
        return sum(self.projects[one].cost for one in chosen)


def election(
    projects: Sequence[Project],
    ballots: Iterable[Iterable[str]],
    *,
    budget: int,
    endowments: Sequence[int] | None = None,
) -> Election:
    """Return the election with these ballots, each the ids of the projects that are approved.

    An id twice on one ballot counts once. Raises NotAnElection for an id that is no project's.
    """
    numbers = {project.id: number for number, project in enumerate(projects)}
    starts, approved = [0], []
    for ballot in ballots:
        try:
            approved += [numbers[one] for one in dict.fromkeys(ballot)]
        except KeyError as error:
            raise NotAnElection(f"There is no project “{error.args[0]}”.") from None
        starts.append(len(approved))
    return Election(
        tuple(projects),
        budget,
        np.array(starts, dtype=np.int64),
        np.array(approved, dtype=np.int64),
        None if endowments is None else np.array(endowments, dtype=np.int64),
    )
