"""Fixtures of the listings room."""

from collections.abc import Iterator

import pytest

from smallplaces.ground.listings.models import Listing
from smallplaces.ground.listings.queries import meanings
from tests.cast import Cast

from .searching import EVERYTHING, open_listing


@pytest.fixture
def here(cast: Cast) -> dict[str, Listing]:
    """Open a few listings; return them by name."""
    return {facts.name: open_listing(cast, facts) for facts in EVERYTHING}


@pytest.fixture(autouse=True)
def _nothing_in_memory() -> Iterator[None]:
    """Forget meanings around every test: each has a database of its own."""
    meanings.forget()
    yield
    meanings.forget()
