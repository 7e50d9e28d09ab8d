"""The Method of Equal Shares, exact and quick.

Every voter has a share of the money. A project is bought by those who approve it, each paying the
same for what they get out of it, or all they have left. The project that costs its supporters
least for what they get is bought first; what its supporters cannot pay for is out (D. Peters,
G. Pierczyński and P. Skowron, *Proportional Participatory Budgeting with Additive Utilities*,
NeurIPS 2021).

Money is counted exactly: floats only say which projects and voters need no second look. Each
comparison keeps a bound on what rounding can have done; what lies within it is decided by whole
numbers over one common denominator. So equal is equal, and the rule for ties is the one published.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np

from .elections import Election, Ints, NotAnElection, Utility

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
TieRule = Callable[[Sequence[int]], int]

MOST = 2.0**62
ROUNDING = 1e-12  # of the largest share, for each balance: many times what 10,000 roundings can do


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project that was bought.

    Each of `full_payers` supporters paid `payment`; `others_paid` is what the rest, who had less,
    paid together, all that they had. The three make the cost.
    """

    project: int
    payment: Fraction
    full_payers: int
    others_paid: Fraction


@dataclass(frozen=True)
class EqualShares:
    """What was bought, in order, and for every other project how much its supporters lack."""

    purchases: tuple[Purchase, ...]
    missing: dict[int, Fraction]

    @property
    def chosen(self) -> tuple[int, ...]:
        """Return the projects that were bought, in order."""
        return tuple(one.project for one in self.purchases)


def more_votes_then_cheaper(made: Election) -> TieRule:
    """Return the rule for ties: more votes, then the lower cost, then the order of the list."""

    def choose(tied: Sequence[int]) -> int:
        return min(tied, key=lambda one: (-int(made.votes[one]), made.projects[one].cost, one))

    return choose


