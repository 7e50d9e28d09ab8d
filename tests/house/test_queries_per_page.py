"""No page asks the database much, however full the place is."""

import pytest

from smallplaces.site.demonstration.building import Town
from tests.crawling import ROLES, Visit, walk

MOST = 12

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_the_database_more_than_twelve_questions(town: Town, role: str) -> None:
    too_many = [
        f"{visit.address} asks {len(visit.queries)}:\n  " + "\n  ".join(shown(visit))
        for visit in walk(town, role, of_a_kind=3)
        if len(visit.queries) > MOST
    ]
    assert not too_many, "\n".join(too_many)


def shown(visit: Visit) -> list[str]:
    """Return the beginnings of what was asked."""
    return [query[:160] for query in visit.queries]
