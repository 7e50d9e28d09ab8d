"""The cast as fixtures, and how to walk in as one of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from smallplaces.foundation.fields import ring
from smallplaces.foundation.keyring import replace_ring
from smallplaces.ground.keys.hooks import WAYS
from smallplaces.ground.keys.models import Way
from smallplaces.ground.people.models import Person
from smallplaces.site.demonstration.cast import Cast, build_cast, open_the_house

__all__ = ["AT", "Cast", "build_cast", "cast", "client_of", "open_the_house", "own_ring"]

AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast, added through our own actions at `AT`."""
    return build_cast(at=AT)


def client_of(person: Person, *, ways: Sequence[Way] = (Way.PASSKEY,)) -> Client:
    """Return a test client signed in as `person`, by `ways`: enough for someone who works here."""
    client = Client()
    client.force_login(person.account)
    session = client.session
    session[WAYS] = list(ways)
    session.save()
    return client


@pytest.fixture
def own_ring(tmp_path: Path, settings: Any) -> Path:
    """Return the file of a key ring of this test's own, on which the keys of all tests are too."""
    path: Path = tmp_path / "keys.json"
    replace_ring(path, ring())
    settings.KEY_RING = path
    settings.DATA_DIR = tmp_path  # nor do the heads of another test's log count
    return path