def equal_shares(
    made: Election,
    *,
    utility: Utility = Utility.COST,
    raised: int = 0,
    ties: TieRule | None = None,
) -> EqualShares:
    """Return what the Method of Equal Shares buys, before any completion.

    `raised` is added to every share, in the smallest unit. O(approvals · log) in practice: a
    project is looked at again only when it may be the next.
    """
    run = _Run(made, utility, raised, ties or more_votes_then_cheaper(made))
    purchases = tuple(run.purchases())
    bought = {one.project for one in purchases}
    missing = {p: run.missing(p) for p in range(len(made.projects)) if p not in bought}
    return EqualShares(purchases, missing)


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a project costs each supporter who can pay in full, and how far rounding may be off."""

    project: int
    payment: float
    error: float
    rate: float
    rate_error: float


@dataclass(frozen=True, slots=True)
class _Exact:
    """`left / full` over the run's denominator is what each of `full` supporters pays.

    The `poor` have less and pay all; the `even` have just as much; the `rich` have more.
    """

    left: int
    full: int
    poor: Ints
    even: Ints
    rich: Ints


class _Run:
    """One run. Money is multiplied by the number of voters, so that equal shares are whole."""

    def __init__(self, made: Election, utility: Utility, raised: int, ties: TieRule) -> None:
        scale = 1 if made.endowments is not None else max(1, made.voters)
        self.made, self.ties, self.scale = made, ties, scale
        equal = np.full(made.voters, made.budget, dtype=np.int64)
        shares = equal if made.endowments is None else made.endowments
        self.shares: Ints = shares + raised * scale
        if float(self.shares.max(initial=0)) * max(1, made.voters) >= MOST:
            raise NotAnElection("This is more money than can be counted exactly.")
        self.costs = [project.cost * scale for project in made.projects]
        self.worth = [project.cost if utility is Utility.COST else 1 for project in made.projects]
        self.have: Floats = self.shares.astype(np.float64)
        self.rounding = ROUNDING * float(self.shares.max(initial=0))
        # Voters with the same share and the same past have the same balance: one number for a past.
        self.past: Hashes = np.zeros(made.voters, dtype=np.uint64)
        self.marks: Hashes = np.random.default_rng(7).integers(
            0, 2**64, size=len(made.projects), dtype=np.uint64
        )
        self.denominator = 1
        self.paid: dict[int, int] = {}  # project → full payment, over the denominator

    def purchases(self) -> Iterator[Purchase]:
        """Buy one project after another until nothing can be paid for."""
        waiting = [(0.0, project) for project in range(len(self.costs))]
        while (best := self._next(waiting)) is not None:
            exact = self._exact(best)
            yield self._buy(best.project, exact)

    def _next(self, waiting: list[tuple[float, int]]) -> _Offer | None:
        """Take the next project from `waiting`, a heap by a lower bound of the rate.

        Balances only fall, so rates only rise: what is above the best needs no second look.
        """
        found: list[_Offer] = []
        limit = float("inf")
        while waiting and waiting[0][0] <= limit:
            _, project = heapq.heappop(waiting)
            offer = self._offer(project)
            if offer is not None:
                found.append(offer)
                limit = min(limit, offer.rate + offer.rate_error)
        close = [one for one in found if one.rate - one.rate_error <= limit]
        best = self._best(close)
        for one in found:
            if one is not best:
                heapq.heappush(waiting, (one.rate - one.rate_error, one.project))
        return best

    def _best(self, close: list[_Offer]) -> _Offer | None:
        if len(close) < 2:
            return close[0] if close else None
        rates = {}
        for offer in close:
            exact = self._exact(offer)
            rates[offer.project] = Fraction(exact.left, exact.full * self.worth[offer.project])
        lowest = min(rates.values())
        chosen = self.ties([project for project, rate in rates.items() if rate == lowest])
        return next(one for one in close if one.project == chosen)

    def _offer(self, project: int) -> _Offer | None:
        """Return what `project` costs its supporters now; None when they cannot pay for it."""
        cost, balances = self.costs[project], self.have[self.made.supporters[project]]
        count = len(balances)
        if not count or not self._is_affordable(project, balances):
            return None
        poor, left = 0, float(cost)
        if balances.min() * count < cost:
            ascending = np.sort(balances)
            before = np.concatenate(([0.0], np.cumsum(ascending)[:-1]))
            enough = ascending * np.arange(count, 0, -1) >= cost - before
            poor = int(enough.argmax()) if enough.any() else count - 1
            left = cost - float(before[poor])
        full = count - poor
        error = (self.rounding * (poor + 1) + ROUNDING * cost) / full
        payment, worth = left / full, self.worth[project]
        return _Offer(project, payment, error, payment / worth, error / worth)

    def _is_affordable(self, project: int, balances: Floats) -> bool:
        cost, total = self.costs[project], float(balances.sum())
        doubt = self.rounding * len(balances) + ROUNDING * cost
        return total >= cost if abs(total - cost) > doubt else self.missing(project) <= 0

    def missing(self, project: int) -> Fraction:
        """Return how much more `project` costs than its supporters have, exactly, in money."""
        have = self._held(self.made.supporters[project])
        return Fraction(
            self.costs[project] * self.denominator - have, self.denominator * self.scale
        )

    def _held(self, voters: Ints) -> int:
        """Return what `voters` have together, over the denominator."""
        voters = voters[self.have[voters] > 0]
        spent = 0
        for project, times in self._full_payments(voters).items():
            spent += self.paid[project] * times
        return int(self.shares[voters].sum()) * self.denominator - spent

    def _full_payments(self, voters: Ints) -> dict[int, int]:
        """Return how many of `voters`, who all have money left, paid in full for each purchase."""
        if not len(voters) or not self.paid:
            return {}
        starts, ends = self.made.starts[voters], self.made.starts[voters + 1]
        lengths = ends - starts
        places = np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum())
        times = np.bincount(self.made.approved[places], minlength=len(self.costs))
        return {project: int(times[project]) for project in self.paid if times[project]}

    def _exact(self, offer: _Offer) -> _Exact:
        """Return who pays in full and who pays all they have, decided by whole numbers."""
        supporters = self.made.supporters[offer.project]
        balances = self.have[supporters]
        doubt = offer.error + self.rounding
        poor, rich = balances < offer.payment - doubt, balances > offer.payment + doubt
        left = self.costs[offer.project] * self.denominator - self._held(supporters[poor])
        full = int(len(supporters) - poor.sum())
        between = supporters[~poor & ~rich]
        groups = [[supporters[poor]], [between[:0]], [supporters[rich]]]
        for balance, voters in self._by_balance(between):
            if balance * full < left:
                left, full = left - balance * len(voters), full - len(voters)
                groups[0].append(voters)
            else:
                groups[1 if balance * full == left else 2].append(voters)
        return _Exact(left, full, *(np.concatenate(group) for group in groups))

    def _by_balance(self, voters: Ints) -> list[tuple[int, Ints]]:
        """Return `voters` in groups that have the same, the least first, over the denominator."""
        if not len(voters):
            return []
        kinds = np.stack([self.shares[voters].view(np.uint64), self.past[voters]], axis=1)
        _, first, group = np.unique(kinds, axis=0, return_index=True, return_inverse=True)
        group = group.reshape(-1)
        held = [self._held(voters[[one]]) for one in first]
        return sorted(
            ((held[number], voters[group == number]) for number in range(len(first))),
            key=lambda one: one[0],
        )

    def _buy(self, project: int, exact: _Exact) -> Purchase:
        others = self._held(exact.poor)
        denominator = self.denominator * self.scale
        others_paid = Fraction(others, denominator)
        shared = gcd(exact.left, exact.full)
        factor, payment = exact.full // shared, exact.left // shared
        full_payment = Fraction(payment, denominator * factor)
        if factor > 1:
            self.denominator *= factor
            self.paid = {one: amount * factor for one, amount in self.paid.items()}
        self.paid[project] = payment
        self.have[exact.poor] = self.have[exact.even] = 0.0
        self.have[exact.rich] -= payment / self.denominator
        self.past[exact.rich] += self.marks[project]
        return Purchase(project, full_payment, exact.full, others_paid)
