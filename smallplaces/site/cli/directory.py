"""`smallplaces import-directory` and `import-postcodes`: read in what others publish."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from smallplaces.engines.feeds import CannotRead, read_directory, read_postcodes
from smallplaces.engines.feeds.records import BadRow, Doubt, Finished, Progress
from smallplaces.engines.meaning.model import load_model
from smallplaces.foundation.access import NotAllowed

from .place import with_django
from .search import say_what_listings_mean

if TYPE_CHECKING:
    from smallplaces.ground.listings.models import Intake
    from smallplaces.ground.people.models import Person

Found = TypeVar("Found")
MOST_SHOWN = 20
KINDS = {"open-referral": "OPEN_REFERRAL", "cqc": "CQC"}
CQC_LICENCE = "Open Government Licence v3.0"


@dataclass
class Witness:
    """Looks on as a reading passes: shows how far it is, keeps the first bad rows, writes a report.

    A line of progress is rewritten in place on a terminal; anywhere else there is none.
    """

    report: Any = None
    left_out: int = 0
    doubts: int = 0
    first_bad: list[BadRow] = field(default_factory=list)
    good: int = 0
    ended: Finished | None = None

    def watch(self, events: Iterable[Found]) -> Iterator[Found]:
        """Give `events` on as they come."""
        for event in events:
            self._note(event)
            yield event

    def _note(self, event: object) -> None:
        if isinstance(event, BadRow):
            self.left_out += 1
            self._write("left out", event, event.excerpt)
            if len(self.first_bad) < MOST_SHOWN:
                self.first_bad.append(event)
        elif isinstance(event, Doubt):
            self.doubts += 1
            self._write("kept, with a doubt", event, "")
        elif isinstance(event, Progress):
            self.show(event.seen, event.said_total)
        elif isinstance(event, Finished):
            self.ended = event

    def _write(self, what: str, row: BadRow | Doubt, excerpt: str) -> None:
        if self.report is not None:
            self.report.writerow([what, str(row.where), row.reason, excerpt])

    def show(self, seen: int, of: int | None = None) -> None:
        """Show how many rows have been read, if someone is there to see it."""
        if sys.stderr.isatty():
            total = f" of {of:,}" if of and of >= seen else ""
            click.echo(f"\r{seen:,}{total} read ", err=True, nl=False)

    def say_what_was_wrong(self, address: str, report: Path | None) -> None:
        """Print the first bad rows and where the rest are."""
        if sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)
        for row in self.first_bad:
            click.echo(f"  Left out: {Path(address).name}, {row.where}: {row.reason}", err=True)
        rest = self.left_out - len(self.first_bad)
        if rest > 0:
            where = report or "the database; --report FILE.csv writes them all"
            click.echo(f"  … and {rest:,} more, in {where}.", err=True)


@click.command("import-directory")
@click.argument("address", metavar="FILE|URL")
@click.option("--name", default="", help="What to call this directory. Default: where it is.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What it is, if we should not look.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write every row that was left out or doubted to this CSV file.",
)
@click.option(
    "--index-meaning",
    "also_meaning",
    is_flag=True,
    help="Then work out what the listings mean, for search by meaning: a second for ten.",
)
@click.pass_context
@with_django()
def import_directory(
    ctx: click.Context,
    *,
    address: str,
    name: str,
    kind: str | None,
    report: Path | None,
    also_meaning: bool,
) -> None:
    """Read in a directory of services: Open Referral UK 1 and 3, HSDS 3, or the CQC's register.

    Reading it again doubles nothing, and nothing is removed because it is missing. Ends with 0
    when anything could be read, with 1 when nothing could.
    """
    with ExitStack() as stack:
        witness = Witness(_report(report, stack))
        try:
            events = read_directory(address)
            intake = _take_in(witness.watch(events), address, name, kind)
        except (CannotRead, NotAllowed) as error:
            raise click.ClickException(str(error)) from error
        witness.say_what_was_wrong(address, report)
    click.echo(_summary(intake))
    if intake.added or intake.changed:
        _see_to_meaning(now=also_meaning)
    if intake.seen > 0 and intake.seen == intake.bad:
        ctx.exit(1)
    if intake.seen == 0 and not intake.is_complete:
        ctx.exit(1)


def _see_to_meaning(*, now: bool) -> None:
    """Work out meanings if asked; else say how, as it takes far longer than the reading did."""
    if now:
        say_what_listings_mean()
    elif load_model() is not None:
        click.echo("To find these by meaning too, run: smallplaces index-meaning")


def _take_in(events: Iterator[Any], address: str, name: str, kind: str | None) -> "Intake":
    from smallplaces.ground.listings import actions as listings
    from smallplaces.ground.listings.models import Source

    house, now = _the_house(), datetime.now(UTC)
    first, events = _look_at_first(events)
    source_kind = Source.Kind(KINDS[kind]) if kind else _kind_of(first)
    source = listings.add_source(
        kind=source_kind,
        name=name or _name_of(address),
        address=_lasting(address),
        by=house,
        at=now,
    )
    return listings.take_in(source=source, records=events, by=house, at=now)


def _look_at_first(events: Iterator[Any]) -> tuple[list[Any], Iterator[Any]]:
    """Return the events up to the first service, and all of them as they were."""
    from itertools import chain

    from smallplaces.engines.feeds.records import FoundService

    seen: list[Any] = []
    for event in events:
        seen.append(event)
        if isinstance(event, FoundService):
            break
    return seen, chain(seen, events)


def _kind_of(first: list[Any]) -> Any:
    from smallplaces.engines.feeds.records import FoundService
    from smallplaces.ground.listings.models import Source

    formal = any(isinstance(event, FoundService) and event.formal for event in first)
    return Source.Kind.CQC if formal else Source.Kind.OPEN_REFERRAL


def _lasting(address: str) -> str:
    """Return `address` as it is known next time, wherever the command is run from."""
    return address if "://" in address else str(Path(address).resolve())


def _name_of(address: str) -> str:
    return address if "://" in address else Path(address).stem


def _the_house() -> "Person":
    """Return The House, opened first if this place is so new that nobody did."""
    from smallplaces.ground.people import queries as people
    from smallplaces.ground.people.models import Person
    from smallplaces.site.demonstration.cast import open_the_house

    try:
        return people.the_house()
    except Person.DoesNotExist:
        return open_the_house(at=datetime.now(UTC))


def _report(path: Path | None, stack: ExitStack) -> Any:
    if path is None:
        return None
    try:
        file = stack.enter_context(path.open("w", newline="", encoding="utf-8"))
    except OSError as error:
        raise click.ClickException(f"The report cannot be written: {error.strerror}.") from error
    writer = csv.writer(file)
    writer.writerow(["what", "where", "why", "how it begins"])
    return writer


def _summary(intake: "Intake") -> str:
    left_out = f"{intake.bad:,} left out" + (": see above" if intake.bad else "")
    counts = (
        f"{intake.added:,} new, {intake.changed:,} changed, {intake.unchanged:,} as before, "
        f"{left_out}."
    )
    doubts = f" {intake.doubts:,} doubts kept for whoever looks after them." * bool(intake.doubts)
    return counts + doubts + _how_it_ended(intake.is_complete, intake.why_incomplete)


def _how_it_ended(is_complete: bool, why: str) -> str:
    if is_complete:
        return ""
    reason = f" {why}" if why else ""
    return f"\nThe reading was not whole, so nothing is taken to be gone.{reason}"


@click.command("import-postcodes")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--outward-only", is_flag=True, help="Only outward codes such as OL4, not OL4 2SF.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write every row that was left out to this CSV file.",
)
@click.pass_context
@with_django()
def import_postcodes(
    ctx: click.Context, path: Path, outward_only: bool, report: Path | None
) -> None:
    """Read in where postcodes are: a list of outward codes, or the ONS Postcode Directory.

    Reading it again changes only what differs. Ends with 0 when anything could be read.
    """
    from smallplaces.ground.places import actions as places

    with ExitStack() as stack:
        witness = Witness(_report(report, stack))
        try:
            points = witness.watch(read_postcodes(path, full=not outward_only))
            taken = places.take_in_postcodes(
                points=points,
                source=path.name,
                progress=_shower(witness),
                by=_the_house(),
                at=datetime.now(UTC),
            )
        except (CannotRead, NotAllowed) as error:
            raise click.ClickException(str(error)) from error
        witness.say_what_was_wrong(str(path), report)
    click.echo(
        f"{taken.added:,} new, {taken.changed:,} changed, {taken.as_before:,} as before, "
        f"{taken.left_out:,} left out"
        + (": see above." if taken.left_out else ".")
        + _how_it_ended(taken.is_complete, taken.why_incomplete)
    )
    if taken.added + taken.changed + taken.as_before == 0:
        ctx.exit(1)


def _shower(witness: Witness) -> Callable[[Any], None]:
    return lambda taken: witness.show(
        taken.added + taken.changed + taken.as_before + taken.left_out
    )
