"""What it costs that PostgreSQL itself decides who sees a row, and how that grows.

The same questions in one run, with row-level security (as the site) and without (as the owner of
the tables, whom another policy lets through at once), beside a view that joins by hand; one check
from 6,000 to 1,600,000 relations; lists for someone who sees few and for someone who sees many;
and how many lines the log takes in a second. Checked for the right answer before it is timed.
`python -m benchmarks.run sight`
"""

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .chart import Report, Table
from .scratch import fresh_place

if TYPE_CHECKING:
    from smallplaces.ground.people.models import Person

AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SIZES = (6_000, 100_000, 1_600_000)
SEEN_BY_MANY = 10_000
ROUNDS = 400
LINES = 3_000
POINT_MS, LIST_MS, CHECK_MS, ANY_LIST_MS, LINES_A_SECOND = 1.0, 5.0, 1.0, 10.0, 1_500


def run(report: Report, *, big: bool) -> None:
    """Grow the place step by step; at each size check, then time. `big` goes to 1.6 million."""
    fresh_place("sight")
    sizes = SIZES if big else SIZES[:2]
    rows, growth = [], []
    for size in sizes:
        _grow_to(size)
        few, many, someone = _who()
        _check(report, few, many, someone)
        growth.append(_at(size, few, many, someone))
        rows = _with_and_without(few, someone)
    report.show(
        f"milliseconds over {ROUNDS} rounds, at {sizes[-1]:,} relations",
        Table(("question", "without p50", "with p50", "with p99", "difference", "goal"), rows),
    )
    report.show(
        "p99 in milliseconds as relations grow",
        Table(("relations", "one check", "list, sees few", "list, sees many"), growth),
    )
    print(f"The log takes {_lines_a_second():,.0f} lines a second (goal {LINES_A_SECOND:,}).")


def _grow_to(relations: int) -> None:
    """Have `relations` sights: each person sees some others; one sees ten thousand by a circle."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(GROW, {"relations": relations, "many": SEEN_BY_MANY})
        for table in ("trust_sight", "offers_wish", "people_person", "circles_membership"):
            cursor.execute(f"ANALYZE {table}")


GROW = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM people_party) THEN
    INSERT INTO people_party (code, kind, name, joined_at)
      SELECT gen_random_uuid(), 'PERSON', 'P' || n, '2026-01-01' FROM generate_series(1, 20000) n;
    INSERT INTO people_person (party_ptr_id, postcode, is_the_house)
      SELECT id, '', false FROM people_party;
    INSERT INTO offers_wish (code, person_id, words, state, what_came_of_it, made_at, made_by_id,
                             changed_at)
      SELECT gen_random_uuid(), id, 'Fishing.', 'OPEN', '', '2026-01-01', id, '2026-01-01'
        FROM people_party;
    INSERT INTO people_party (code, kind, name, joined_at)
      VALUES (gen_random_uuid(), 'CIRCLE', 'Many', '2026-01-01');
    INSERT INTO circles_circle (party_ptr_id, aim, domain)
      SELECT id, 'See many.', '' FROM people_party WHERE kind = 'CIRCLE';
    INSERT INTO circles_membership (circle_id, person_id, kind, joined_at, joined_by_id)
      SELECT c.party_ptr_id, p.id, 'WORKER', '2026-01-01', p.id
        FROM circles_circle c, people_party p WHERE p.name = 'P2';
  END IF;
END $$;
INSERT INTO trust_sight (code, viewer_id, subject_id, shelf, kind, because, starts_at, until,
                         given_by_id)
  SELECT gen_random_uuid(), p.id, p.id, 'plan', 'SELF', 'You.', '2026-01-01', NULL, p.id
    FROM people_party p WHERE p.name IN ('P1', 'P2', 'P3')
     AND NOT EXISTS (SELECT FROM trust_sight WHERE kind = 'SELF' AND subject_id = p.id);
WITH numbered AS (SELECT id, substr(name, 2)::int n FROM people_party WHERE kind = 'PERSON'),
     circle AS (SELECT party_ptr_id id FROM circles_circle),
     have AS (SELECT count(*) c FROM trust_sight)
INSERT INTO trust_sight (code, viewer_id, subject_id, shelf, kind, because, starts_at, until,
                         given_by_id)
  SELECT gen_random_uuid(), viewer.id, subject.id, 'plan', 'SHARED', 'Shared.', '2026-01-01',
         '2027-01-01', subject.id
    FROM have, generate_series(have.c + 1, %(relations)s) g
    JOIN numbered viewer ON viewer.n = 4 + (g %% 19990)
    JOIN numbered subject ON subject.n = 4 + ((g * 7919) %% 19990);
WITH numbered AS (SELECT id, substr(name, 2)::int n FROM people_party WHERE kind = 'PERSON')
INSERT INTO trust_sight (code, viewer_id, subject_id, shelf, kind, because, starts_at, until,
                         given_by_id)
  SELECT gen_random_uuid(), v.id, s.id, 'plan', 'SHARED', 'Shared.', '2026-01-01', '2027-01-01',
         s.id
    FROM (SELECT id, 4 first, 53 last FROM numbered WHERE n = 1
          UNION ALL SELECT party_ptr_id, 4, 3 + %(many)s FROM circles_circle) v
    JOIN numbered s ON s.n BETWEEN v.first AND v.last
   WHERE NOT EXISTS (SELECT FROM trust_sight t WHERE t.viewer_id = v.id AND t.kind = 'SHARED');
"""


