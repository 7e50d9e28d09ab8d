"""The cast, now: pages read the real clock."""

import pytest
from django.utils import timezone

from tests.cast import Cast, build_cast


@pytest.fixture
def here(db: None) -> Cast:
    """Return the cast as of this moment."""
    return build_cast(at=timezone.now())
