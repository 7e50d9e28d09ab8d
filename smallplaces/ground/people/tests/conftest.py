"""The cast, kept for good: threads see it."""

import pytest

from smallplaces.site.demonstration.cast import Cast
from tests.cast import AT, build_cast


@pytest.fixture
def living_cast(transactional_db: None) -> Cast:
    """Return the cast in a database that several connections read."""
    from smallplaces.ground.trust.actions import put_down_the_head

    put_down_the_head()
    return build_cast(at=AT)
