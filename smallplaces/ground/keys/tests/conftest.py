"""The cast, kept for good: threads see it."""

import pytest

from tests.cast import AT, Cast, build_cast
from tests.log import put_down_the_head


@pytest.fixture
def living_cast(transactional_db: None) -> Cast:
    """Return the cast in a database that several connections read."""
    put_down_the_head()
    return build_cast(at=AT)
