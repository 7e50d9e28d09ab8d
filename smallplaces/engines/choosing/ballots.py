"""Ballot files of ranked elections: how many ballots had which ranking, and who stood.

The format in which Scottish ballots are published: a row with the number of candidates and of
seats, then a row for each ranking (how often, then the candidates' numbers), then the candidates
(number in words, name, party), last the name of the ward.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from .stv import NotACount, Ranking

_CANDIDATE = re.compile(r"candidate (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class BallotFile:
    """A ranked election as its file says it."""

    title: str
    seats: int
    candidates: tuple[str, ...]
    parties: tuple[str, ...]
    ballots: Counter[Ranking]


def read_ballots(text: str) -> BallotFile:
    """Read a ballot file. Raises NotACount, with the line, for what cannot be read."""
    rows = [
        (number, [field.strip() for field in row])
        for number, row in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), start=1)
        if any(field.strip() for field in row)
    ]
    if not rows:
        raise NotACount("The file is empty.")
    (_, first), *rest = rows
    standing, seats = _numbers(first, 1)[:2] if len(_numbers(first, 1)) > 1 else (0, 0)
    named = [(line, row) for line, row in rest if _CANDIDATE.fullmatch(row[0])]
    names = tuple(_name(row, line) for line, row in named)
    if standing < 1 or len(names) != standing:
        raise NotACount(f"Line 1 says {standing} candidates, and {len(names)} are named.")
    counted = [(line, row) for line, row in rest if row[0].isdigit()]
    ballots: Counter[Ranking] = Counter()
    for line, row in counted:
        often, *ranking = _numbers(row, line)
        if not all(1 <= one <= standing for one in ranking):
            raise NotACount(f"Line {line}: a ballot names a candidate who does not stand.")
        ballots[tuple(names[one - 1] for one in ranking)] += often
    title = next((row[0] for _, row in reversed(rest) if not _is_known(row)), "")
    parties = tuple(row[2] if len(row) > 2 else "" for _, row in named)
    return BallotFile(title, seats, names, parties, ballots)


def _is_known(row: list[str]) -> bool:
    return bool(_CANDIDATE.fullmatch(row[0])) or row[0].isdigit()


def _numbers(row: list[str], line: int) -> list[int]:
    try:
        return [int(field) for field in row if field]
    except ValueError:
        raise NotACount(f"Line {line}: “{','.join(row)[:60]}” should be numbers.") from None


def _name(row: list[str], line: int) -> str:
    if len(row) < 2 or not row[1]:
        raise NotACount(f"Line {line}: a candidate needs a name.")
    return row[1]