def _who() -> tuple["Person", "Person", "Person"]:
    """Return someone who sees fifty, someone who sees ten thousand, and one whom both see."""
    from smallplaces.ground.people.models import Person

    few, many, seen = (Person.objects.get(name=name) for name in ("P1", "P2", "P4"))
    return few, many, seen


def _check(report: Report, few: "Person", many: "Person", seen: "Person") -> None:
    from smallplaces.foundation.acting import acting_as_person
    from smallplaces.ground.offers.models import Wish
    from smallplaces.ground.people.models import Person

    stranger = Person.objects.get(name="P3")
    for person, wanted in ((few, 51), (many, SEEN_BY_MANY + 1), (stranger, 1)):
        with _as_the_site(), acting_as_person(person, at=AT):
            found = Wish.objects.count()
        report.check(found == wanted, f"{person.name} sees {wanted} wishes ({found})")
    report.check(Wish.objects.count() == 20_000, "the owner of the tables sees them all")


def _as_the_site() -> AbstractContextManager[object]:
    from django.test import override_settings

    return override_settings(ROLE_OF_REQUESTS="smallplaces_app")


def _with_and_without(few: "Person", seen: "Person") -> list[tuple[str, ...]]:
    from smallplaces.ground.offers import queries as offers
    from smallplaces.ground.offers.models import Wish

    def point() -> None:
        list(Wish.objects.filter(person=seen))

    def fifty() -> None:
        list(offers.wishes_visible_to(few, at=AT).order_by("pk")[:50])

    found: list[tuple[str, ...]] = []
    for name, ask, goal in (("one row", point, POINT_MS), ("a list of 50", fifty, LIST_MS)):
        bare, secured = _times(ask, None), _times(ask, few)
        more = statistics.median(secured) - statistics.median(bare)
        found.append(
            (
                name,
                f"{statistics.median(bare):.2f}",
                f"{statistics.median(secured):.2f}",
                f"{_p99(secured):.2f}",
                f"{more:.2f}",
                f"≤ {goal:.0f}",
            )
        )
    return found


def _at(size: int, few: "Person", many: "Person", seen: "Person") -> tuple[str, ...]:
    from smallplaces.foundation.shelves import Shelf
    from smallplaces.ground.offers import queries as offers
    from smallplaces.ground.trust import queries as trust

    def check() -> None:
        trust.may_see(few, seen, Shelf.PLAN, at=AT)

    def list_of(person: "Person") -> Callable[[], object]:
        return lambda: list(offers.wishes_visible_to(person, at=AT).order_by("pk")[:50])

    one = _p99(_times(check, few))
    narrow, wide = _p99(_times(list_of(few), few)), _p99(_times(list_of(many), many))
    return f"{size:,}", f"{one:.2f}", f"{narrow:.2f}", f"{wide:.2f}"


def _times(ask: Callable[[], object], actor: "Person | None") -> list[float]:
    """Return the milliseconds of each round, all in one transaction of `actor`."""
    from django.db import transaction

    from smallplaces.foundation.acting import acting_as_person

    acting = acting_as_person(actor, at=AT) if actor else nullcontext()
    taken = []
    with _as_the_site(), acting, transaction.atomic():
        for _ in range(20):
            ask()
        for _ in range(ROUNDS):
            start = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _lines_a_second() -> float:
    """Return how many lines the log takes when acts of ten lines are committed one by one."""
    from django.db import transaction

    from smallplaces.ground.people.models import Person
    from smallplaces.ground.trust import actions as trust

    person = Person.objects.get(name="P1")
    start = time.perf_counter()
    for _ in range(LINES // 10):
        with transaction.atomic():
            for _ in range(10):
                trust.write_record("trust.shared", by=person, at=AT, about=person)
    return LINES / (time.perf_counter() - start)
