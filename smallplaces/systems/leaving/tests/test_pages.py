"""The pages of leaving and of what is wrong: plain to read, and not slow."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from smallplaces.foundation.reading_age import grade
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries
from smallplaces.systems.leaving import actions
from tests.cast import build_cast, client_of

from .conftest import DAY

PAGES = ("/my/leaving/", "/my/leaving/forget/", "/my/complaints/", "/my/complaints/new/")


@pytest.fixture
def amina(db: None) -> Client:
    """Return the browser of Amina, who complained, and asked to be forgotten."""
    cast = build_cast(at=timezone.now() - DAY)
    trust.give_mandate(
        holder=cast.idris,
        verb=queries.ANSWERS_COMPLAINTS,
        over=None,
        because="So that somebody answers.",
        until=cast.at + 60 * DAY,
        by=cast.the_house,
        at=cast.at,
    )
    trust.complain(person=cast.amina, kind="SEEN", words="Why?", by=cast.amina, at=cast.at)
    actions.ask_to_be_forgotten(person=cast.amina, by=cast.amina, at=cast.at)
    return client_of(cast.amina)


def addresses(client: Client) -> list[str]:
    shown = re.findall(r'href="(/my/complaints/[0-9a-f-]{36}/)"', _main(client, PAGES[2]))
    assert shown
    return [*PAGES, *shown]


def _main(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_no_page_asks_for_more_than_five_years_of_school(amina: Client) -> None:
    for path in addresses(amina):
        lines = re.sub(
            r"</(?:p|li|h\d|dt|dd|label|legend|a|button|span|div)>", "\n", _main(amina, path)
        )
        text = strip_tags(re.sub(r"<svg.*?</svg>", "", lines, flags=re.DOTALL))
        text = re.sub(r"\(?\w[\w ]*Act \d{4}[^)]*\)?|https?\S+|\S+\.org\.uk\S*", "", text)
        assert grade(text) <= 5, f"{path} is read at grade {grade(text):.1f}: {text}"


def test_no_page_asks_the_database_much(
    amina: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for path in ("/", *addresses(amina)):
        with django_assert_max_num_queries(12):
            amina.get(path)
