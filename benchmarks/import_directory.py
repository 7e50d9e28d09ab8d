"""How many services a second an import takes in, from a file to durable rows that can be found.

The feed is made up with a seed: Open Referral UK 3 services of the size that live feeds have
(about 3 kB each), with locations, schedules, prices, contacts and terms. Measured three times:
all new, all as before, and a tenth changed.
"""

import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from benchmarks.chart import Report, Table
from benchmarks.scratch import fresh_place

SEED = 2
WORDS = (
    "choir",
    "garden",
    "walking",
    "coffee",
    "friends",
    "repair",
    "toddlers",
    "carers",
    "dementia",
    "swimming",
    "advice",
    "debt",
    "knitting",
    "football",
    "chess",
    "allotment",
    "cooking",
    "music",
    "memory",
    "lunch",
    "youth",
    "art",
    "dance",
    "library",
)
TOWNS = ("Oldham", "Royton", "Shaw", "Chadderton", "Failsworth", "Saddleworth")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Speed:
    """Services a second in one run, and how many there were."""

    name: str
    services: int
    seconds: float
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def a_second(self) -> float:
        """Return services a second."""
        return self.services / self.seconds


def run(report: Report, *, big: bool) -> None:
    """Print services a second into an empty place, beside copying the same rows unread."""
    number = 20_000 if big else 1_000
    fresh_place("import")
    from smallplaces.site.demonstration.cast import open_the_house

    open_the_house(at=datetime.now(UTC))
    speeds = list(measure_import(number))
    copied = _copied(number)
    for one, expected in zip(speeds, _expected(number), strict=True):
        told = (one.new, one.changed, one.unchanged)
        report.check(told == expected, f"{one.name}: new, changed, as before are {told}")
    rows = [
        [one.name, f"{one.a_second:,.0f}", f"{copied.a_second / one.a_second:.0f}"]
        for one in (*speeds, copied)
    ]
    heads = ["reading", "services/s", "times as long as copying"]
    report.show(f"{number:,} services into PostgreSQL", Table(heads, rows))


def _expected(number: int) -> list[tuple[int, int, int]]:
    tenth = number // 10
    return [(number, 0, 0), (0, 0, number), (0, tenth, number - tenth)]


def _copied(number: int) -> Speed:
    """Copy the lines of the same feed, parsed but not understood, into a bare table."""
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "feed.jsonl"
        write_feed(path, number)
        cursor.execute("CREATE TABLE bare (said jsonb)")
        start = perf_counter()
        with path.open() as lines, cursor.copy("COPY bare FROM STDIN") as copy:
            for line in lines:
                copy.write_row([json.dumps(json.loads(line))])
        taken = perf_counter() - start
        cursor.execute("DROP TABLE bare")
    return Speed("copying, unread", number, taken)


def made_up_service(number: int, rng: random.Random, *, changed: bool = False) -> dict[str, Any]:
    """Return one Open Referral UK 3 service; the same for the same number and seed."""

    def uid() -> str:
        return str(UUID(int=rng.getrandbits(128), version=4))

    service = str(UUID(int=number + 1))
    text = " ".join(rng.choices(WORDS, k=120))
    town = rng.choice(TOWNS)
    return {
        "id": service,
        "name": f"{rng.choice(WORDS).title()} {rng.choice(WORDS)} group {number}",
        "description": f"<p>{text}</p>" + (" <p>Now with tea.</p>" if changed else ""),
        "url": f"https://group{number}.example.org",
        "email": f"hello@group{number}.example.org",
        "status": "active",
        "assured_date": "2026-01-15",
        "minimum_age": rng.choice((0, 16, 18, 55)),
        "organization": {
            "id": str(UUID(int=number // 4 + 10**9)),
            "name": f"Neighbours of {town} {number // 4}",
            "description": " ".join(rng.choices(WORDS, k=30)),
        },
        "phones": [{"id": uid(), "number": f"0161 496 {number % 10_000:04}"}],
        "schedules": [
            {
                "id": uid(),
                "freq": "WEEKLY",
                "byday": ",".join(sorted(rng.sample(DAYS, 2))),
                "opens_at": "10:00",
                "closes_at": "12:00",
                "description": "Term time",
            }
        ],
        "cost_options": [{"id": uid(), "option": "A session", "amount": 3.5, "currency": "GBP"}],
        "languages": [{"id": uid(), "name": "English"}],
        "service_at_locations": [
            {
                "id": uid(),
                "location": {
                    "id": uid(),
                    "name": f"{town} Hall",
                    "location_type": "physical",
                    "latitude": 53.5 + rng.random() / 10,
                    "longitude": -2.2 + rng.random() / 5,
                    "addresses": [
                        {
                            "id": uid(),
                            "address_1": f"{number} High Street",
                            "city": town,
                            "state_province": "Lancashire",
                            "postal_code": "OL1 1AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                    "accessibility": [{"id": uid(), "description": "Step-free entrance"}],
                },
            }
        ],
        "attributes": [
            {
                "id": uid(),
                "link_entity": "service",
                "link_id": service,
                "taxonomy_term": {"id": uid(), "name": word, "vocabulary": "made-up"},
            }
            for word in rng.sample(WORDS, 3)
        ],
    }


def write_feed(path: Path, number: int, *, changed_from: int | None = None) -> None:
    """Write a feed of `number` services, one a line; those from `changed_from` on changed."""
    with path.open("w") as file:
        for at in range(number):
            changed = changed_from is not None and at >= changed_from
            row = made_up_service(at, random.Random(SEED * 10**9 + at), changed=changed)
            file.write(json.dumps(row) + "\n")


def measure_import(number: int = 5_000) -> Iterator[Speed]:
    """Measure an import of `number` services. Needs Django, an empty database and The House."""
    with tempfile.TemporaryDirectory() as folder:
        path, changed = Path(folder) / "feed.jsonl", Path(folder) / "changed.jsonl"
        write_feed(path, number)
        write_feed(changed, number, changed_from=number - number // 10)
        yield _timed("all new", path, path)
        yield _timed("all as before", path, path)
        yield _timed("a tenth changed", changed, path)


def _timed(name: str, path: Path, source_address: Path) -> Speed:
    from smallplaces.engines.feeds import read_directory
    from smallplaces.ground.listings import actions as listings
    from smallplaces.ground.listings.models import Source
    from smallplaces.ground.people import queries as people

    house, now = people.the_house(), datetime.now(UTC)
    source = listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL,
        name="Made-up feed",
        address=str(source_address),
        by=house,
        at=now,
    )
    start = perf_counter()
    intake = listings.take_in(source=source, records=read_directory(path), by=house, at=now)
    return Speed(
        name, intake.seen, perf_counter() - start, intake.added, intake.changed, intake.unchanged
    )
