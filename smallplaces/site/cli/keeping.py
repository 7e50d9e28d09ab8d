"""`smallplaces rounds` and `smallplaces check`: what The House does, and what is always true."""

import json
from datetime import UTC, datetime
from itertools import islice

import click

from .place import with_django

MOST_SAID = 20


@click.command()
@with_django()
def rounds() -> None:
    """Do what The House does each hour, such as ending what waited too long.

    `smallplaces run` does it by itself. Harmless to repeat.
    """
    from smallplaces.foundation.house import rounds as every_round
    from smallplaces.ground.people import queries as people
    from smallplaces.ground.people.models import Person

    try:
        house, at = people.the_house(), datetime.now(UTC)
    except Person.DoesNotExist:
        raise click.ClickException("There is no House here yet, as whom this is done.") from None
    for each in every_round:
        click.echo(f"{each.go(by=house, at=at)} {each.words}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of findings.")
@click.pass_context
@with_django()
def check(ctx: click.Context, as_json: bool) -> None:
    """See whether all is so that must always be so here: the log whole, sight as it was given.

    A report that a member or an inspector can read. Ends with 1 if anything is not so.
    """
    from smallplaces.foundation.house import invariants

    at = datetime.now(UTC)
    found = [(each.sentence, list(islice(each.broken(at), MOST_SAID + 1))) for each in invariants]
    if as_json:
        said = [{"always": sentence, "broken": broken} for sentence, broken in found]
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        for sentence, broken in found:
            click.echo(_as_read(sentence, broken))
    if any(broken for _, broken in found):
        ctx.exit(1)


def _as_read(sentence: str, broken: list[str]) -> str:
    if not broken:
        return f"✓ {sentence}"
    more = ["  and more"] if len(broken) > MOST_SAID else []
    return "\n".join([f"✗ {sentence}", *(f"  {each}" for each in broken[:MOST_SAID]), *more])
