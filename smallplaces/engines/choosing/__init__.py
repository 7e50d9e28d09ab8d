"""Choosing together: what a group buys with money it shares, and whom it elects.

Pure calculation in whole numbers, useful on its own: no Django, no database.

    made = election([Project("tea", 40), Project("bus", 60)], [["tea"], ["bus"]], budget=100)
    equal_shares(made).chosen
"""

from .ballots import BallotFile, read_ballots
from .completing import Completion, add_one, is_exhaustive, utilitarian
from .elections import Election, NotAnElection, Project, Utility, election
from .equal_shares import EqualShares, Purchase, TieRule, equal_shares, more_votes_then_cheaper
from .explaining import Paid, reasons, who_paid
from .greedy import greedy
from .pabulib import PabulibFile, read_pabulib, write_pabulib
from .phragmen import phragmen
from .stv import VOTE, Count, NotACount, Stage, What, count_stv

__all__ = [
    "VOTE",
    "BallotFile",
    "Completion",
    "Count",
    "Election",
    "EqualShares",
    "NotACount",
    "NotAnElection",
    "PabulibFile",
    "Paid",
    "Project",
    "Purchase",
    "Stage",
    "TieRule",
    "Utility",
    "What",
    "add_one",
    "count_stv",
    "election",
    "equal_shares",
    "greedy",
    "is_exhaustive",
    "more_votes_then_cheaper",
    "phragmen",
    "read_ballots",
    "read_pabulib",
    "reasons",
    "utilitarian",
    "who_paid",
    "write_pabulib",
]
