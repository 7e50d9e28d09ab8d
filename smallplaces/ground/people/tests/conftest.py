"""The cast, kept for good: threads see it."""

import pytest

from tests.cast import AT, Cast, build_cast


@pytest.fixture
def living_cast(transactional_db: None) -> Cast:
    """Return the cast in a database that several connections read."""
    from smallplaces.ground.trust.actions import put_down_the_head

    put_down_the_head()
    return build_cast(at=AT)
