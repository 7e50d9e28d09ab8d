"""Reading and writing participatory budgeting elections in Pabulib's `.pb` format.

Three sections, META, PROJECTS and VOTES, each followed by a row of column names; fields are parted
by semicolons (D. Stolicki, S. Szufa and N. Talmon, *Pabulib*, arXiv 2012.06539).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .elections import Election, NotAnElection, Project, election

SECTIONS = ("META", "PROJECTS", "VOTES")
MOST_PLACES = 4
LONGEST_FIELD = 10_000_000


@dataclass(frozen=True, eq=False)
class PabulibFile:
    """An election, what its file says beside it, and `scale`: units of cost in one of the file's.

    `chosen` are the ids that the file marks as selected, None where it does not say.
    """

    election: Election
    meta: Mapping[str, str]
    scale: int
    chosen: tuple[str, ...] | None


def read_pabulib(text: str) -> PabulibFile:
    """Read a `.pb` file: approval, choose-1, or any ballot that lists projects.

    Costs with decimals are scaled to whole numbers. Raises NotAnElection, with the line, for what
    cannot be read.
    """
    tables = dict(_tables(text))
    missing = [name for name in SECTIONS if name not in tables]
    if missing:
        raise NotAnElection(f"There is no section {missing[0]}.")
    meta = {row.get("key", ""): row.get("value", "") for _, row in tables["META"]}
    rows = tables["PROJECTS"]
    costs = [_amount(row.get("cost", ""), line) for line, row in rows]
    budget = _amount(meta.get("budget", ""), 0)
    scale = 10 ** max((_places(one) for one in (*costs, budget)), default=0)
    projects = [
        Project(_id(row, line), int(cost * scale), row.get("name", ""))
        for (line, row), cost in zip(rows, costs, strict=True)
    ]
    made = election(projects, _ballots(tables["VOTES"]), budget=int(budget * scale))
    return PabulibFile(made, meta, scale, _chosen(rows))


def _tables(text: str) -> Iterator[tuple[str, list[tuple[int, dict[str, str]]]]]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    name, heads, rows = "", [""], list[tuple[int, dict[str, str]]]()
    try:
        for row in reader:
            said = [field.strip() for field in row]
            if len(said) == 1 and said[0].upper() in SECTIONS:
                if name:
                    yield name, rows
                name, rows, heads = said[0].upper(), [], []
            elif name and not heads:
                heads = [field.lower() for field in said]
            elif name and any(said):
                rows.append((reader.line_num, dict(zip(heads, said, strict=False))))
    except csv.Error as error:
        raise NotAnElection(f"Line {reader.line_num}: {error}.") from error
    if name:
        yield name, rows


def _id(row: Mapping[str, str], line: int) -> str:
    found = row.get("project_id", "")
    if not found:
        raise NotAnElection(f"Line {line}: a project needs an id.")
    return found


def _amount(said: str, line: int) -> Decimal:
    """Return an amount; both 1,5 and 1.5 are one and a half."""
    try:
        amount = Decimal(said.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= 10**12 or _places(amount) > MOST_PLACES:
        where = f"Line {line}: " if line else "The budget: "
        raise NotAnElection(f"{where}“{said[:40]}” is not an amount.")
    return amount


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _ballots(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[list[str]]:
    for _, row in rows:
        said = row.get("vote", "")
        listed = [one.strip() for one in said.split(",")]
        yield [] if said.lower() in {"", "none"} else [one for one in listed if one]


def _chosen(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[str, ...] | None:
    marks = [(row["project_id"], row["selected"]) for _, row in rows if "selected" in row]
    return tuple(one for one, mark in marks if mark not in {"", "0"}) if marks else None


def write_pabulib(made: Election, meta: Mapping[str, str], *, chosen: Iterable[str] = ()) -> str:
    """Return the election as a `.pb` file, costs in its smallest unit; `read_pabulib` reads it."""
    selected = set(chosen)
    counts = {
        "num_projects": str(len(made.projects)),
        "num_votes": str(made.voters),
        "budget": str(made.budget),
        "vote_type": "approval",
    }
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=";", lineterminator="\n")
    write.writerows([["META"], ["key", "value"], *({**meta, **counts}).items()])
    write.writerows([["PROJECTS"], ["project_id", "cost", "votes", "name", "selected"]])
    for project, votes in zip(made.projects, made.votes, strict=True):
        is_chosen = int(project.id in selected)
        write.writerow([project.id, project.cost, int(votes), project.name, is_chosen])
    write.writerows([["VOTES"], ["voter_id", "vote"]])
    for voter in range(made.voters):
        write.writerow([voter, ",".join(made.projects[one].id for one in made.ballot(voter))])
    return out.getvalue()
