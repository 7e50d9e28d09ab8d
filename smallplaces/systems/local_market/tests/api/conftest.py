"""A small market with one listing of every sort."""

import pytest

from tests.cast import Cast

from .asking import Market, build_market


@pytest.fixture
def market(cast: Cast) -> Market:
    """Return the market, built through our own actions."""
    return build_market(cast)
