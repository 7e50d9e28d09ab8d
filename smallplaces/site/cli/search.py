"""`smallplaces search` and `smallplaces index-meaning`: what the front page does, in a terminal."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from smallplaces.engines.meaning.danger import Danger
from smallplaces.engines.meaning.help_lines import HelpLine
from smallplaces.engines.meaning.model import NoMeaningModel, require_model
from smallplaces.foundation.distance import METRES_A_MILE, Point, distance_from

from .place import with_django

if TYPE_CHECKING:
    from smallplaces.ground.listings.queries.search import Found, Question, Result
    from smallplaces.ground.places.queries import PlacePoint

MOST_SHOWN = 100


@click.command()
@click.argument("words", nargs=-1)
@click.option("--near", metavar="PLACE", default="", help="A postcode, its first half, or a town.")
@click.option(
    "--within",
    metavar="MILES",
    type=click.FloatRange(min=0, max=1_000),
    help="Leave out what is further away. Needs --near.",
)
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(1, MOST_SHOWN),
    help="How many to show.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object, for programs.")
@with_django()
def search(
    words: tuple[str, ...], near: str, within: float | None, limit: int, as_json: bool
) -> None:
    """Find what there is near, in your own words.

    \b
    smallplaces search "I used to love fishing with my dad" --near OL4

    Without words: the nearest, or what begins soonest. With --json the keys are, and stay:

    \b
    question            words, near, within_metres
    danger              null, or kinds and help: each name, how, dial, who_for
    did_you_mean        null, or the words that were looked for instead
    used_meaning        whether meaning was searched, not words alone
    total               how many were found; is_more_than_total when there are more
    results             each code, name, kind, kind_in_words, distance_metres, next_at, reason,
                        matched_words, phone, email, url, where, postcode, latitude, longitude,
                        is_free

    Finding nothing is no error: the exit code is 0.
    """
    from smallplaces.ground.listings.queries.search import find

    question = _question(" ".join(words), near, within, limit)
    found = find(question, at=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(_as_json(question, found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(question, found)))


@click.command("index-meaning")
@with_django()
def index_meaning() -> None:
    """Work out what listings mean, for search by meaning: those that are new or have changed."""
    say_what_listings_mean()


def say_what_listings_mean() -> None:
    """Work out meanings, showing how far it is, and say how many. Raises ClickException."""
    from smallplaces.ground.listings.actions import index_meanings

    try:
        require_model()
    except NoMeaningModel as missing:
        raise click.ClickException(str(missing)) from missing
    done = index_meanings(at=datetime.now(UTC), tell=_show_progress)
    if done and sys.stderr.isatty():
        click.echo(err=True)
    click.echo(f"Worked out what {done:,} listings mean." if done else "Everything is up to date.")


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} listings", nl=False, err=True)


def _question(words: str, near: str, within: float | None, limit: int) -> "Question":
    from smallplaces.ground.listings.queries.search import Question

    place = _place(near) if near else None
    if place is None and within is not None:
        raise click.UsageError("Say from where: --within needs --near.")
    return Question(
        words=words,
        near=place.point if place else None,
        near_words=place.name if place else "",
        within_metres=None if within is None else within * METRES_A_MILE,
        limit=limit,
    )


def _place(near: str) -> "PlacePoint":
    from smallplaces.ground.places.queries import point_for

    place = point_for(near)
    if place is None:
        raise click.UsageError(
            f"We do not know where “{near}” is. Try a postcode, or the town’s name."
        )
    return place


def _lines(question: "Question", found: "Found") -> Iterator[str]:
    """Give what to print: human help first, always."""
    if found.danger is not None:
        yield from _help_lines(found.danger, question.near)
    if found.did_you_mean:
        yield f"We also looked for: {found.did_you_mean}\n"
    for number, result in enumerate(found.results, start=1):
        yield from _result_lines(number, result, question.near_words)
    yield _how_many(question, found)


def _help_lines(danger: Danger, near: Point | None) -> Iterator[str]:
    from smallplaces.systems.local_market.queries import help_first

    found = help_first(danger, near)
    yield f"Someone can help you now. These are for {found.nation}."
    for line in found.lines:
        yield f"  {line.name}: {line.how} ({line.who_for})"
    yield ""


def _result_lines(number: int, result: "Result", near_words: str) -> Iterator[str]:
    listing = result.listing
    yield f"{number}. {listing.name} ({listing.get_kind_display().lower()})"
    about = []
    if result.metres is not None:
        about.append(distance_from(result.metres, near_words))
    if result.next_time is not None:
        about.append(_when(result.next_time.starts_at, result.next_time.is_whole_day))
    for said in ("; ".join(about), result.reasons, " · ".join(_ways_to_reach(result))):
        if said:
            yield f"   {said}"
    yield ""


def _when(starts_at: datetime, is_whole_day: bool) -> str:
    day = f"next on {starts_at:%A} {starts_at.day} {starts_at:%B}"
    return day if is_whole_day else f"{day} at {starts_at:%H:%M}"


def _ways_to_reach(result: "Result") -> list[str]:
    listing = result.listing
    return [way for way in (listing.phone, listing.email, listing.url) if way]


def _how_many(question: "Question", found: "Found") -> str:
    if found.results:
        more = "more than " if found.is_more_than_total else ""
        return f"{len(found.results)} of {more}{found.total}."
    if question.within_metres is not None:
        return "Nothing so near yet. Try a longer way, or fewer words."
    return "Nothing like that here yet. Try other words, such as what you would do there."


def _as_json(question: "Question", found: "Found") -> dict[str, Any]:
    return {
        "question": {
            "words": question.words,
            "near": question.near_words or None,
            "within_metres": question.within_metres,
        },
        "danger": _danger_as_json(found.danger, question.near),
        "did_you_mean": found.did_you_mean,
        "used_meaning": found.used_meaning,
        "total": found.total,
        "is_more_than_total": found.is_more_than_total,
        "results": [_result_as_json(result) for result in found.results],
    }


def _danger_as_json(danger: Danger | None, near: Point | None) -> dict[str, Any] | None:
    from smallplaces.systems.local_market.queries import help_first

    if danger is None:
        return None
    found = help_first(danger, near)
    return {
        "kinds": sorted(danger.kinds),
        "nation": found.nation,
        "help": [_help_as_json(line) for line in found.lines],
    }


def _help_as_json(line: HelpLine) -> dict[str, str]:
    return {"name": line.name, "how": line.how, "dial": line.dial, "who_for": line.who_for}


def _result_as_json(result: "Result") -> dict[str, Any]:
    listing, when = result.listing, result.next_time
    return {
        "code": str(listing.code),
        "name": listing.name,
        "kind": listing.kind,
        "kind_in_words": listing.get_kind_display(),
        "distance_metres": None if result.metres is None else round(result.metres),
        "next_at": when.starts_at.isoformat() if when else None,
        "reason": result.reasons,
        "matched_words": list(result.matched_words),
        **{
            key: getattr(listing, key)
            for key in (
                "phone",
                "email",
                "url",
                "where",
                "postcode",
                "latitude",
                "longitude",
                "is_free",
            )
        },
    }
