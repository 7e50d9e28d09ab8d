"""The demonstration place for tests: built once in a run, in a database of its own, and only read.

Building takes some seconds, so nothing here may be emptied between tests. A test that asks for
`town` reads that database instead of the one that `db` rolls back, and must not ask for both.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from smallplaces.engines.meaning import NoMeaningModel
from smallplaces.site.demonstration import build
from smallplaces.site.demonstration.building import Town

__all__ = ["Town", "town", "town_database"]


def without_a_model() -> None:
    """Stand in for loading the sentence model, which has tests of its own and takes long."""
    raise NoMeaningModel


@contextmanager
def reading(database: str) -> Iterator[None]:
    """Have every connection, also those of a live server's threads, open `database`."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


def _drop(name: str) -> None:
    """Drop a database that threads of a live server may still have open.

    WITH (FORCE) fails as soon as autovacuum looks in, whose process is not ours to end; a plain
    DROP sends that one away by itself.
    """
    _run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user"
    )
    _run(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="session")
def town_database(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, Town]]:
    """Build the town in a database of its own; drop it at the end of the run."""
    name = f"town_{os.getpid()}"  # every worker of pytest-xdist has its own
    with django_db_blocker.unblock():
        with reading("postgres"):
            _run(f'CREATE DATABASE "{name}"')
        with reading(name), pytest.MonkeyPatch.context() as patch:
            patch.setattr("smallplaces.engines.meaning.model._load", without_a_model)
            call_command("migrate", verbosity=0)
            built = build(at=datetime.now(UTC))
    yield name, built
    with django_db_blocker.unblock(), reading("postgres"):
        _drop(name)


@pytest.fixture
def town(
    town_database: tuple[str, Town],
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Town]:
    """Give the town as it was built, and read its database for the length of one test."""
    monkeypatch.setattr("smallplaces.engines.meaning.model._load", without_a_model)
    database, built = town_database
    with django_db_blocker.unblock(), reading(database):
        yield built
