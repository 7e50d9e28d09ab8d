"""The single transferable vote as Scottish councils count it: weighted inclusive Gregory.

A candidate with the quota is elected; what they have above it goes to the next names on all their
papers, each worth so much less, cut to five decimals. When nobody is above the quota, whoever has
least is left out and their papers go on (The Scottish Local Government Elections Order 2011,
schedule 1, rules 45 to 52). Counted in whole numbers of one hundred-thousandth of a vote.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

VOTE = 100_000
"""One whole vote, in the unit of the count."""


class NotACount(ValueError):
    """The candidates, the seats or the ballots do not fit together. Says how."""


class What(StrEnum):
    """What was done at a stage."""

    FIRST = "first preferences"
    SURPLUS = "surplus"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Stage:
    """The votes after one step of the count, in hundred-thousandths of a vote.

    `of` is whose papers went on, None at first. `lost` is what went to nobody so far, with what was
    cut off. `by_lot` says that a tie could only be decided by the order drawn before.
    """

    what: What
    of: str | None
    votes: Mapping[str, int]
    lost: int
    elected: tuple[str, ...]
    left_out: tuple[str, ...]
    by_lot: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Who is elected, in order, with the quota (whole votes) and every stage."""

    quota: int
    elected: tuple[str, ...]
    stages: tuple[Stage, ...]


Ranking = tuple[str, ...]
Pile = dict[tuple[Ranking, int], int]  # (names still to come, value of each paper) → papers


def count_stv(
    candidates: Sequence[str],
    ballots: Iterable[Sequence[str]] | Mapping[Ranking, int],
    *,
    seats: int,
    lots: Sequence[str] | None = None,
) -> Count:
    """Return the count of `ballots`, each a ranking of names, or rankings with their number.

    `lots` is the order drawn before the count that decides a tie which no earlier stage decides:
    of two, the earlier name is preferred. The order of the candidates if left out. Empty ballots
    do not count. O(stages · different rankings). Raises NotACount.
    """
    papers = Counter(
        dict(ballots) if isinstance(ballots, Mapping) else Counter(map(tuple, ballots))
    )
    _check(candidates, papers, seats)
    run = _Run(candidates, papers, seats, lots or candidates)
    return run.count()


def _check(candidates: Sequence[str], papers: Mapping[Ranking, int], seats: int) -> None:
    known = set(candidates)
    if not known or len(known) != len(candidates):
        raise NotACount("Every candidate needs a name of their own.")
    if seats < 1:
        raise NotACount("There must be at least one seat.")
    for ranking, number in papers.items():
        if number < 0:
            raise NotACount("A number of ballots is less than nothing.")
        if len(set(ranking)) != len(ranking) or not known.issuperset(ranking):
            raise NotACount(f"A ballot names somebody twice, or somebody unknown: {ranking}.")


class _Run:
    def __init__(
        self,
        candidates: Sequence[str],
        papers: Mapping[Ranking, int],
        seats: int,
        lots: Sequence[str],
    ) -> None:
        self.candidates, self.seats = tuple(candidates), seats
        self.lot = {name: number for number, name in enumerate(lots)}
        valid = sum(number for ranking, number in papers.items() if ranking)
        self.quota = valid // (seats + 1) + 1
        self.piles: dict[str, Pile] = {name: {} for name in candidates}
        self.votes = dict.fromkeys(candidates, 0)
        self.total = valid * VOTE
        self.elected: list[str] = []
        self.left_out: list[str] = []
        self.waiting: list[str] = []  # elected, with a surplus that has not gone on
        self.stages: list[Stage] = []
        self.by_lot = False
        for ranking, number in papers.items():
            if ranking and number:
                self._give(ranking, VOTE, number)

    def count(self) -> Count:
        """Count stage by stage until every seat is filled."""
        self._end_stage(What.FIRST, None)
        while not self._is_over():
            if self.waiting:
                self._pass_on_surplus(self._largest_surplus())
            else:
                self._leave_out(self._fewest())
        return Count(self.quota, tuple(self.elected), tuple(self.stages))

    def _is_over(self) -> bool:
        standing = self._standing()
        if len(self.elected) < self.seats < len(self.elected) + len(standing):
            return False
        if len(self.elected) < self.seats:
            self._elect(standing)
            self.stages[-1] = replace(self.stages[-1], elected=tuple(self.elected))
        return True

    def _standing(self) -> list[str]:
        gone = {*self.elected, *self.left_out}
        return [name for name in self.candidates if name not in gone]

    def _give(self, names: Ranking, value: int, papers: int) -> None:
        """Put papers on the pile of the first of `names` who still stands."""
        for number, name in enumerate(names):
            if name not in self.elected and name not in self.left_out:
                key = (names[number + 1 :], value)
                self.piles[name][key] = self.piles[name].get(key, 0) + papers
                self.votes[name] += value * papers
                return

    def _pass_on_surplus(self, name: str) -> None:
        surplus, total = self.votes[name] - self.quota * VOTE, self.votes[name]
        pile, self.piles[name] = self.piles[name], {}
        self.waiting.remove(name)
        for (rest, value), papers in pile.items():
            self._give(rest, surplus * value // total, papers)
        self.votes[name] = self.quota * VOTE
        self._end_stage(What.SURPLUS, name)

    def _leave_out(self, name: str) -> None:
        pile, self.piles[name] = self.piles[name], {}
        self.left_out.append(name)
        self.votes[name] = 0
        for (rest, value), papers in pile.items():
            self._give(rest, value, papers)
        self._end_stage(What.LEFT_OUT, name)

    def _end_stage(self, what: What, of: str | None) -> None:
        reached = [name for name in self._standing() if self.votes[name] >= self.quota * VOTE]
        self._elect(reached)
        self.waiting += [name for name in reached if self.votes[name] > self.quota * VOTE]
        lost = self.total - sum(self.votes.values())
        self.stages.append(
            Stage(
                what,
                of,
                dict(self.votes),
                lost,
                tuple(self.elected),
                tuple(self.left_out),
                self.by_lot,
            )
        )
        self.by_lot = False

    def _elect(self, names: Iterable[str]) -> None:
        self.elected += sorted(names, key=lambda name: (-self.votes[name], self.lot[name]))

    def _largest_surplus(self) -> str:
        most = max(self.votes[name] for name in self.waiting)
        return self._untied([n for n in self.waiting if self.votes[n] == most], most=True)

    def _fewest(self) -> str:
        standing = self._standing()
        least = min(self.votes[name] for name in standing)
        return self._untied([n for n in standing if self.votes[n] == least], most=False)

    def _untied(self, tied: list[str], *, most: bool) -> str:
        """Return who had most, or least, at the latest stage that tells, else by the lot."""
        for stage in reversed(self.stages):
            if len(tied) == 1:
                break
            best = (max if most else min)(stage.votes[name] for name in tied)
            tied = [name for name in tied if stage.votes[name] == best]
        self.by_lot = len(tied) > 1
        return (min if most else max)(tied, key=self.lot.__getitem__)
