"""The page of one thing, its calendar, its versions, and saying that something is wrong."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Facts, Listing, Problem, Source, SourceRecord
from tests.cast import Cast, client_of

from .conftest import ANGLERS

MOST_QUERIES = 12


def page_of(client: Client, listing: Listing, rest: str = "") -> str:
    response = client.get(f"/listings/{listing.code}/{rest}")
    assert response.status_code == 200
    return response.content.decode()


def changed(cast: Cast, listing: Listing, **said: Any) -> Listing:
    """Return the listing after Efa wrote and confirmed something else."""
    version = listings.write_draft(
        listing=listing, facts=replace(ANGLERS, **said), started_from=listing.versions.count(),
        by=cast.efa, at=cast.at,
    )  # fmt: skip
    return listings.confirm_version(version=version, by=cast.efa, at=cast.at)


@pytest.mark.parametrize("who", ["guest", "dev", "efa", "cerys"])
def test_a_listing_says_what_people_need(cast: Cast, anglers: Listing, who: str) -> None:
    client = Client() if who == "guest" else client_of(getattr(cast, who))
    page = page_of(client, anglers)
    for words in (
        "Larkbridge Anglers", "Every Sunday, 8am to midday", "£2 a morning", "£0.50 bait",
        "Step-free way in", "Age 8 and older", "0161 496 0001", "Listed is not recommended",
        "Last confirmed on 2 March 2026 by Larkbridge Anglers", "Something is wrong here",
        "Ask to be introduced", "calendar.ics",
    ):  # fmt: skip
        assert words in page
    assert ("You keep this page" in page) == (who == "efa")


def test_a_listing_takes_few_queries(
    cast: Cast, anglers: Listing, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.efa)
    with django_assert_max_num_queries(MOST_QUERIES + 2):  # two of them read who is here
        client.get(f"/listings/{anglers.code}/?near=OL14")
    with django_assert_max_num_queries(MOST_QUERIES):
        Client().get(f"/listings/{anglers.code}/?near=OL14")


def test_without_a_keeper_people_get_in_touch_themselves(cast: Cast, anglers: Listing) -> None:
    listings.give_keeper(listing=anglers, keeper=None, by=cast.efa, at=cast.at)
    page = page_of(Client(), anglers)
    assert "we cannot introduce you" in page
    assert "Ask to be introduced" not in page


@pytest.mark.parametrize(
    "path", ["", "versions/", "versions/1/1/", "something-is-wrong/", "calendar.ics"]
)
def test_a_draft_is_not_there_for_others(cast: Cast, draft: Listing, path: str) -> None:
    for client in (Client(), client_of(cast.dev), client_of(cast.efa)):
        assert client.get(f"/listings/{draft.code}/{path}").status_code == 404


def test_a_draft_is_there_for_its_keeper(cast: Cast, draft: Listing) -> None:
    assert "Not public yet" in page_of(client_of(cast.hana), draft)


def test_a_paused_listing_says_so(cast: Cast, anglers: Listing) -> None:
    listings.pause_listing(listing=anglers, by=cast.efa, at=cast.at)
    page = page_of(Client(), anglers)
    assert "paused for now" in page
    assert "Ask to be introduced" not in page


def test_a_closed_listing_says_so_kindly_with_its_name_and_no_more(
    cast: Cast, anglers: Listing
) -> None:
    listings.close_listing(listing=anglers, by=cast.efa, at=cast.at)
    response = Client().get(f"/listings/{anglers.code}/")
    assert response.status_code == 410
    assert b"is no longer there" in response.content
    assert b"0161 496 0001" not in response.content
    assert "This has closed" in page_of(client_of(cast.efa), anglers)


def test_what_was_never_there_is_not_found(client: Client, db: None) -> None:
    assert client.get(f"/listings/{uuid4()}/").status_code == 404


def test_what_is_said_is_shown_as_text(cast: Cast, anglers: Listing) -> None:
    changed(cast, anglers, description="<script>alert(1)</script>", where="<b>Here")
    page = page_of(Client(), anglers)
    assert "<script>alert" not in page
    assert "&lt;b&gt;Here" in page


def test_sources_and_what_they_say_otherwise_are_shown(cast: Cast, anglers: Listing) -> None:
    source = listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL, name="Council directory", address="https://c.example.org",
        by=cast.the_house, at=cast.at,
    )  # fmt: skip
    SourceRecord.objects.create(
        source=source, their_id="1", listing=anglers, raw={}, digest="x",
        said=replace(ANGLERS, phone="0161 999 9999").as_json(), first_read_at=cast.at,
        last_read_at=cast.at, changed_at=cast.at,
    )  # fmt: skip
    page = page_of(Client(), anglers)
    assert "Council directory" in page
    assert "Not everyone says the same" in page
    assert "0161 999 9999" in page


def test_the_way_back_is_the_search_one_came_from(client: Client, anglers: Listing) -> None:
    address = f"/listings/{anglers.code}/"
    came = client.get(address, headers={"referer": "http://testserver/find/?words=canal"})
    assert 'href="/find/?words=canal"' in came.content.decode()
    elsewhere = client.get(address, headers={"referer": "http://evil.example/find/?words=canal"})
    assert "words=canal" not in elsewhere.content.decode()


def test_the_calendar_is_stable_and_says_when_nothing_changed(
    client: Client, anglers: Listing
) -> None:
    address = f"/listings/{anglers.code}/calendar.ics"
    first, second = client.get(address), client.get(address)
    assert first["Content-Type"].startswith("text/calendar")
    assert b"RRULE:FREQ=WEEKLY;BYDAY=SU" in first.content
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_calendar_of_what_has_closed_calls_it_off(
    cast: Cast, client: Client, anglers: Listing
) -> None:
    listings.close_listing(listing=anglers, by=cast.efa, at=cast.at)
    assert b"STATUS:CANCELLED" in client.get(f"/listings/{anglers.code}/calendar.ics").content


def test_the_public_compares_what_was_confirmed_and_nothing_else(
    cast: Cast, anglers: Listing
) -> None:
    changed(cast, anglers, where="By the new bridge")
    listings.write_draft(
        listing=anglers, facts=replace(ANGLERS, where="A secret place"), started_from=2,
        by=cast.efa, at=cast.at,
    )  # fmt: skip
    assert "Version 3" not in page_of(Client(), anglers, "versions/")
    assert "By the new bridge" in page_of(Client(), anglers, "versions/1/2/")
    assert Client().get(f"/listings/{anglers.code}/versions/2/3/").status_code == 404
    assert "A secret place" in page_of(client_of(cast.efa), anglers, "versions/2/3/")
    assert Client().get(f"/listings/{anglers.code}/versions/1/{'9' * 30}/").status_code == 404


def test_anyone_can_say_that_something_is_wrong(
    client: Client, anglers: Listing, django_capture_on_commit_callbacks: object
) -> None:
    address = f"/listings/{anglers.code}/something-is-wrong/"
    assert "need not say who you are" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        thanks = client.post(address, {"words": "It moved to Mondays", "reply_to": "a@example.org"})
    assert "Thank you for telling us" in thanks.content.decode()
    assert Problem.objects.get().words == "It moved to Mondays"
    assert mail.outbox[0].to == ["efa@example.org"]
    client.post(address, {"words": "It moved to Mondays"})
    assert Problem.objects.count() == 1


def test_a_problem_that_speaks_of_danger_gets_help_first(client: Client, anglers: Listing) -> None:
    address = f"/listings/{anglers.code}/something-is-wrong/"
    page = client.post(address, {"words": "a man there hits me, I want to die"}).content.decode()
    assert page.index("tel:999") < page.index("Thank you for telling us")
    assert Problem.objects.count() == 1


def test_a_problem_needs_words_and_keeps_the_rest(client: Client, anglers: Listing) -> None:
    address = f"/listings/{anglers.code}/something-is-wrong/"
    page = client.post(address, {"words": " ", "reply_to": "0161"}).content.decode()
    assert "Say in a few words what is wrong." in page
    assert 'value="0161"' in page
    assert not Problem.objects.exists()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.one_of(st.text(), st.just("x" * 100_000)), reply_to=st.text(max_size=400))
def test_no_words_break_the_problem_page(
    client: Client, anglers: Listing, words: str, reply_to: str
) -> None:
    said = {"words": words, "reply_to": reply_to}
    response = client.post(f"/listings/{anglers.code}/something-is-wrong/", said)
    assert response.status_code == 200


def test_a_listing_that_says_almost_nothing_has_a_page(cast: Cast) -> None:
    facts = Facts(name="؟😀", kind=Listing.Kind.PERSON)
    listing = listings.start_listing(keeper=cast.gwen, facts=facts, by=cast.gwen, at=cast.at)
    listings.confirm_version(version=listing.versions.get(), by=cast.gwen, at=cast.at)
    page = page_of(Client(), listing)
    assert "They have not said. Ask before you go." in page
    assert "Good things to ask first" in page
