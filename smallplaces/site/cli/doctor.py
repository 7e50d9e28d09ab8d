"""`smallplaces doctor`: what is wrong, and what to do about it."""

import json
from dataclasses import asdict

import click

from .checks import Finding, examine

SIGNS = {"well": "✓", "advice": "–", "wrong": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of findings.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say in plain words what is wrong with this place, and what to do about it.

    Ends with 1 if anything is wrong. Changes nothing, except that it makes the database if there
    is none yet.
    """
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(sentence(finding))
    if any(finding.state == "wrong" for finding in findings):
        ctx.exit(1)
    if not as_json:
        click.echo("All is well.")


def sentence(finding: Finding) -> str:
    """Return a finding as people read it."""
    advice = f"\n  {finding.what_to_do}" if finding.what_to_do else ""
    return f"{SIGNS[finding.state]} {finding.name}: {finding.says}{advice}"
