"""How long the five main pages take, as ratios to an empty page with one query in the same run.

Over the demonstration place, through every middleware, as who would open them: a guest asks and
finds, Amina reads her plan and her people. First each page is checked for what should be on it.
`python -m benchmarks.run pages`
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .chart import Report, Table
from .scratch import use_place

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = 60
MOST_TIMES_THE_FLOOR = 10.0
MOST_QUERIES = 12
P95 = 0.95


@dataclass(frozen=True)
class Page:
    """One page: what it is called here, its address, who opens it, and words that must be on it."""

    name: str
    address: str
    client: "Client"
    words: str


def run(report: Report, *, big: bool) -> None:
    """Check the pages, then time them in turns (A B A B …), then count their queries."""
    use_place("pages", _fill)
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.floor"
    pages = _pages()
    for page in pages:
        answer = page.client.get(page.address)
        right = answer.status_code == 200 and page.words in answer.content.decode()
        report.check(right, f"{page.name} says “{page.words}”")
    times = _times(pages)
    floor, *rest = pages
    queries = {page.name: _queries(page) for page in pages}
    report.show(
        f"p95 over {ROUNDS} rounds",
        Table(
            ("page", "p50 ms", "p95 ms", "times the floor", "queries"),
            [_row(page, times[page.name], times[floor.name], queries) for page in pages],
        ),
    )
    for page in rest:
        ratio = _percentile(times[page.name], P95) / _percentile(times[floor.name], P95)
        print(f"{page.name}: {ratio:.1f} × the floor (goal {MOST_TIMES_THE_FLOOR:.0f})")
        report.check(queries[page.name] <= MOST_QUERIES, f"{page.name}: ≤ {MOST_QUERIES} queries")


def _fill() -> None:
    from smallplaces.site.demonstration import build_once

    build_once()


def _pages() -> list[Page]:
    from django.test import Client

    from smallplaces.ground.listings.models import Listing
    from smallplaces.ground.people.models import Person

    guest, amina = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    amina.force_login(Person.objects.get(name="Amina").account)
    anglers = Listing.objects.get(name="Larkbridge Anglers")
    return [
        Page("the floor", "/floor/", guest, "one query"),
        Page("home", "/", guest, "What would you like"),
        Page("find", "/find/?words=fishing+with+company&near=OL14", guest, "Larkbridge Anglers"),
        Page("listing", f"/listings/{anglers.code}/", guest, "Larkbridge Anglers"),
        Page("plan", "/my/plan/", amina, "fishing with my dad"),
        Page("people", "/my/people/", amina, "Mrs Pollard"),
    ]


def _times(pages: list[Page]) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(ROUNDS):
        for page in pages:
            start = time.perf_counter()
            page.client.get(page.address)
            taken[page.name].append((time.perf_counter() - start) * 1000)
    return taken


def _queries(page: Page) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        page.client.get(page.address)
    return len(captured)


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _row(page: Page, times: list[float], floor: list[float], queries: dict[str, int]) -> list[str]:
    ratio = _percentile(times, P95) / _percentile(floor, P95)
    middle, slow = _percentile(times, 0.5), _percentile(times, P95)
    return [page.name, f"{middle:.2f}", f"{slow:.2f}", f"{ratio:.1f}", str(queries[page.name])]
