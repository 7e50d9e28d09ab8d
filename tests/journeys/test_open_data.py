"""The page about open data."""

import pytest

from smallplaces.systems.local_market.api.endpoints import ENDPOINTS

from .accessibility import assert_accessible
from .conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_about_open_data_shuts_nobody_out(open_page: OpenPage, width: int) -> None:
    page = open_page("/api/v3/docs/", width=width)
    assert_accessible(page)
    assert page.get_by_role("heading", level=2).count() >= len(ENDPOINTS)
