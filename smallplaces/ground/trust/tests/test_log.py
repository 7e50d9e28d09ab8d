"""The log finds whoever tampers with it, and the site itself cannot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from smallplaces.foundation.acting import Actor, Office, acting_as
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.models import Record
from tests.cast import AT, Cast

WORDS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
DETAILS = some.dictionaries(
    WORDS,
    some.recursive(
        some.none()
        | some.booleans()
        | some.integers()
        | WORDS
        | some.floats(allow_nan=False, allow_infinity=False),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORDS, inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def unguarded() -> Iterator[None]:
    """Do what only the owner of the tables could: put the guard to sleep."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE trust_record DISABLE TRIGGER USER")
    yield
    run("ALTER TABLE trust_record ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE trust_record SET event = 'people.invented' WHERE number = 5", "was changed"),
        ("UPDATE trust_record SET by_id = about_id WHERE number = 40", "was changed"),
        ("UPDATE trust_record SET details = '{}' WHERE details <> '{}'", "was changed"),
        ("UPDATE trust_record SET happened_at = happened_at + interval '1 s'", "was changed"),
        ("DELETE FROM trust_record WHERE number = 5", "is missing"),
        ("DELETE FROM trust_record WHERE number > 30", "is missing at the end"),
        ("DELETE FROM trust_record", "is missing at the end"),
    ],
)
def test_tampering_with_the_log_is_found(cast: Cast, sql: str, what: str) -> None:
    actions.write_record("trust.shared", by=cast.amina, about=cast.dev, at=cast.at)
    if "number = 40" in sql:
        sql = f"UPDATE trust_record SET by_id = about_id WHERE number = {Record.objects.count()}"
    with unguarded():
        run(sql)
    broken = queries.find_broken_chain()
    assert broken is not None
    assert broken.what == what


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(details=DETAILS)
def test_the_chain_is_whole_whatever_the_details_hold(cast: Cast, details: dict[str, Any]) -> None:
    actions.write_record("trust.shared", by=cast.amina, at=cast.at, details=details)
    broken = queries.find_broken_chain()
    assert broken is None, details


@pytest.mark.parametrize(
    "details",
    [
        {"far": 1e22},
        {"zero": -0.0},
        {"whole": 100.0},
        {"tiny": 1e-7},
        {"vast": 1.7e308},
        {"half": 1.5},
    ],
)
def test_numbers_read_the_same_before_and_after_they_were_kept(
    cast: Cast, details: dict[str, float]
) -> None:
    actions.write_record("trust.shared", by=cast.amina, at=cast.at, details=details)
    assert queries.find_broken_chain() is None


@contextmanager
def as_the_site() -> Iterator[None]:
    """Have no more rights than the site's commands; skip where there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'smallplaces_app'")
        if cursor.fetchone() != (1,):
            pytest.skip("This PostgreSQL is not ours: it has no smallplaces_app.")
    with acting_as(Actor(Office.KEEPER, AT)):
        yield


def test_the_site_can_do_its_work_with_the_rights_it_has(cast: Cast) -> None:
    with as_the_site():
        tie = people.add_tie(person=cast.amina, name="Jo", by=cast.amina, at=cast.at)
        people.end_tie(tie=tie, by=cast.amina, at=cast.at)
        link = people.make_sign_in_link(email="amina@example.org", at=cast.at)
        assert link is not None
        people.use_sign_in_link(token=link.token, at=cast.at)
        assert queries.find_broken_chain() is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE trust_record SET event = 'people.invented'",
        "DELETE FROM trust_record",
        "DELETE FROM trust_look",
        "TRUNCATE trust_record",
        "ALTER TABLE trust_record DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "DROP TABLE trust_record",
        "COPY trust_record TO PROGRAM 'true'",
    ],
)
def test_the_site_cannot_touch_what_was_written(cast: Cast, sql: str) -> None:
    actions.look(
        viewer=cast.cerys,
        person=cast.amina,
        shelf=Shelf.PLAN,
        reason="ASKED_ME",
        at=cast.at,
    )
    with as_the_site(), pytest.raises(DatabaseError), transaction.atomic():
        run(sql)


def test_looking_at_the_chain_costs_nothing_but_reading(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        queries.find_broken_chain()
