"""`smallplaces choose` and `smallplaces count`: choosing together, from files, without a place."""

import json
from pathlib import Path
from typing import Any

import click

from smallplaces.engines.choosing import (
    VOTE,
    Completion,
    Count,
    Election,
    NotACount,
    NotAnElection,
    PabulibFile,
    Utility,
    add_one,
    count_stv,
    equal_shares,
    greedy,
    phragmen,
    read_ballots,
    read_pabulib,
    reasons,
    utilitarian,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
RULES = ("equal-shares", "greedy", "phragmen")
UTILITIES = [one.value for one in Utility]
COMPLETIONS = [one.value for one in Completion]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path.name} is not text in UTF-8: {error}.") from error


@click.command()
@click.argument("file", type=FILE)
@click.option("--rule", type=click.Choice(RULES), default=RULES[0], show_default=True)
@click.option("--utility", type=click.Choice(UTILITIES), default=UTILITIES[0], show_default=True)
@click.option(
    "--completion", type=click.Choice(COMPLETIONS), default=COMPLETIONS[0], show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def choose(file: Path, rule: str, utility: str, completion: str, as_json: bool) -> None:
    """Choose projects from a participatory budgeting FILE (.pb), and say why."""
    try:
        read = read_pabulib(_text(file))
        chosen, why = _chosen(read.election, rule, Utility(utility), Completion(completion))
    except NotAnElection as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(
        json.dumps(_choice_as_json(read, chosen, why), ensure_ascii=False, indent=2)
        if as_json
        else _choice_as_text(read, chosen, why)
    )


def _chosen(
    made: Election, rule: str, utility: Utility, completion: Completion
) -> tuple[tuple[int, ...], dict[int, str]]:
    if rule == "greedy":
        return greedy(made, utility=utility), {}
    if rule == "phragmen":
        return phragmen(made), {}
    if completion is Completion.ADD_ONE:
        fair, _ = add_one(made, utility=utility)
        return fair.chosen, reasons(made, fair)
    if completion is Completion.UTILITARIAN:
        fair, everything = utilitarian(made, utility=utility)
        return everything, reasons(made, fair, chosen=everything)
    fair = equal_shares(made, utility=utility)
    return fair.chosen, reasons(made, fair)


def _choice_as_json(
    read: PabulibFile, chosen: tuple[int, ...], why: dict[int, str]
) -> dict[str, Any]:
    made = read.election
    return {
        "chosen": [made.projects[one].id for one in chosen],
        "cost": _money(made.cost_of(chosen), read.scale),
        "budget": _money(made.budget, read.scale),
        "units_in_one": read.scale,
        "why": {made.projects[one].id: said for one, said in why.items()},
    }


def _money(amount: int, scale: int) -> int | float:
    return amount // scale if amount % scale == 0 else amount / scale


def _choice_as_text(read: PabulibFile, chosen: tuple[int, ...], why: dict[int, str]) -> str:
    made = read.election
    others = [one for one in range(len(made.projects)) if one not in chosen]
    lines = [_project_line(read, one, why) for one in chosen]
    cost, budget = (_money(amount, read.scale) for amount in (made.cost_of(chosen), made.budget))
    lines.append(f"\n{len(chosen)} of {len(made.projects)} projects, for {cost} of {budget}.")
    if why and others:
        lines += ["\nNot chosen:", *(_project_line(read, one, why) for one in others)]
    return "\n".join(lines)


def _project_line(read: PabulibFile, one: int, why: dict[int, str]) -> str:
    project = read.election.projects[one]
    cost = _money(project.cost, read.scale)
    said = f"  {why[one]}" if one in why else ""
    return f"{project.id}  {cost}  {project.name}{said}"


@click.command()
@click.argument("ballots", type=FILE)
@click.option("--seats", type=click.IntRange(min=1), required=True, help="How many are elected.")
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def count(ballots: Path, seats: int, as_json: bool) -> None:
    """Count ranked BALLOTS (a CSV as Scottish councils publish it) by single transferable vote."""
    try:
        read = read_ballots(_text(ballots))
        counted = count_stv(read.candidates, read.ballots, seats=seats)
    except NotACount as problem:
        raise click.ClickException(str(problem)) from problem
    if as_json:
        click.echo(json.dumps(_count_as_json(counted), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_count_as_text(read.candidates, counted)))


def _count_as_json(counted: Count) -> dict[str, Any]:
    return {
        "elected": list(counted.elected),
        "quota": counted.quota,
        "stages": [
            {
                "what": stage.what,
                "of": stage.of,
                "votes": {name: _votes(votes) for name, votes in stage.votes.items()},
                "lost": _votes(stage.lost),
                "elected": list(stage.elected),
                "left_out": list(stage.left_out),
                "by_lot": stage.by_lot,
            }
            for stage in counted.stages
        ],
    }


def _votes(amount: int) -> str:
    return f"{amount // VOTE}.{amount % VOTE:05}"


def _count_as_text(names: tuple[str, ...], counted: Count) -> list[str]:
    wide = max(map(len, names))
    lines = [f"Quota {counted.quota}."]
    for number, stage in enumerate(counted.stages, start=1):
        drawn = " (a tie, decided by lot)" if stage.by_lot else ""
        of = f" of {stage.of}" if stage.of else ""
        lines.append(f"\nStage {number}: {stage.what}{of}{drawn}")
        for name in names:
            mark = "elected" if name in stage.elected else ""
            mark = "left out" if name in stage.left_out else mark
            lines.append(f"  {name:{wide}} {_votes(stage.votes[name]):>16}  {mark}".rstrip())
        lines.append(f"  {'to nobody':{wide}} {_votes(stage.lost):>16}")
    return [*lines, f"\nElected: {', '.join(counted.elected)}."]
