"""How many of the answers people would be glad of are among the first ten.

Words alone, meaning alone, and both: recall@10 over the judged questions, which were written
before the search. `python -m benchmarks.judged [--data FOLDER]`, where the folder holds
`care_sector/cqc_oldham_locations.jsonl`; without it only the demonstration place is asked.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from smallplaces.engines.meaning.model import Model, Vectors, load_model

from .chart import Report, Table
from .scratch import use_place

if TYPE_CHECKING:
    from smallplaces.ground.listings.models import Facts

HERE = Path(__file__).parent
QUESTIONS = HERE / "judged" / "queries.jsonl"
DEMONSTRATION = HERE.parent / "smallplaces" / "site" / "demonstration" / "listings.jsonl"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIRST = 10
WAYS = {"words": (1.0, 0.0), "meaning": (0.0, 1.0), "fused": None}
LEAST_FUSED = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, and the keys of the listings that are a good answer with how good (1 or 2)."""

    words: str
    language: str
    about: str
    relevant: Mapping[str, int]


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file that has one on each line."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def judged_questions(collection: str) -> list[Judged]:
    """Return the questions asked of one collection."""
    return [
        Judged(row["words"], row["language"], row["about"], row["relevant"])
        for row in lines_of(QUESTIONS)
        if row["collection"] == collection
    ]


def demonstration_facts() -> Iterator[tuple[str, "Facts"]]:
    """Yield each listing of the demonstration place by its key."""
    from smallplaces.ground.listings.models import Facts

    for row in lines_of(DEMONSTRATION):
        whom = row["for_whom"]
        yield (
            row["key"],
            Facts(
                name=row["name"],
                kind=row["kind"].upper(),
                description=row["description"],
                where=row["neighbourhood"],
                latitude=row["latitude"],
                longitude=row["longitude"],
                who_for=whom["words"] or "",
                is_free=row["cost"]["pence"] == 0,
            ),
        )


def oldham_facts(file: Path) -> Iterator[tuple[str, "Facts"]]:
    """Yield each location of Oldham that is registered by its id, as an import reads it."""
    from smallplaces.engines.feeds.directory import read_directory
    from smallplaces.engines.feeds.records import FoundService
    from smallplaces.ground.listings.actions.found import facts_of

    for event in read_directory(file):
        if isinstance(event, FoundService) and event.status != "defunct":
            yield event.source_id, facts_of(event)


def stock(all_facts: Iterable[tuple[str, "Facts"]]) -> None:
    """Write listings straight to an empty database and index them; their place is their id."""
    from smallplaces.ground.listings import actions
    from smallplaces.ground.listings.actions.laying_out import Atlas, lay_out
    from smallplaces.ground.listings.models import Listing, ListingVersion
    from smallplaces.ground.people.models import Person
    from smallplaces.ground.places.queries import neighbourhoods

    writer = Person.objects.create(kind="PERSON", name="The judge", joined_at=AT)
    atlas = Atlas(neighbourhoods())
    for _key, facts in all_facts:
        listing = Listing(made_at=AT, changed_at=AT)
        lay_out(listing, facts, atlas)
        listing.save()
        listing.confirmed_version = ListingVersion.objects.create(
            listing=listing,
            number=1,
            state="CONFIRMED",
            said=facts.as_json(),
            made_at=AT,
            made_by=writer,
            confirmed_at=AT,
            confirmed_by=writer,
        )
        listing.state, listing.confirmed_on = Listing.State.OPEN, date(2026, 3, 2)
        listing.save()
    actions.index_listings(list(Listing.objects.values_list("pk", flat=True)))
    actions.index_meanings(at=AT)


def ids_of(all_facts: Iterable[tuple[str, "Facts"]]) -> dict[str, int]:
    """Return the id that `stock` gave each key."""
    from smallplaces.ground.listings.models import Listing

    ids = Listing.objects.order_by("pk").values_list("pk", flat=True)
    return dict(zip((key for key, _facts in all_facts), ids, strict=True))


def answers(words: str, way: tuple[float, float] | None) -> list[int]:
    """Return the ids of the first ten found, with these weights of words and meaning."""
    from smallplaces.ground.listings.queries import search

    usual = search.WORDS_WEIGH, search.MEANING_WEIGHS
    search.WORDS_WEIGH, search.MEANING_WEIGHS = way or usual
    try:
        found = search.find(search.Question(words=words, limit=FIRST), at=AT)
    finally:
        search.WORDS_WEIGH, search.MEANING_WEIGHS = usual
    return [result.listing.pk for result in found.results]


def recall(found: Sequence[int], good: Set[int]) -> float:
    """Return the share of the good answers that were found; a page holds ten."""
    return len(good & set(found)) / min(len(good), FIRST)


def judge(report: Report, collection: str, ids: Mapping[str, int]) -> dict[str, float]:
    """Ask every question of a collection in every way, print and return the recall of each way."""
    groups: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for question in judged_questions(collection):
        good = {ids[key] for key in question.relevant}
        for way, weights in WAYS.items():
            share = recall(answers(question.words, weights), good)
            for group in ("all", question.language):
                groups[group][way].append(share)
    rows = [
        [group, str(len(ways["fused"])), *(f"{mean(ways[way]):.3f}" for way in WAYS)]
        for group, ways in groups.items()
    ]
    report.show(f"recall@{FIRST}, {collection}", Table(["language", "questions", *WAYS], rows))
    return {way: mean(values) for way, values in groups["all"].items()}


class Remembering:
    """A model that embeds the same question once, however many ways it is asked."""

    def __init__(self, model: Model) -> None:
        self.name, self.dimensions = model.name, model.dimensions
        self.embed_once = cache(lambda text: model.embed([text], kind="query"))

    def embed(self, texts: Sequence[str], *, kind: str) -> Vectors:
        """Return the vector of one question, as the model gives it."""
        assert kind == "query"
        [text] = texts
        return self.embed_once(text)


def run(report: Report, *, big: bool, data: Path | None = None) -> None:
    """Print recall@10 of each way over the demonstration place, and over `data` if given."""
    use_place("judged", lambda: stock(demonstration_facts()))
    from smallplaces.ground.listings.queries import meanings

    model = load_model()
    if model is None:
        print("The extra `meaning` is not installed: there are only words to judge.")
        return
    remembering = Remembering(model)
    with patch.object(meanings, "load_model", lambda: remembering):
        shares = judge(report, "demonstration", ids_of(demonstration_facts()))
        better = max(shares["words"], shares["meaning"])
        what = f"fused {shares['fused']:.3f} ≥ {LEAST_FUSED}, and ≥ words or meaning alone"
        report.check(shares["fused"] >= max(LEAST_FUSED, better), what)
        file = data / "care_sector" / "cqc_oldham_locations.jsonl" if data else None
        if file is not None and file.exists():
            use_place("oldham", lambda: stock(oldham_facts(file)))
            judge(report, "oldham", ids_of(oldham_facts(file)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge every collection that is here; return 1 when the fused search has grown worse."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, help="folder of outside data")
    report = Report("the judged set")
    run(report, big=False, data=asked.parse_args(arguments).data)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
