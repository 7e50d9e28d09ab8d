"""`smallplaces rounds` and `smallplaces check`: what The House does, and what is always true."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import click

from smallplaces.site.postgres.home import find_home
from smallplaces.site.postgres.soundness import find_damage

from .place import data_folder, is_embedded, with_django

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
    """See whether all is so that must always be so here: the log whole, sight as it was given,
    tables and indexes sound.

    A report that a member or an inspector can read. Ends with 1 if anything is not so.
    """
    found = list(everything_found(datetime.now(UTC)))
    if as_json:
        said = [{"always": each.always, "broken": each.broken} for each in found]
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        click.echo(as_report(found, datetime.now(UTC)))
    if any(each.broken for each in found):
        ctx.exit(1)


@dataclass(frozen=True)
class Found:
    """What must always be so, and what is not; `broken` is None where nobody could look."""

    always: str
    broken: list[str] | None


SOUND = "Every table and index of the database is sound."


def everything_found(at: datetime) -> Iterator[Found]:
    """Look at everything that must always be so here, and yield it one by one."""
    from smallplaces.foundation.house import invariants

    for each in invariants:
        yield Found(each.sentence, list(islice(each.broken(at), MOST_SAID + 1)))
    damage = find_damage(find_home(data_folder())) if is_embedded() else None
    yield Found(SOUND, None if damage is None else damage[: MOST_SAID + 1])


def as_report(found: list[Found], at: datetime) -> str:
    """Return what was found as a member or an inspector reads it."""
    from django.conf import settings

    well = sum(each.broken == [] for each in found)
    last = f"{well} of {len(found)} are so."
    if unseen := sum(each.broken is None for each in found):
        last += f" {unseen} could not be looked at from here."
    first = f"{settings.PLACE_NAME}: what must always be so, looked at on {at:%-d %B %Y, %H:%M} UTC"
    return "\n".join([first, *map(_as_read, found), last])


def _as_read(found: Found) -> str:
    if found.broken is None:
        return f"– {found.always} (Ask whoever keeps the database: pg_amcheck.)"
    if not found.broken:
        return f"✓ {found.always}"
    more = ["  and more"] if len(found.broken) > MOST_SAID else []
    lines = (f"  {each}" for each in found.broken[:MOST_SAID])
    return "\n".join([f"✗ {found.always}", *lines, *more])
