"""The cast as fixtures, and how to walk in as one of them."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from smallplaces.ground.people.models import Person
from smallplaces.site.demonstration.cast import Cast, build_cast, open_the_house

__all__ = ["AT", "Cast", "build_cast", "cast", "client_of", "open_the_house"]

AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast, added through our own actions at `AT`."""
    return build_cast(at=AT)


def client_of(person: Person) -> Client:
    """Return a test client signed in as `person`."""
    client = Client()
    client.force_login(person.account)
    return client
