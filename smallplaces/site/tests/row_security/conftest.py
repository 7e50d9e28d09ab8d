"""A connection with the rights of the running site."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from smallplaces.ground.offers import actions as offers
from tests.cast import AT, Cast


@pytest.fixture
def as_the_app(cast: Cast) -> Iterator[Any]:
    """Return a cursor with the rights of the running site, before it says who acts."""
    offers.make_wish(person=cast.amina, words="Fishing.", by=cast.amina, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'smallplaces_app'")
        if cursor.fetchone() != (1,):
            pytest.skip("This PostgreSQL is not ours: it has no smallplaces_app.")
        cursor.execute("SET LOCAL ROLE smallplaces_app")
        yield cursor
        cursor.execute("RESET ROLE")
