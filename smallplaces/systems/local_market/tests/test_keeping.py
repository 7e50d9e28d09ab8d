"""Keeping a page: writing it, making it public, and what is waiting."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.listings import actions as listings
from smallplaces.ground.listings.models import Listing, ListingVersion, Problem, Source
from smallplaces.ground.listings.rules import LOOK_AFTER
from smallplaces.ground.people import actions as people
from smallplaces.ground.trust import actions as trust
from smallplaces.systems.local_market.forms import PARTS
from tests.cast import Cast, client_of

from .conftest import ANGLERS
from .facts import posted

GET_PAGES = ["", *(f"edit/{part}/" for part in PARTS)]
POST_PAGES = ["make-public/", "put-draft-aside/", "still-true/", "pause/", "open-again/", "close/"]
MOST_QUERIES = 12


def mine(listing: Listing, rest: str = "") -> str:
    return f"/my/listings/{listing.code}/{rest}"


def save(client: Client, listing: Listing, part: str, **changed: str) -> str:
    """Change some answers of one part as a browser would; return where it leads."""
    page = client.get(mine(listing, f"edit/{part}/")).content.decode()
    form = page[page.index('name="started_from"') - 50 : page.index("Save and continue")]
    response = client.post(mine(listing, f"edit/{part}/"), {**posted(form), **changed})
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])


@pytest.mark.parametrize("path", GET_PAGES)
def test_only_who_keeps_a_page_gets_to_write_it(cast: Cast, anglers: Listing, path: str) -> None:
    assert client_of(cast.efa).get(mine(anglers, path)).status_code == 200
    assert client_of(cast.dev).get(mine(anglers, path)).status_code == 404
    assert client_of(cast.bryn).get(mine(anglers, path)).status_code == 404
    assert Client().get(mine(anglers, path)).status_code == 302


@pytest.mark.parametrize("path", POST_PAGES)
def test_only_who_keeps_a_page_changes_it(cast: Cast, anglers: Listing, path: str) -> None:
    before = Listing.objects.filter(pk=anglers.pk).values().get()
    assert client_of(cast.dev).post(mine(anglers, path)).status_code == 404
    assert Client().post(mine(anglers, path)).status_code == 302
    assert client_of(cast.efa).get(mine(anglers, path)).status_code == 405
    assert Listing.objects.filter(pk=anglers.pk).values().get() == before


def test_a_page_is_started_written_part_by_part_and_made_public(cast: Cast) -> None:
    hana = client_of(cast.hana)
    start = {"name": "Hana's garden help", "kind": "MICRO_ENTERPRISE", "keeper": cast.hana.pk}
    first = hana.post("/my/listings/new/", start)
    listing = Listing.objects.get(name="Hana's garden help")
    assert first["Location"] == mine(listing, "edit/what/")
    for part, onwards in zip(PARTS, [*list(PARTS)[1:], None], strict=True):
        assert save(hana, listing, part) == mine(listing, f"edit/{onwards}/" if onwards else "")
    save(hana, listing, "cost", **{"costs-0-pounds": "15", "costs-0-words": "an hour"})
    assert Client().get(f"/listings/{listing.code}/").status_code == 404
    number = ListingVersion.objects.get(listing=listing, state="DRAFT").number
    hana.post(mine(listing, "make-public/"), {"number": number})
    assert "£15 an hour" in Client().get(f"/listings/{listing.code}/").content.decode()


def test_nobody_starts_a_page_for_someone_else(cast: Cast) -> None:
    start = {"name": "Not mine", "kind": "GROUP", "keeper": cast.hana.pk}
    assert client_of(cast.dev).post("/my/listings/new/", start).status_code == 200
    assert not Listing.objects.filter(name="Not mine").exists()


def test_what_would_change_is_shown_before_it_is_public(cast: Cast, anglers: Listing) -> None:
    efa = client_of(cast.efa)
    assert save(efa, anglers, "where", where="By the new bridge") == mine(anglers)
    page = efa.get(mine(anglers)).content.decode()
    assert "What would change" in page
    assert "Towpath, Bridge 12" in page
    assert "By the new bridge" in page
    assert "By the new bridge" not in Client().get(f"/listings/{anglers.code}/").content.decode()


def test_what_changed_since_one_looked_is_not_made_public(cast: Cast, anglers: Listing) -> None:
    efa = client_of(cast.efa)
    save(efa, anglers, "where", where="First")
    save(efa, anglers, "where", where="Second")
    page = efa.post(mine(anglers, "make-public/"), {"number": 2}, follow=True).content.decode()
    assert "It has changed since you looked" in page
    anglers.refresh_from_db()
    assert anglers.where == "Towpath, Bridge 12"


def test_a_draft_is_put_aside_and_kept(cast: Cast, anglers: Listing) -> None:
    efa = client_of(cast.efa)
    save(efa, anglers, "where", where="First")
    efa.post(mine(anglers, "put-draft-aside/"), {"number": 2})
    assert anglers.versions.get(number=2).state == ListingVersion.State.SET_ASIDE


def test_two_who_write_at_once_lose_nothing_and_choose(cast: Cast, anglers: Listing) -> None:
    efa = client_of(cast.efa)
    page = efa.get(mine(anglers, "edit/where/")).content.decode()
    form = posted(page[page.index('name="started_from"') - 50 : page.index("Save and continue")])
    save(efa, anglers, "where", where="Theirs")
    clash = efa.post(mine(anglers, "edit/where/"), {**form, "where": "Mine"})
    choose = clash["Location"]
    assert choose == mine(anglers, "choose/2/3/")
    shown = efa.get(choose).content.decode()
    assert "Theirs" in shown
    assert "Mine" in shown
    assert "Choose which of the two" in efa.post(choose, {}).content.decode()
    assert efa.post(choose, {"where": "mine"})["Location"] == mine(anglers)
    assert anglers.versions.get(state="DRAFT").facts.where == "Mine"
    assert anglers.versions.get(number=2).facts.where == "Theirs"
    assert client_of(cast.dev).get(choose).status_code == 404


def test_all_of_it_is_still_true_in_one_tap(cast: Cast, anglers: Listing) -> None:
    Listing.objects.filter(pk=anglers.pk).update(confirmed_on=cast.at.date() - timedelta(days=300))
    efa = client_of(cast.efa)
    assert "Is it all still true?" in efa.get("/my/listings/").content.decode()
    assert efa.post(mine(anglers, "still-true/"))["Location"] == "/my/listings/"
    assert "Is it all still true?" not in efa.get("/my/listings/").content.decode()


def test_a_page_is_paused_closed_and_opened_again(cast: Cast, anglers: Listing) -> None:
    efa = client_of(cast.efa)
    for path, state in (("pause/", "PAUSED"), ("close/", "CLOSED"), ("open-again/", "OPEN")):
        efa.post(mine(anglers, path))
        anglers.refresh_from_db()
        assert anglers.state == state


def test_what_cannot_be_done_is_said(cast: Cast, draft: Listing) -> None:
    page = client_of(cast.hana).post(mine(draft, "pause/"), follow=True).content.decode()
    assert "Confirm what it says first" in page


def test_a_problem_waits_for_its_keeper_who_settles_it(cast: Cast, anglers: Listing) -> None:
    problem = listings.say_problem(
        listing=anglers, words="It moved", reply_to="0161", by=None, at=cast.at
    )
    address = f"/my/listings/problems/{problem.code}/"
    assert client_of(cast.dev).get(address).status_code == 404
    efa = client_of(cast.efa)
    assert "It moved" in efa.get("/my/listings/").content.decode()
    assert "0161" in efa.get(address).content.decode()
    efa.post(address, {"answer": "Changed, thank you"})
    assert Problem.objects.get().answer == "Changed, thank you"
    assert "It moved" not in efa.get("/my/listings/").content.decode()


def test_who_looks_after_pages_hears_of_those_nobody_keeps(cast: Cast, anglers: Listing) -> None:
    listings.give_keeper(listing=anglers, keeper=None, by=cast.efa, at=cast.at)
    listings.say_problem(listing=anglers, words="It moved", by=None, at=cast.at)
    gwen = client_of(cast.gwen)
    assert "It moved" not in gwen.get("/my/listings/").content.decode()
    trust.give_mandate(
        holder=cast.gwen, verb=LOOK_AFTER, over=None, because="She knows everyone here.",
        until=cast.at + timedelta(days=3000), by=cast.the_house, at=cast.at,
    )  # fmt: skip
    assert "It moved" in gwen.get("/my/listings/").content.decode()
    assert gwen.get(mine(anglers)).status_code == 200


@pytest.fixture
def offered(cast: Cast, anglers: Listing) -> ListingVersion:
    """Return what a source offers for the anglers, not decided yet."""
    source = listings.add_source(
        kind=Source.Kind.OPEN_REFERRAL, name="Council", address="https://c.example.org",
        by=cast.the_house, at=cast.at,
    )  # fmt: skip
    return ListingVersion.objects.create(
        listing=anglers, number=2, state="OFFERED", source=source, made_at=cast.at,
        said=replace(ANGLERS, phone="0161 999 9999").as_json(), made_by=cast.the_house,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "phone"), [("take", "0161 999 9999"), ("leave", "0161 496 0001")]
)
def test_a_keeper_decides_what_a_source_offers(
    cast: Cast, anglers: Listing, offered: ListingVersion, choice: str, phone: str
) -> None:
    efa, address = client_of(cast.efa), mine(anglers, "offered/2/")
    assert "Council says something new" in efa.get("/my/listings/").content.decode()
    assert "0161 999 9999" in efa.get(address).content.decode()
    assert client_of(cast.dev).get(address).status_code == 404
    efa.post(address, {choice: "yes"})
    anglers.refresh_from_db()
    assert anglers.phone == phone
    assert efa.get(address).status_code == 404


def test_a_supporter_keeps_pages_for_the_person_they_act_for(cast: Cast) -> None:
    now = timezone.now()
    support = people.ask_supporter(
        person=cast.bryn, supporter=cast.idris, shelves=[Shelf.PROFILE], writes=[Shelf.PROFILE],
        until=now + timedelta(days=30), by=cast.bryn, at=now,
    )  # fmt: skip
    people.accept_to_support(supporter=support, by=cast.idris, at=now)
    facts = replace(ANGLERS, name="Bryn's tea")
    listing = listings.start_listing(keeper=cast.bryn, facts=facts, by=cast.bryn, at=now)
    idris = client_of(cast.idris)
    assert "Bryn&#x27;s tea" in idris.get("/my/listings/").content.decode()
    assert idris.get(mine(listing, "edit/when/")).status_code == 200


@pytest.mark.parametrize("path", ["/my/listings/", "/my/listings/new/"])
def test_empty_pages_say_how_to_start(cast: Cast, path: str) -> None:
    page = client_of(cast.dev).get(path).content.decode()
    assert "Start a page" in page or "Put something here" in page


def test_keepers_pages_take_few_queries(
    cast: Cast, anglers: Listing, offered: ListingVersion,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    efa = client_of(cast.efa)
    for path in ("/my/listings/", mine(anglers), mine(anglers, "edit/when/")):
        with django_assert_max_num_queries(MOST_QUERIES):
            efa.get(path)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    part=st.sampled_from(list(PARTS)),
    data=st.dictionaries(
        st.sampled_from(
            ["started_from", "name", "kind", "description", "topics", "where", "postcode", "url",
             "min_age", "access", "times-TOTAL_FORMS", "times-INITIAL_FORMS", "times-0-rule",
             "times-0-repeats", "times-0-days", "times-0-opens_at", "times-0-starts_on_year",
             "costs-TOTAL_FORMS", "costs-INITIAL_FORMS", "costs-0-pounds", "costs-0-words"]
        ),
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(["0", "1", "2", "9" * 5000, "weekly", "kept", "FREQ=SECONDLY", "\x00",
                             "10am", "x" * 100_000, "FREQ=DAILY;COUNT=99999999999"]),
        ),
    ),
)  # fmt: skip
def test_nothing_posted_breaks_a_part(
    cast: Cast, anglers: Listing, part: str, data: dict[str, str]
) -> None:
    response = client_of(cast.efa).post(mine(anglers, f"edit/{part}/"), data)
    assert response.status_code in (200, 302)
    anglers.refresh_from_db()
    assert anglers.where == "Towpath, Bridge 12"
